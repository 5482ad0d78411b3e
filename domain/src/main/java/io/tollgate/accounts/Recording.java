package io.tollgate.accounts;

import io.tollgate.money.Money;
import io.tollgate.orders.Order;
import io.tollgate.orders.Payment;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.Sale;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionInvoice;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a decision does to the list of payments, by comparing before with after: what was paid, what was given back,
/// and what is held to be given back.
final class Recording {
    private Recording() {}

    /// What is free again makes room for what is given back, and that comes before anything new is held.
    static List<Effect> between(Account before, Account after) {
        List<Effect.Reserve> reservations = reservations(before, after);
        Set<Effect> recorded = recordings(before).collect(Collectors.toSet());
        return Stream.of(
                        reservations.stream().filter(r -> r.units() < 0),
                        recordings(after).filter(r -> !recorded.contains(r)),
                        reservations.stream().filter(r -> r.units() > 0))
                .<Effect>flatMap(effects -> effects)
                .toList();
    }

    private static List<Effect.Reserve> reservations(Account before, Account after) {
        Map<String, Reversals> was = Reversed.byPayment(before);
        return Reversed.of(after).stream()
                .flatMap(payment -> Stream.ofNullable(payment.payment())
                        .map(id -> new Effect.Reserve(
                                payment.order(),
                                id,
                                payment.reversals().requested()
                                        - was.getOrDefault(payment.key(), Reversals.NONE)
                                                .requested())))
                .filter(reservation -> reservation.units() != 0)
                .toList();
    }

    private static Stream<Effect> recordings(Account account) {
        return Stream.concat(
                account.orders().stream().flatMap(Recording::paymentOfOrder),
                account.subscriptions().stream()
                        .flatMap(s -> s.invoices().stream().flatMap(invoice -> paymentOfInvoice(s, invoice))));
    }

    private static Stream<Effect> paymentOfOrder(Order order) {
        Sale sale = order.sale();
        String intent = sale.paymentIntentId();
        if (intent == null || sale.terms().isRecurring()) {
            return Stream.empty();
        }
        if (order instanceof Order.Paid paid) {
            return Stream.of(new Effect.Record(
                    new Payment(order.id(), intent, "succeeded", null, sale.total(), sale.refunded(), paid.paidAt())));
        }
        return Stream.ofNullable(sale.payment()).map(state -> new Effect.Record(payment(sale, intent, state)));
    }

    private static Payment payment(Sale sale, String intent, PaymentState state) {
        boolean paid = state.status() == PaymentState.Status.SUCCEEDED;
        return new Payment(
                sale.id(),
                intent,
                state.status().spelling(),
                state.reason(),
                state.amount(),
                sale.refunded(),
                paid ? state.at() : null);
    }

    private static Stream<Effect> paymentOfInvoice(Subscription subscription, SubscriptionInvoice invoice) {
        if (!invoice.isPaid() || invoice.amountPaid().amount() == 0) {
            return Stream.empty();
        }
        Money paid = invoice.amountPaid();
        return Stream.of(new Effect.Record(new Payment(
                subscription.order(), invoice.id(), "succeeded", null, paid, invoice.refunded(), invoice.paidAt())));
    }
}
