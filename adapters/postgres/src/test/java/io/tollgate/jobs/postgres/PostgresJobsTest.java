package io.tollgate.jobs.postgres;

import io.tollgate.fixtures.contracts.JobsContract;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.jobs.Jobs;
import io.tollgate.postgres.Store;

class PostgresJobsTest extends JobsContract {
    private final Store store = Store.empty();

    @Override
    protected TestTime time() {
        return store.time;
    }

    @Override
    protected Jobs jobs() {
        return store.jobs;
    }
}
