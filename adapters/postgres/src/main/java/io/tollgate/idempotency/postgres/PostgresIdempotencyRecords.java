package io.tollgate.idempotency.postgres;

import io.tollgate.idempotency.IdempotencyRecords;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Times;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Idempotency records on PostgreSQL.
@Singleton
public final class PostgresIdempotencyRecords implements IdempotencyRecords {
    /// New, or taken over: whoever gets a row back runs.
    private static final String BEGIN = """
            insert into idempotency_records (project_id, caller, method, path, key, body_hash, operation, leased_until,
                                             created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (project_id, caller, method, path, key) do update set leased_until = excluded.leased_until
            where idempotency_records.answer_status is null
              and idempotency_records.body_hash = excluded.body_hash
              and (idempotency_records.leased_until is null or idempotency_records.leased_until <= $9)
            returning operation""";

    private static final String FIND = """
            select body_hash, answer_status, answer_body from idempotency_records
            where project_id = $1 and caller = $2 and method = $3 and path = $4 and key = $5""";

    private static final String FINISH = """
            update idempotency_records set answer_status = $7, answer_body = $8, leased_until = null
            where project_id = $1 and caller = $2 and method = $3 and path = $4 and key = $5 and operation = $6
              and answer_status is null""";

    private static final String RELEASE = """
            update idempotency_records set leased_until = null
            where project_id = $1 and caller = $2 and method = $3 and path = $4 and key = $5 and operation = $6
              and answer_status is null""";

    private final Database database;
    private final InstantSource time;

    public PostgresIdempotencyRecords(Database database, InstantSource time) {
        this.database = database;
        this.time = time;
    }

    @Override
    public Begun begin(Key key, String bodyHash, String operation, Duration lease) {
        Instant now = time.instant();
        RowSet<Row> running = database.run(
                statement(BEGIN, key, bodyHash, operation, Times.stored(now.plus(lease)), Times.stored(now)));
        for (Row row : running) {
            return new Begun.Run(row.getString("operation"));
        }
        return find(key, bodyHash);
    }

    private Begun find(Key key, String bodyHash) {
        for (Row row : database.run(statement(FIND, key))) {
            if (!row.getString("body_hash").equals(bodyHash)) {
                return new Begun.Mismatch();
            }
            return Optional.ofNullable(row.getInteger("answer_status"))
                    .<Begun>map(status -> new Begun.Replay(new Answer(status, row.getString("answer_body"))))
                    .orElseGet(Begun.StillRunning::new);
        }
        // Cleaned up in this very moment: the next attempt begins anew.
        return new Begun.StillRunning();
    }

    @Override
    public void finish(Key key, String operation, Answer answer) {
        database.run(statement(FINISH, key, operation, answer.status(), answer.body()));
    }

    @Override
    public void release(Key key, String operation) {
        database.run(statement(RELEASE, key, operation));
    }

    private static Statement statement(String sql, Key key, @Nullable Object... more) {
        @Nullable Object[] all = new Object[5 + more.length];
        all[0] = key.project().value();
        all[1] = key.caller();
        all[2] = key.method();
        all[3] = key.path();
        all[4] = key.value();
        System.arraycopy(more, 0, all, 5, more.length);
        return Statement.of(sql, all);
    }
}
