package io.tollgate.postgres;

import static io.tollgate.fixtures.contracts.Samples.ALICE;
import static io.tollgate.fixtures.contracts.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.jobs.Job;
import io.tollgate.orders.OrderId;
import io.tollgate.postgres.QueueDepths.Depth;
import io.tollgate.providerevents.Inbox.Settlement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueDepthsTest {
    private final Store store = Store.empty();

    @Test
    void nothing_waits_in_an_empty_store() {
        Depth none = new Depth(0, Duration.ZERO, 0);

        assertThat(store.depths.read()).isEqualTo(new QueueDepths.Depths(none, 0, none, none));
    }

    @Test
    void what_waits_is_counted_with_the_age_of_the_oldest() {
        for (String id : List.of("evt_1", "evt_2", "evt_3")) {
            store.inbox
                    .store(Samples.event(id, "{}", START))
                    .toCompletableFuture()
                    .join();
        }
        String first =
                store.inbox.claimUnrouted(1, Duration.ofSeconds(1)).getFirst().id();
        store.inbox.settle(first, Settlement.parked("no_project"));
        store.jobs.schedule(List.of(new Job.CloseOrder(ALICE, new OrderId("ord_1"))), START.plus(Duration.ofHours(1)));
        store.time.advance(Duration.ofSeconds(90));

        QueueDepths.Depths depths = store.depths.read();

        assertThat(depths.inbox()).isEqualTo(new Depth(2, Duration.ofSeconds(90), 0));
        assertThat(depths.parked()).isEqualTo(1);
        assertThat(depths.jobs()).isEqualTo(new Depth(1, Duration.ZERO, 0));
    }
}
