package io.tollgate.publishing.postgres;

import io.tollgate.accounts.AccountId;
import io.tollgate.fixtures.contracts.OutboxContract;
import io.tollgate.fixtures.contracts.PlainEncoder;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Store;
import io.tollgate.publishing.EventEncoder.Message;
import io.tollgate.publishing.EventEncoder.Topic;
import io.tollgate.publishing.Outbox;
import java.nio.charset.StandardCharsets;
import java.util.List;

class PostgresOutboxTest extends OutboxContract {
    private final Store store = Store.empty();

    @Override
    protected TestTime time() {
        return store.time;
    }

    @Override
    protected Outbox outbox() {
        return store.outbox;
    }

    @Override
    protected void commit(AccountId account, String value) {
        Message message = new Message(Topic.EVENTS, PlainEncoder.key(account), value.getBytes(StandardCharsets.UTF_8));
        store.database.run(Statement.batch(
                PostgresOutbox.INSERT, List.of(PostgresOutbox.row(account.project(), message, store.time.instant()))));
    }
}
