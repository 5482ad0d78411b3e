package io.tollgate.accounts.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Profile;
import io.tollgate.accounts.Profiles;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.Json;
import io.tollgate.postgres.Statement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.inject.Singleton;
import java.util.Map;

/// Profiles on PostgreSQL.
@Singleton
public final class PostgresProfiles implements Profiles {
    /// What is left out stays as it is.
    private static final String CHANGE = """
            insert into profiles (project_id, user_id, revision, email, name, metadata)
            values ($1, $2, 1, $3, $4, $5::text::jsonb)
            on conflict (project_id, user_id) do update
            set revision = profiles.revision + 1,
                email = coalesce(excluded.email, profiles.email),
                name = coalesce(excluded.name, profiles.name),
                metadata = profiles.metadata || excluded.metadata""";

    private static final String FIND = """
            select revision, email, name, metadata::text from profiles
            where project_id = $1 and user_id = $2""";

    private final Database database;
    private final Json json;

    public PostgresProfiles(Database database, Json json) {
        this.database = database;
        this.json = json;
    }

    static Statement change(Json json, AccountId account, Profile.Change change) {
        return Statement.of(
                CHANGE,
                account.project().value(),
                account.user().value(),
                change.email(),
                change.name(),
                json.write(change.metadata()));
    }

    /// The project's own keys, as stored.
    @RegisterForReflection
    record MetadataDocument(Map<String, String> metadata) {}

    @Override
    public Profile find(AccountId account) {
        return read(json, database.run(statement(account)));
    }

    static Statement statement(AccountId account) {
        return Statement.of(FIND, account.project().value(), account.user().value());
    }

    static Profile read(Json json, RowSet<Row> rows) {
        for (Row row : rows) {
            String metadata = "{\"metadata\":" + row.getString("metadata") + "}";
            return new Profile(
                    row.getLong("revision"),
                    row.getString("email"),
                    row.getString("name"),
                    json.read(metadata, MetadataDocument.class).metadata());
        }
        return Profile.NONE;
    }
}
