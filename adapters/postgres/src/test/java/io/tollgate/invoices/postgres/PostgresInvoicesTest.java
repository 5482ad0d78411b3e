package io.tollgate.invoices.postgres;

import io.tollgate.accounts.Accounts;
import io.tollgate.fixtures.contracts.InvoicesContract;
import io.tollgate.invoices.Invoices;
import io.tollgate.postgres.Store;
import io.tollgate.tenancy.ProjectId;

class PostgresInvoicesTest extends InvoicesContract {
    private final Store store = Store.empty();

    @Override
    protected Accounts accounts() {
        return store.accounts;
    }

    @Override
    protected Invoices invoices() {
        return store.invoices;
    }

    @Override
    protected void addProject(ProjectId project) {
        store.addProject(project);
    }
}
