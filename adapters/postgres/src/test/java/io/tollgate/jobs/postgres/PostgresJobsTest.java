package io.tollgate.jobs.postgres;

import io.tollgate.fixtures.contracts.JobsContract;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.jobs.Jobs;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Store;
import io.tollgate.postgres.Times;
import java.time.Instant;

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

    @Override
    protected void scheduleOfNextVersion(Instant dueAt) {
        store.database.run(Statement.of("""
                insert into jobs (project_id, user_id, kind, subject, id, payload, due_at, created_at)
                values ('acme', 'alice', 'ofNextVersion', 'x', 'job_next', '{"unheardOf": {"of": 1}}', $1, $1)""", Times.stored(dueAt)));
    }

    @Override
    protected int triesOfNextVersion() {
        return store.database
                .run(Statement.of("select attempts from jobs where kind = 'ofNextVersion' and leased_until is null"))
                .iterator()
                .next()
                .getInteger(0);
    }
}
