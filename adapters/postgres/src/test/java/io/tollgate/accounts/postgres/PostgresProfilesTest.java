package io.tollgate.accounts.postgres;

import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Profiles;
import io.tollgate.fixtures.contracts.ProfilesContract;
import io.tollgate.jobs.Jobs;
import io.tollgate.postgres.Store;
import io.tollgate.tenancy.ProjectId;

class PostgresProfilesTest extends ProfilesContract {
    private final Store store = Store.empty();

    @Override
    protected Accounts accounts() {
        return store.accounts;
    }

    @Override
    protected Profiles profiles() {
        return store.profiles;
    }

    @Override
    protected Jobs jobs() {
        return store.jobs;
    }

    @Override
    protected void addProject(ProjectId project) {
        store.addProject(project);
    }
}
