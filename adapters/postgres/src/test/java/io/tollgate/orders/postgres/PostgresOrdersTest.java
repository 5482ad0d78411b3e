package io.tollgate.orders.postgres;

import io.tollgate.accounts.Accounts;
import io.tollgate.fixtures.contracts.OrdersContract;
import io.tollgate.orders.Orders;
import io.tollgate.postgres.Store;
import io.tollgate.tenancy.ProjectId;

class PostgresOrdersTest extends OrdersContract {
    private final Store store = Store.empty();

    @Override
    protected Accounts accounts() {
        return store.accounts;
    }

    @Override
    protected Orders orders() {
        return store.orders;
    }

    @Override
    protected void addProject(ProjectId project) {
        store.addProject(project);
    }
}
