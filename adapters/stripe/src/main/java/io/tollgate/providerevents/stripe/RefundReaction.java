package io.tollgate.providerevents.stripe;

import io.tollgate.orders.OrderId;
import io.tollgate.payments.Payments.Invoiced;
import io.tollgate.payments.stripe.Metadata;
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
                ? new Reading.NeedsInvoice(event.id(), event.type(), route, intent.get())
                : refund(event, Optional.empty());
    }

    @Override
    public Reading read(StripeEvent event, Optional<Invoiced> invoiced) {
        return refund(event, invoiced.filter(invoice -> invoice.subscriptionId() != null));
    }

    private static Reading refund(StripeEvent event, Optional<Invoiced> invoiced) {
        StripeObject charge = event.object();
        RefundSeen seen = new RefundSeen(
                charge.id("id"),
                order(charge).orElse(null),
                charge.findId("payment_intent").orElse(null),
                invoiced.map(Invoiced::subscriptionId).orElse(null),
                invoiced.map(Invoiced::invoiceId).orElse(null),
                charge.money("amount"),
                charge.money("amount_refunded"),
                false);
        return new Reading.Understood(event.id(), event.type(), Routes.of(charge), seen);
    }

    private static Optional<OrderId> order(StripeObject charge) {
        return Metadata.order(charge.at("metadata"));
    }
}
