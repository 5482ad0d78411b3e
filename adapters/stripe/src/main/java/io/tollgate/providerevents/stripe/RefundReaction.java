package io.tollgate.providerevents.stripe;

import io.tollgate.orders.OrderId;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.stripe.Metadata;
import io.tollgate.payments.stripe.StripeInvoices;
import io.tollgate.payments.stripe.StripeObject;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.EventReader.Route;
import io.tollgate.providerevents.ProviderFact.RefundSeen;
import java.util.Optional;
import java.util.Set;

/// Money given back of a charge. A one-time price's charge carries our metadata (Stripe copies it from the payment
/// intent); a subscription's names neither subscription nor invoice, which must be looked up.
final class RefundReaction implements Reaction {
    @Override
    public Set<String> types() {
        return Set.of("charge.refunded");
    }

    @Override
    public Reading read(StripeEvent event) {
        StripeObject charge = event.object();
        Optional<String> intent = charge.findId("payment_intent");
        Route route = Routes.of(charge);
        return order(charge).isEmpty() && intent.isPresent()
                ? event.with(Lookup.invoiceOf(intent.get()), route, invoice -> refund(event, invoice))
                : refund(event, Optional.empty());
    }

    private static Reading refund(StripeEvent event, Optional<StripeObject> paid) {
        Optional<StripeObject> invoice =
                paid.filter(i -> StripeInvoices.subscription(i).isPresent());
        StripeObject charge = event.object();
        RefundSeen seen = new RefundSeen(
                charge.id("id"),
                order(charge).orElse(null),
                charge.findId("payment_intent").orElse(null),
                invoice.flatMap(StripeInvoices::subscription).orElse(null),
                invoice.map(i -> i.id("id")).orElse(null),
                charge.money("amount"),
                charge.money("amount_refunded"),
                false);
        return new Reading.Understood(event.id(), event.type(), Routes.of(charge), seen);
    }

    private static Optional<OrderId> order(StripeObject charge) {
        return Metadata.order(charge.at("metadata"));
    }
}
