package io.tollgate.providerevents.stripe;

import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PaymentState.Status;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.stripe.Metadata;
import io.tollgate.payments.stripe.StripeIntents;
import io.tollgate.payments.stripe.StripeInvoices;
import io.tollgate.payments.stripe.StripeObject;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.EventReader.Route;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.providerevents.ProviderFact.PaymentSeen;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.SubscriptionInvoice;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A payment intent: of a one-time price, named by our metadata, or of a subscription's invoice.
final class PaymentReaction implements Reaction {
    private static final String CREATED = "payment_intent.created";
    private static final String PROCESSING = "payment_intent.processing";
    private static final Map<String, Status> STATUSES = Map.of(
            CREATED,
            Status.REQUIRES_ACTION,
            "payment_intent.requires_action",
            Status.REQUIRES_ACTION,
            PROCESSING,
            Status.PROCESSING,
            "payment_intent.payment_failed",
            Status.FAILED,
            "payment_intent.canceled",
            Status.CANCELED,
            "payment_intent.succeeded",
            Status.SUCCEEDED);

    @Override
    public Set<String> types() {
        return STATUSES.keySet();
    }

    /// That an invoice's debit is on its way is told by its payment alone, which doesn't name the invoice. How it
    /// ends
    /// is told by the invoice.
    @Override
    public Reading read(StripeEvent event) {
        Route route = Routes.of(event.object());
        return event.type().equals(PROCESSING) && order(event) == null
                ? event.with(
                        Lookup.invoiceOf(event.object().id("id")), route, invoice -> processing(event, route, invoice))
                : payment(event, route);
    }

    private static Reading processing(StripeEvent event, Route route, Optional<StripeObject> invoice) {
        Optional<String> subscription = invoice.flatMap(StripeInvoices::subscription);
        if (invoice.isEmpty() || subscription.isEmpty()) {
            return payment(event, route);
        }
        Money nothingYet = Money.zero(event.object().money("amount").currency());
        SubscriptionInvoice processing = new SubscriptionInvoice(
                invoice.get().id("id"),
                SubscriptionInvoice.Status.UNKNOWN,
                null,
                null,
                nothingYet,
                null,
                null,
                event.created(),
                null,
                Reversals.NONE);
        return new Reading.Understood(
                event.id(), event.type(), route, new InvoiceSeen(subscription.get(), null, processing, false));
    }

    private static Reading payment(StripeEvent event, Route route) {
        StripeObject intent = event.object();
        Status status = Objects.requireNonNull(STATUSES.get(event.type()));
        PaymentState state = new PaymentState(
                status,
                event.type().equals(CREATED) ? Observed.creation(event.created()) : Observed.event(event.created()),
                status == Status.FAILED ? StripeIntents.failure(intent) : null,
                intent.money(
                        status == Status.SUCCEEDED && intent.has("amount_received") ? "amount_received" : "amount"));
        String charge =
                status == Status.FAILED ? StripeIntents.failedCharge(intent).orElse(null) : null;
        PaymentSeen seen = new PaymentSeen(intent.id("id"), order(event), state, charge);
        return new Reading.Understood(event.id(), event.type(), route, seen);
    }

    private static @Nullable OrderId order(StripeEvent event) {
        return Metadata.order(event.object().at("metadata")).orElse(null);
    }
}
