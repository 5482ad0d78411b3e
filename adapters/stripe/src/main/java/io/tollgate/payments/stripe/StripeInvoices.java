package io.tollgate.payments.stripe;

import io.tollgate.orders.OrderId;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.subscriptions.SubscriptionInvoice.Billed;
import io.tollgate.subscriptions.SubscriptionInvoice.Status;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what an invoice says of its subscription, whatever version it is of: until 2025 this stood on the invoice
/// itself.
public final class StripeInvoices {
    private StripeInvoices() {}

    public static Optional<String> subscription(StripeObject invoice) {
        return invoice.findId("parent.subscription_details.subscription").or(() -> invoice.findId("subscription"));
    }

    /// The subscription's metadata, as it was when the invoice was made.
    public static StripeObject metadata(StripeObject invoice) {
        return List.of("parent.subscription_details.metadata", "subscription_details.metadata", "metadata").stream()
                .map(invoice::at)
                .filter(metadata -> metadata.has(Metadata.PROJECT) || metadata.has(Metadata.ORDER))
                .findFirst()
                .orElseGet(() -> invoice.at("metadata"));
    }

    public static Optional<OrderId> order(StripeObject invoice) {
        return Metadata.order(metadata(invoice));
    }

    /// The subscription's line that ends last. The invoice's own period is usually the one before, and a
    /// proration's
    /// ends with the period that is running.
    ///
    /// @param lines all of the invoice's
    public static Optional<StripeObject> ofPeriod(List<StripeObject> lines) {
        return lines.stream()
                .filter(StripeInvoices::isOfPeriod)
                .filter(line -> line.findTime("period.end").isPresent())
                .max(Comparator.comparing(line -> line.time("period.end")));
    }

    /// What a line is for; empty if it doesn't say. Until 2025 the price stood on the line, before that a plan.
    public static Optional<Billed> billed(StripeObject line) {
        long quantity = line.findNumber("quantity").orElse(1L);
        return line.findId("pricing.price_details.price")
                .or(() -> line.findId("price"))
                .or(() -> line.findId("plan"))
                .map(price -> new Billed(price, Math.clamp(quantity, 0, Integer.MAX_VALUE)));
    }

    /// What it is to its subscription, as it is now.
    ///
    /// @param lines all of the invoice's
    public static SubscriptionInvoice bill(StripeObject invoice, List<StripeObject> lines) {
        return bill(invoice, lines, status(invoice), null, null);
    }

    /// What it is to its subscription, as an event tells.
    ///
    /// @param status see [#status]
    /// @param paidBy when it was paid at the latest, if it is and doesn't say
    /// @param failedAt when its payment has failed; null: nobody says
    public static SubscriptionInvoice bill(
            StripeObject invoice,
            List<StripeObject> lines,
            Status status,
            @Nullable Instant paidBy,
            @Nullable Instant failedAt) {
        Optional<StripeObject> line = ofPeriod(lines);
        Optional<Instant> paidAt = status == Status.PAID
                ? invoice.findTime("status_transitions.paid_at").or(() -> Optional.ofNullable(paidBy))
                : Optional.empty();
        return new SubscriptionInvoice(
                invoice.id("id"),
                status,
                line.flatMap(l -> l.findTime("period.start")).orElse(null),
                line.flatMap(l -> l.findTime("period.end")).orElse(null),
                invoice.money("amount_paid"),
                invoice.time("created"),
                paidAt.orElse(null),
                null,
                failedAt,
                Reversals.NONE,
                // A draft may still become something else.
                status == Status.DRAFT
                        ? null
                        : line.flatMap(StripeInvoices::billed).orElse(null));
    }

    /// Before 2018 there was none, but `paid`.
    public static Status status(StripeObject invoice) {
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

    private static boolean isOfPeriod(StripeObject line) {
        boolean ofSubscription = line.find("parent.type")
                .map("subscription_item_details"::equals)
                .orElseGet(
                        () -> line.find("type").filter("subscription"::equals).isPresent());
        return ofSubscription && !isProration(line);
    }

    /// Whether a line is for a part of a period, charged or credited.
    static boolean isProration(StripeObject line) {
        return line.isTrue("parent.subscription_item_details.proration")
                || line.isTrue("parent.invoice_item_details.proration")
                || line.isTrue("proration");
    }

    /// Whether there are lines that we weren't told.
    public static boolean hasMoreLines(StripeObject invoice) {
        return invoice.isTrue("lines.has_more");
    }
}
