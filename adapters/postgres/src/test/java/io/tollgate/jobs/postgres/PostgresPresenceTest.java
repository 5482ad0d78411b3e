package io.tollgate.jobs.postgres;

import io.tollgate.fixtures.contracts.PresenceContract;
import io.tollgate.jobs.Presence;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Store;
import java.time.Duration;

class PostgresPresenceTest extends PresenceContract {
    private final Store store = Store.empty();

    @Override
    protected void pass(Duration passing) {
        // The database's clock goes on by itself: what was told is told so much earlier.
        store.database.run(Statement.of(
                "update replicas set until = until - make_interval(secs => $1)", (double) passing.toSeconds()));
    }

    @Override
    protected Presence process() {
        return new PostgresPresence(store.database, store.ids);
    }
}
