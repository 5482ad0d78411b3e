package io.tollgate.invoices;

import io.tollgate.money.Money;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// An invoice of a user's customer, as the provider told of it at one moment.
///
/// @param subscriptionId ours; null: of none that we know
/// @param total in minor units of what is paid; below zero it is a credit
/// @param number as printed on it; null while it is a draft
/// @param hostedUrl the provider's page of it
/// @param toldAt by the provider's clock
public record Invoice(
        String providerId,
        @Nullable String subscriptionId,
        Status status,
        long total,
        Money amountPaid,
        @Nullable String number,
        @Nullable String hostedUrl,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        Instant createdAt,
        Instant toldAt) {
    /// In the order in which one can follow the other; only a draft is ever deleted.
    public enum Status {
        DRAFT("draft"),
        OPEN("open"),
        UNCOLLECTIBLE("uncollectible"),
        VOID("void"),
        PAID("paid"),
        DELETED("deleted");

        private final String spelling;

        Status(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }

    /// Of two that were told, whichever comes first, the same one stays.
    public static final Comparator<Invoice> LATER = Comparator.comparing(Invoice::status)
            .thenComparing(Invoice::toldAt)
            .thenComparing(invoice -> invoice.amountPaid().amount())
            .thenComparing(Invoice::total);

    /// Ours.
    public String id() {
        return "inv_" + providerId;
    }

    public Invoice of(String subscription) {
        return new Invoice(
                providerId,
                subscription,
                status,
                total,
                amountPaid,
                number,
                hostedUrl,
                periodStart,
                periodEnd,
                createdAt,
                toldAt);
    }
}
