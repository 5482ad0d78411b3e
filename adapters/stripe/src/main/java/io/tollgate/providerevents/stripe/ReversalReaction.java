package io.tollgate.providerevents.stripe;

import io.tollgate.disputes.Dispute;
import io.tollgate.disputes.FraudWarning;
import io.tollgate.orders.OrderId;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.stripe.Metadata;
import io.tollgate.payments.stripe.StripeInvoices;
import io.tollgate.payments.stripe.StripeObject;
import io.tollgate.payments.stripe.StripeRefunds;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.EventReader.Route;
import io.tollgate.providerevents.PaymentRef;
import io.tollgate.providerevents.ProviderFact.PaymentReversed;
import io.tollgate.refunds.Reversals;
import java.util.Optional;
import java.util.Set;

/// What speaks against a charge: refunds, disputes, warnings. What the object says counts, not the event's type: the
/// same comes as `refund.updated` and `charge.refund.updated`, and an inquiry as `charge.dispute.created`, too.
///
/// A one-time price's charge carries our metadata (Stripe copies it from the payment intent); a subscription's names
/// neither subscription nor invoice, which must be looked up. Refunds, disputes and warnings name nothing but the
/// charge.
final class ReversalReaction implements Reaction {
    private static final String REFUNDED = "charge.refunded";

    @Override
    public Set<String> types() {
        return Set.of(
                REFUNDED,
                "refund.created",
                "refund.updated",
                "refund.failed",
                "charge.refund.updated",
                "charge.dispute.created",
                "charge.dispute.updated",
                "charge.dispute.closed",
                "charge.dispute.funds_withdrawn",
                "charge.dispute.funds_reinstated",
                "radar.early_fraud_warning.created",
                "radar.early_fraud_warning.updated");
    }

    @Override
    public Reading read(StripeEvent event) {
        StripeObject object = event.object();
        if (event.type().equals(REFUNDED)) {
            return refunded(event, object);
        }
        Reversals told = told(event.type(), object);
        Optional<String> charge = object.findId("charge");
        Route route = Routes.ofCharge(object);
        return charge.isEmpty()
                // A customer's balance, say: no payment of ours.
                ? new Reading.Unhandled(event.type(), "no_charge")
                : event.with(
                        Lookup.charge(charge.get()),
                        route,
                        found -> reversed(event, route, object, found.orElse(object), told));
    }

    private static Reversals told(String type, StripeObject object) {
        if (type.startsWith("charge.dispute.")) {
            return Reversals.of(dispute(object));
        }
        return type.startsWith("radar.")
                ? Reversals.of(
                        new FraudWarning(object.id("id"), object.text("fraud_type"), object.isTrue("actionable")))
                : Reversals.of(StripeRefunds.read(object));
    }

    private static Dispute dispute(StripeObject dispute) {
        Dispute.Status status =
                switch (dispute.text("status")) {
                    // Until 2020: an inquiry that ended as the charge was given back.
                    case "charge_refunded" -> Dispute.Status.WARNING_CLOSED;
                    case String told -> Dispute.Status.ofProvider(told).orElseThrow(() -> dispute.invalid("status"));
                };
        return new Dispute(
                dispute.id("id"),
                status,
                dispute.money("amount"),
                dispute.find("reason").orElse(null),
                dispute.time("created"));
    }

    /// The charge tells a total; its refunds aren't always in it.
    private static Reading refunded(StripeEvent event, StripeObject charge) {
        Route route = Routes.of(charge);
        Reversals total = Reversals.inTotal(charge.number("amount_refunded"));
        return charge.has("refunds.data") && !charge.isTrue("refunds.has_more")
                ? reversed(event, route, charge, charge, total.merge(refunds(charge.at("refunds"))))
                : event.with(
                        Lookup.refundsOf(charge.id("id")),
                        route,
                        found -> reversed(
                                event,
                                route,
                                charge,
                                charge,
                                found.map(list -> total.merge(refunds(list))).orElse(total)));
    }

    private static Reversals refunds(StripeObject list) {
        return list.list("data").stream()
                .map(refund -> Reversals.of(StripeRefunds.read(refund)))
                .reduce(Reversals.NONE, Reversals::merge);
    }

    /// @param charge as it was looked up; the object itself where Stripe no longer has it
    private static Reading reversed(
            StripeEvent event, Route route, StripeObject object, StripeObject charge, Reversals told) {
        Optional<OrderId> order = Metadata.order(charge.at("metadata"));
        Optional<String> intent = charge.findId("payment_intent").or(() -> object.findId("payment_intent"));
        String currency = (charge.has("currency") ? charge : object).currency();
        return order.isPresent() || intent.isEmpty()
                ? understood(
                        event,
                        route,
                        new PaymentRef(order.orElse(null), intent.orElse(null), null, null),
                        currency,
                        told)
                : event.with(Lookup.invoiceOf(intent.get()), route, found -> found.filter(
                                invoice -> StripeInvoices.subscription(invoice).isPresent())
                        .map(invoice -> reversed(event, route, intent.get(), invoice, currency, told))
                        .orElseGet(() -> understood(
                                event, route, new PaymentRef(null, intent.get(), null, null), currency, told)));
    }

    /// @param invoice of a subscription, as it is now
    private static Reading reversed(
            StripeEvent event, Route route, String intent, StripeObject invoice, String currency, Reversals told) {
        return StripeInvoices.hasMoreLines(invoice)
                ? event.with(
                        Lookup.linesOf(invoice.id("id")),
                        route,
                        all -> understood(
                                event, route, ref(intent, invoice, all.orElse(invoice.at("lines"))), currency, told))
                : understood(event, route, ref(intent, invoice, invoice.at("lines")), currency, told);
    }

    private static PaymentRef ref(String intent, StripeObject invoice, StripeObject lines) {
        return new PaymentRef(
                StripeInvoices.order(invoice).orElse(null),
                intent,
                StripeInvoices.subscription(invoice).orElse(null),
                StripeInvoices.bill(invoice, lines.list()));
    }

    private static Reading understood(
            StripeEvent event, Route route, PaymentRef payment, String currency, Reversals told) {
        return new Reading.Understood(
                event.id(), event.type(), route, new PaymentReversed(payment, currency, told, false));
    }
}
