package io.tollgate.providerevents.stripe;

import io.tollgate.money.Money;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.stripe.StripeInvoices;
import io.tollgate.payments.stripe.StripeObject;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.EventReader.Route;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.subscriptions.SubscriptionInvoice.Status;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A subscription's bill: what was paid, and until when.
final class InvoiceReaction implements Reaction {
    private static final String FAILED = "invoice.payment_failed";

    @Override
    public Set<String> types() {
        return Set.of(
                "invoice.paid",
                "invoice.payment_succeeded",
                FAILED,
                "invoice.finalized",
                "invoice.voided",
                "invoice.marked_uncollectible",
                "invoice.updated");
    }

    @Override
    public Reading read(StripeEvent event) {
        StripeObject invoice = event.object();
        Optional<String> subscription = StripeInvoices.subscription(invoice);
        if (subscription.isEmpty()) {
            return new Reading.Unhandled(event.type(), "no_subscription");
        }
        Route route = Routes.of(invoice, subscription, StripeInvoices.metadata(invoice));
        return StripeInvoices.hasMoreLines(invoice)
                // The line that tells need not be among the first ten.
                ? event.with(
                        Lookup.linesOf(invoice.id("id")),
                        route,
                        all -> seen(event, route, subscription.get(), all.orElse(invoice.at("lines"))))
                : seen(event, route, subscription.get(), invoice.at("lines"));
    }

    /// @param lines all of them
    private static Reading seen(StripeEvent event, Route route, String subscription, StripeObject lines) {
        StripeObject invoice = event.object();
        InvoiceSeen seen = new InvoiceSeen(
                subscription, StripeInvoices.order(invoice).orElse(null), bill(event, invoice, lines), false);
        return new Reading.Understood(event.id(), event.type(), route, seen);
    }

    private static SubscriptionInvoice bill(StripeEvent event, StripeObject invoice, StripeObject lines) {
        Optional<StripeObject> line = StripeInvoices.ofPeriod(lines);
        Status status = status(invoice);
        Money paid = invoice.money("amount_paid");
        Optional<Instant> paidAt = status == Status.PAID
                ? invoice.findTime("status_transitions.paid_at").or(() -> Optional.of(event.created()))
                : Optional.empty();
        return new SubscriptionInvoice(
                invoice.id("id"),
                status,
                line.flatMap(l -> l.findTime("period.start")).orElse(null),
                line.flatMap(l -> l.findTime("period.end")).orElse(null),
                paid,
                invoice.time("created"),
                paidAt.orElse(null),
                null,
                event.type().equals(FAILED) ? event.created() : null,
                Reversals.NONE,
                // A draft may still become something else.
                status == Status.DRAFT
                        ? null
                        : line.flatMap(StripeInvoices::billed).orElse(null));
    }

    /// Before 2018 there was no status, but `paid`.
    private static Status status(StripeObject invoice) {
        return invoice.find("status")
                .map(status -> switch (status) {
                    case "draft" -> Status.DRAFT;
                    case "open" -> Status.OPEN;
                    case "paid" -> Status.PAID;
                    case "uncollectible" -> Status.UNCOLLECTIBLE;
                    case "void" -> Status.VOID;
                    default -> throw invoice.invalid("status");
                })
                .or(() -> invoice.findBoolean("paid").map(paid -> paid ? Status.PAID : Status.OPEN))
                .orElseThrow(() -> invoice.missing("status"));
    }
}
