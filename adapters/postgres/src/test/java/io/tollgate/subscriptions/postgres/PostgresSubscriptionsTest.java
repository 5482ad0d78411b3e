package io.tollgate.subscriptions.postgres;

import io.tollgate.accounts.Accounts;
import io.tollgate.fixtures.contracts.SubscriptionsContract;
import io.tollgate.postgres.Store;
import io.tollgate.subscriptions.Subscriptions;
import io.tollgate.tenancy.ProjectId;

class PostgresSubscriptionsTest extends SubscriptionsContract {
    private final Store store = Store.empty();

    @Override
    protected Accounts accounts() {
        return store.accounts;
    }

    @Override
    protected Subscriptions subscriptions() {
        return store.subscriptions;
    }

    @Override
    protected void addProject(ProjectId project) {
        store.addProject(project);
    }
}
