package io.tollgate.subscriptions.postgres;

import io.tollgate.postgres.Database;
import io.tollgate.postgres.Json;
import io.tollgate.postgres.Statement;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.subscriptions.SubscriptionView;
import io.tollgate.subscriptions.Subscriptions;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.UserId;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads of subscriptions; they are written with the account's commit.
@Singleton
public final class PostgresSubscriptions implements Subscriptions {
    private static final String COLUMNS = """
            select user_id, document::text,
                   (select version from accounts
                    where accounts.project_id = subscriptions.project_id
                      and accounts.user_id = subscriptions.user_id) as version
            from subscriptions
            where project_id = $1 and status is not null
            """;

    private static final String FIND = COLUMNS + "and subscription_id = $2";

    private final Database database;
    private final Json json;

    public PostgresSubscriptions(Database database, Json json) {
        this.database = database;
        this.json = json;
    }

    @Override
    public Optional<SubscriptionView> find(ProjectId project, String id) {
        return views(database.run(Statement.of(FIND, project.value(), id))).stream()
                .findFirst();
    }

    @Override
    public List<SubscriptionView> list(
            ProjectId project,
            @Nullable UserId user,
            @Nullable SubscriptionStatus status,
            @Nullable String before,
            int limit) {
        return views(database.run(listing(project, user, status, before, limit)));
    }

    /// Only what is asked for stands in the condition, so that each question finds its index.
    static Statement listing(
            ProjectId project,
            @Nullable UserId user,
            @Nullable SubscriptionStatus status,
            @Nullable String before,
            int limit) {
        List<Object> parameters = new ArrayList<>(List.of(project.value(), limit));
        StringBuilder where = new StringBuilder();
        and(where, "and user_id = $", user == null ? null : user.value(), parameters);
        and(where, " and status = $", status == null ? null : status.spelling(), parameters);
        and(where, " and subscription_id < $", before, parameters);
        return Statement.of(COLUMNS + where + " order by subscription_id desc limit $2", parameters.toArray());
    }

    /// @param condition ends where the parameter's number belongs
    private static void and(StringBuilder where, String condition, @Nullable String value, List<Object> parameters) {
        if (value != null) {
            parameters.add(value);
            where.append(condition).append(parameters.size());
        }
    }

    private List<SubscriptionView> views(RowSet<Row> rows) {
        List<SubscriptionView> views = new ArrayList<>();
        for (Row row : rows) {
            views.add(new SubscriptionView(
                    new UserId(row.getString("user_id")),
                    json.read(row.getString("document"), SubscriptionDocument.class)
                            .toSubscription(),
                    row.getLong("version")));
        }
        return views;
    }
}
