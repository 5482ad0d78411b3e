package io.tollgate.accounts;

import io.tollgate.disputes.Dispute;
import io.tollgate.disputes.FraudWarning;
import io.tollgate.money.Money;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionInvoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One payment, made or not, with what speaks against it.
///
/// @param key the same before and after
/// @param payment the provider's id of a payment that was made, as in [io.tollgate.orders.Payment]; null while it is
///     not known
/// @param amount what was paid of it
record Reversed(
        String key, OrderId order, String plan, @Nullable String payment, Money amount, Reversals reversals) {
    static List<Reversed> of(Account account) {
        return Stream.concat(
                        account.orders().stream()
                                .filter(order -> !order.sale().terms().isRecurring())
                                .map(Reversed::of),
                        account.subscriptions().stream()
                                .flatMap(s -> s.invoices().stream().map(invoice -> of(s, invoice))))
                .toList();
    }

    /// By its key.
    static Map<String, Reversals> byPayment(Account account) {
        return of(account).stream().collect(Collectors.toMap(Reversed::key, Reversed::reversals));
    }

    private static Reversed of(Order order) {
        return new Reversed(
                order.id().value(),
                order.id(),
                order.sale().terms().plan(),
                order.sale().paymentIntentId(),
                order.sale().total(),
                order.sale().reversals());
    }

    private static Reversed of(Subscription subscription, SubscriptionInvoice invoice) {
        return new Reversed(
                subscription.id() + " " + invoice.id(),
                subscription.order(),
                subscription.terms().plan(),
                invoice.id(),
                invoice.amountPaid(),
                invoice.reversals());
    }

    /// What has happened to it.
    ///
    /// @param was what spoke against it before
    Stream<DomainEvent> since(Reversals was) {
        if (was.equals(reversals)) {
            return Stream.empty();
        }
        Stream<DomainEvent> total = was.refunded() == reversals.refunded()
                ? Stream.empty()
                : Stream.of(new DomainEvent.OrderRefunded(order, plan, payment, amount, money(reversals.refunded())));
        return Stream.of(
                        reversals.refunds().stream().flatMap(refund -> moved(refund, was.refund(refund.id()))),
                        total,
                        reversals.disputes().stream().flatMap(dispute -> disputed(dispute, was.dispute(dispute))),
                        reversals.warnings().stream()
                                .filter(warning -> !was.warnings().contains(warning))
                                .map(this::flagged))
                .flatMap(events -> events);
    }

    private Stream<DomainEvent> moved(Refund refund, Optional<Refund> was) {
        return was.filter(before -> before.status() == refund.status()).isPresent()
                ? Stream.empty()
                : Stream.of(new DomainEvent.RefundMoved(
                        refund.id(),
                        refund.status(),
                        order,
                        payment,
                        refund.amount(),
                        refund.reason(),
                        refund.failure()));
    }

    private Stream<DomainEvent> disputed(Dispute dispute, Optional<Dispute> was) {
        return was.filter(before -> before.status() == dispute.status()).isPresent()
                ? Stream.empty()
                : Stream.of(new DomainEvent.OrderDisputed(
                        order, plan, payment, dispute.id(), dispute.status(), dispute.amount(), dispute.reason()));
    }

    private DomainEvent flagged(FraudWarning warning) {
        return new DomainEvent.OrderFlagged(
                order, plan, payment, warning.providerId(), warning.type(), warning.actionable());
    }

    private Money money(long units) {
        return new Money(units, amount.currency());
    }
}
