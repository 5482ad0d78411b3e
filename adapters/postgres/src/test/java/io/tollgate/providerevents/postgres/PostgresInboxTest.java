package io.tollgate.providerevents.postgres;

import io.tollgate.fixtures.contracts.InboxContract;
import io.tollgate.fixtures.contracts.MovableTime;
import io.tollgate.postgres.Store;
import io.tollgate.providerevents.Inbox;

class PostgresInboxTest extends InboxContract {
    private final Store store = Store.empty();

    @Override
    protected MovableTime time() {
        return store.time;
    }

    @Override
    protected Inbox inbox() {
        return store.inbox;
    }
}
