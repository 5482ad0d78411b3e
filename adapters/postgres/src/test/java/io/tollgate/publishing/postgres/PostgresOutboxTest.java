package io.tollgate.publishing.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.AccountId;
import io.tollgate.fixtures.contracts.OutboxContract;
import io.tollgate.fixtures.contracts.PlainEncoder;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Store;
import io.tollgate.publishing.EventEncoder.Message;
import io.tollgate.publishing.EventEncoder.Topic;
import io.tollgate.publishing.Outbox;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

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

    @Test
    void what_goes_to_a_topic_that_only_a_later_version_knows_is_left_to_it_and_holds_nobody_up() {
        // As the later version's migration would.
        run("alter table outbox drop constraint outbox_topic_check");
        try {
            run(
                    "insert into outbox (project_id, topic, key, value, created_at) values ('acme', 'NEXT', 'k', 'v', now())");
            commit(Samples.ALICE, "known");

            List<Outbox.Row> rows = store.outbox.unsent(1);

            assertThat(rows)
                    .extracting(row -> new String(row.value(), StandardCharsets.UTF_8))
                    .containsExactly("known");
            store.outbox.sent(rows.stream().map(Outbox.Row::id).toList());
            assertThat(run("select topic from outbox").iterator().next().getString(0))
                    .isEqualTo("NEXT");
        } finally {
            run("delete from outbox");
            run("alter table outbox add constraint outbox_topic_check check (topic in ('EVENTS', 'ENTITLEMENTS'))");
        }
    }

    private RowSet<Row> run(String sql) {
        return store.database.run(Statement.of(sql));
    }

    @Override
    protected void commit(AccountId account, String value) {
        Message message = new Message(Topic.EVENTS, PlainEncoder.key(account), value.getBytes(StandardCharsets.UTF_8));
        store.database.run(Statement.batch(
                PostgresOutbox.INSERT, List.of(PostgresOutbox.row(account.project(), message, store.time.instant()))));
    }
}
