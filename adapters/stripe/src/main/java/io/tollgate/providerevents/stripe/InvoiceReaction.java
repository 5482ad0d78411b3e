package io.tollgate.providerevents.stripe;

import io.tollgate.invoices.Invoice;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.stripe.StripeInvoices;
import io.tollgate.payments.stripe.StripeLinks;
import io.tollgate.payments.stripe.StripeObject;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.EventReader.Route;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.providerevents.ProviderFact.InvoiceTold;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.subscriptions.SubscriptionInvoice.Status;
import java.util.Optional;
import java.util.Set;

/// An invoice of a customer; if it is a subscription's bill: what was paid, and until when.
final class InvoiceReaction implements Reaction {
    private static final String FAILED = "invoice.payment_failed";
    /// Only drafts are ever deleted.
    private static final String DELETED = "invoice.deleted";

    private final StripeLinks links;

    InvoiceReaction(StripeLinks links) {
        this.links = links;
    }

    @Override
    public Set<String> types() {
        return Set.of(
                "invoice.created",
                DELETED,
                "invoice.overdue",
                "invoice.payment_action_required",
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
            InvoiceTold told = new InvoiceTold(mirrored(event, invoice, invoice.at("lines")), null);
            return new Reading.Understood(event.id(), event.type(), Routes.of(invoice), told);
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
    private Reading seen(StripeEvent event, Route route, String subscription, StripeObject lines) {
        StripeObject invoice = event.object();
        InvoiceSeen seen = new InvoiceSeen(
                subscription, StripeInvoices.order(invoice).orElse(null), bill(event, invoice, lines), false);
        InvoiceTold told = new InvoiceTold(mirrored(event, invoice, lines), seen);
        return new Reading.Understood(event.id(), event.type(), route, told);
    }

    /// Its own period is usually the one before that of its subscription's line.
    private Invoice mirrored(StripeEvent event, StripeObject invoice, StripeObject lines) {
        Optional<StripeObject> line = StripeInvoices.ofPeriod(lines.list());
        return new Invoice(
                invoice.id("id"),
                null,
                event.type().equals(DELETED)
                        ? Invoice.Status.DELETED
                        : Invoice.Status.valueOf(StripeInvoices.status(invoice).name()),
                invoice.number("total"),
                invoice.money("amount_paid"),
                invoice.find("number").orElse(null),
                invoice.find("hosted_invoice_url").flatMap(links::shown).orElse(null),
                line.flatMap(l -> l.findTime("period.start"))
                        .or(() -> invoice.findTime("period_start"))
                        .orElse(null),
                line.flatMap(l -> l.findTime("period.end"))
                        .or(() -> invoice.findTime("period_end"))
                        .orElse(null),
                invoice.time("created"),
                event.created());
    }

    private static SubscriptionInvoice bill(StripeEvent event, StripeObject invoice, StripeObject lines) {
        return StripeInvoices.bill(
                invoice,
                lines.list(),
                // A deleted draft is settled without money, like one that was voided.
                event.type().equals(DELETED) ? Status.VOID : StripeInvoices.status(invoice),
                event.created(),
                event.type().equals(FAILED) ? event.created() : null);
    }
}
