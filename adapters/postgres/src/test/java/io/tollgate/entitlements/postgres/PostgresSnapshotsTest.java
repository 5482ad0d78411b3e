package io.tollgate.entitlements.postgres;

import static io.tollgate.fixtures.contracts.Samples.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.AccountId;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.entitlements.Snapshots;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.contracts.SnapshotsContract;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Store;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresSnapshotsTest extends SnapshotsContract {
    private final Store store = Store.empty();
    private final HeldDatabase database = new HeldDatabase();
    private final AtomicLong nanos = new AtomicLong();
    private final Snapshots snapshots = new PostgresSnapshots(database::send, store.json, nanos::get);

    @BeforeEach
    void add_the_project() {
        store.addProject(Samples.ACME);
    }

    @Override
    protected Snapshots snapshots() {
        return snapshots;
    }

    @Override
    protected void committedElsewhere(AccountId account, Snapshot snapshot) {
        store.database.run(Statement.of(
                """
                insert into accounts (project_id, user_id, snapshot, version) values ($1, $2, $3::text::jsonb, $4)
                on conflict (project_id, user_id) do update
                set snapshot = excluded.snapshot, version = excluded.version""",
                account.project().value(),
                account.user().value(),
                store.json.write(SnapshotDocument.of(snapshot)),
                snapshot.version()));
    }

    @Override
    protected Runnable holdAnswers() {
        return database.hold();
    }

    @Test
    void what_is_in_memory_is_never_older_than_a_minute() {
        snapshots.load(ALICE).toCompletableFuture().join();
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(snapshots.cached(ALICE)).isNotNull();

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(snapshots.cached(ALICE)).isNull();
    }

    /// Reads at once; answers when it is let.
    private final class HeldDatabase {
        private Future<?> let = Future.succeededFuture();

        Runnable hold() {
            io.vertx.core.Promise<Void> promise = io.vertx.core.Promise.promise();
            let = promise.future();
            return promise::complete;
        }

        Future<RowSet<Row>> send(Statement statement) {
            Future<?> held = let;
            let = Future.succeededFuture();
            RowSet<Row> rows = store.database.run(statement);
            return held.map(rows);
        }
    }
}
