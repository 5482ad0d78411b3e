package io.tollgate.idempotency.postgres;

import io.tollgate.fixtures.contracts.IdempotencyRecordsContract;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.idempotency.IdempotencyRecords;
import io.tollgate.postgres.Store;

class PostgresIdempotencyRecordsTest extends IdempotencyRecordsContract {
    private final Store store = Store.empty();

    @Override
    protected TestTime time() {
        return store.time;
    }

    @Override
    protected IdempotencyRecords records() {
        return store.idempotency;
    }

    @Override
    protected IdempotencyRecords records(int most) {
        return new PostgresIdempotencyRecords(store.database, store.time, most);
    }
}
