package io.tollgate.jobs.postgres;

import io.tollgate.fixtures.contracts.PresenceContract;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.jobs.Presence;
import io.tollgate.postgres.Store;

class PostgresPresenceTest extends PresenceContract {
    private final Store store = Store.empty();

    @Override
    protected TestTime time() {
        return store.time;
    }

    @Override
    protected Presence process() {
        return new PostgresPresence(store.database, store.ids, store.time);
    }
}
