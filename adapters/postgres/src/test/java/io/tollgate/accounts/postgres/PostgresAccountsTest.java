package io.tollgate.accounts.postgres;

import io.tollgate.accounts.Accounts;
import io.tollgate.credits.Credits;
import io.tollgate.entitlements.Snapshots;
import io.tollgate.fixtures.contracts.AccountsContract;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.jobs.Jobs;
import io.tollgate.orders.Orders;
import io.tollgate.postgres.Store;
import io.tollgate.providerevents.Inbox;
import io.tollgate.publishing.Outbox;
import io.tollgate.tenancy.ProjectId;

class PostgresAccountsTest extends AccountsContract {
    private final Store store = Store.empty();

    @Override
    protected TestTime time() {
        return store.time;
    }

    @Override
    protected Accounts accounts() {
        return store.accounts;
    }

    @Override
    protected Orders orders() {
        return store.orders;
    }

    @Override
    protected Outbox outbox() {
        return store.outbox;
    }

    @Override
    protected Snapshots snapshots() {
        return store.snapshots;
    }

    @Override
    protected Jobs jobs() {
        return store.jobs;
    }

    @Override
    protected Inbox inbox() {
        return store.inbox;
    }

    @Override
    protected Credits credits() {
        return store.credits;
    }

    @Override
    protected void addProject(ProjectId project) {
        store.addProject(project);
    }
}
