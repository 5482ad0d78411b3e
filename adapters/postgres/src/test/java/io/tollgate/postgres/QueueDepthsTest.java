package io.tollgate.postgres;

import static io.tollgate.fixtures.contracts.Samples.ALICE;
import static io.tollgate.fixtures.contracts.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.Buying;
import io.tollgate.accounts.TakingIn;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.jobs.Job;
import io.tollgate.orders.OrderId;
import io.tollgate.postgres.QueueDepths.Depth;
import io.tollgate.postgres.QueueDepths.Overdue;
import io.tollgate.providerevents.Inbox.Settlement;
import io.tollgate.providerevents.ProviderFact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueDepthsTest {
    private static final Cause CAUSE = Cause.system("test");

    private final Store store = Store.empty();

    @Test
    void nothing_waits_in_an_empty_store() {
        Depth none = new Depth(0, Duration.ZERO, 0);

        assertThat(store.depths.read()).isEqualTo(new QueueDepths.Depths(none, 0, none, none, new Overdue(0, 0)));
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

    @Test
    void orders_that_are_open_for_longer_than_they_can_be_are_counted() {
        store.addProject(ALICE.project());
        Instant now = store.time.instant();
        String pending = open(now.minus(QueueDepths.PENDING).minusMillis(1), "pass1");
        open(now.minus(QueueDepths.PENDING), "pass2");
        String processing = open(now.minus(QueueDepths.PROCESSING).minusMillis(1), "pass3");
        String awaited = open(now.minus(QueueDepths.PROCESSING), "pass4");
        process(processing);
        process(awaited);

        assertThat(store.depths.read().orders()).isEqualTo(new Overdue(1, 1));

        store.time.advance(Duration.ofMillis(1));
        assertThat(store.depths.read().orders()).isEqualTo(new Overdue(2, 2));

        take(Samples.paid(pending, now));
        assertThat(store.depths.read().orders()).isEqualTo(new Overdue(1, 2));
    }

    private String open(Instant drawn, String plan) {
        String order = QueueDepths.drawnAt(drawn) + "7000a000000000000000";
        store.accounts.decide(
                ALICE,
                Touching.NOTHING,
                CAUSE,
                account -> Buying.open(account, Samples.opening(order, Samples.pass(plan)), Samples.at(START)));
        return order;
    }

    private void process(String order) {
        take(new ProviderFact.CheckoutSeen(
                "cs_" + order,
                new OrderId(order),
                ProviderFact.CheckoutSeen.Result.PROCESSING,
                null,
                null,
                null,
                START));
    }

    private void take(ProviderFact fact) {
        store.accounts.decide(
                ALICE, Touching.fact(fact), CAUSE, account -> TakingIn.fact(account, fact, Samples.at(START)));
    }
}
