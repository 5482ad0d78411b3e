package io.tollgate.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.disputes.Dispute;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Verdict;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.RefundId;
import io.tollgate.subscriptions.ChangeOperation;
import io.tollgate.subscriptions.SubscriptionChange;
import io.tollgate.subscriptions.SubscriptionStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DomainEventTest {
    private static final OrderId ORDER = new OrderId("ord_1");
    private static final Money PRICE = new Money(500, "usd");

    private static final List<DomainEvent> ALL = List.of(
            new DomainEvent.OrderOpened(ORDER, "pro", "m"),
            new DomainEvent.OrderPaid(ORDER, null, "pro", "m", PRICE, null),
            new DomainEvent.OrderFailed(ORDER, "pro", PRICE, "failed", "payment_failed"),
            new DomainEvent.OrderJudged(ORDER, Verdict.LATE),
            new DomainEvent.OrderRefunded(ORDER, "pro", "pi_1", PRICE, PRICE),
            refund(Refund.Status.REQUESTED),
            refund(Refund.Status.PENDING),
            new DomainEvent.OrderDisputed(
                    ORDER, "pro", "pi_1", "dsp_1", Dispute.Status.NEEDS_RESPONSE, PRICE, "fraudulent"),
            new DomainEvent.OrderFlagged(ORDER, "pro", "pi_1", "issfr_1", "misc", true),
            new DomainEvent.SubscriptionMoved(
                    "activated", "sub_1", ORDER, "pro", null, SubscriptionStatus.ACTIVE, null, null, null),
            new DomainEvent.SubscriptionChangeAsked(
                    "sub_1", ChangeOperation.begin("op_1", new SubscriptionChange.CancelNow(), Instant.EPOCH)),
            new DomainEvent.EntitlementsChanged("alice", 7),
            new DomainEvent.CreditsGranted("sub_1", "tokens", 5, null),
            new DomainEvent.CreditsWithdrawn("sub_1", "tokens"),
            new DomainEvent.CustomerLinked("cus_1"));

    private static DomainEvent refund(Refund.Status status) {
        return new DomainEvent.RefundMoved(new RefundId("ref_1"), status, ORDER, "pi_1", PRICE, "sorry", null);
    }

    @Test
    void each_says_what_happened_and_to_what() {
        assertThat(ALL)
                .extracting(DomainEvent::type)
                .containsExactly(
                        "order.opened",
                        "order.paid",
                        "order.failed",
                        "order.givenBack",
                        "order.refunded",
                        "refund.requested",
                        "refund.pending",
                        "order.disputed",
                        "order.flagged",
                        "subscription.activated",
                        "subscription.changeAsked",
                        "entitlements.changed",
                        "credits.granted",
                        "credits.withdrawn",
                        "customer.linked");
        assertThat(ALL)
                .extracting(DomainEvent::subject)
                .containsExactly(
                        "ord_1", "ord_1", "ord_1", "ord_1", "ord_1", "ref_1", "ref_1", "ord_1", "ord_1", "sub_1",
                        "sub_1", "alice", "sub_1", "sub_1", "cus_1");
    }

    @Test
    void what_concerns_us_alone_is_not_published() {
        assertThat(ALL.stream().filter(event -> !event.isPublished()).map(DomainEvent::type))
                .containsExactly(
                        "order.opened",
                        "order.givenBack",
                        "refund.requested",
                        "refund.pending",
                        "subscription.changeAsked",
                        "customer.linked");
    }
}
