package io.tollgate.payments.stripe;

import io.tollgate.orders.OrderId;
import io.tollgate.subscriptions.SubscriptionInvoice.Billed;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
    public static Optional<StripeObject> ofPeriod(StripeObject lines) {
        return lines.list().stream()
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
