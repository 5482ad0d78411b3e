package io.tollgate.providerevents.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.AccountId;
import io.tollgate.fixtures.contracts.InboxContract;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Store;
import io.tollgate.providerevents.Inbox;
import io.tollgate.providerevents.Inbox.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresInboxTest extends InboxContract {
    private final Store store = Store.empty();

    @Override
    protected TestTime time() {
        return store.time;
    }

    @Override
    protected Inbox inbox() {
        return store.inbox;
    }

    @Test
    void each_delivery_is_written_down() {
        for (int i = 0; i < 3; i++) {
            store.inbox
                    .store(Samples.event("evt_1", "{}", Samples.START))
                    .toCompletableFuture()
                    .join();
        }

        assertThat(store.database.run(Statement.of("select deliveries from inbox")))
                .singleElement()
                .satisfies(row -> assertThat(row.getInteger(0)).isEqualTo(3));
    }

    @Test
    void an_object_in_a_connected_account_is_another_than_that_of_the_same_id_elsewhere() {
        for (String connected : List.of("acct_1", "acct_2")) {
            store.database.run(Statement.of(
                    "insert into provider_objects (provider_account, connected_account, object_id, project_id, user_id)"
                            + " values ('default', $1, 'acct_1', 'acme', $1)",
                    connected));
        }

        assertThat(store.inbox.owners(Samples.STRIPE, "acct_1", List.of("acct_1")))
                .isEqualTo(Map.of("acct_1", AccountId.of("acme", "acct_1")));
        assertThat(store.inbox.owners(Samples.STRIPE, null, List.of("acct_1"))).isEmpty();
    }

    @Test
    void after_the_last_try_an_event_is_a_dead_letter_with_its_reason() {
        store.inbox
                .store(Samples.event("evt_1", "{}", Samples.START))
                .toCompletableFuture()
                .join();
        for (int i = 0; i < 21; i++) {
            String id = store.inbox
                    .claimUnrouted(1, Duration.ofSeconds(1))
                    .getFirst()
                    .id();
            store.inbox.settle(id, Settlement.retry("provider_unavailable"));
            store.time.advance(Duration.ofHours(7));
        }

        assertThat(store.inbox.claimUnrouted(1, Duration.ofSeconds(1))).isEmpty();
        assertThat(store.depths.read().inbox().dead()).isEqualTo(1);
        assertThat(store.database.run(Statement.of("select last_error from inbox")))
                .singleElement()
                .satisfies(row -> assertThat(row.getString(0)).isEqualTo("provider_unavailable"));
    }
}
