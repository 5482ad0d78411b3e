package io.tollgate.subscriptions;

import io.tollgate.money.Money;
import io.tollgate.refunds.Reversals;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An invoice of a subscription: every field only ever grows towards its end, so events may come in any order.
///
/// @param status the furthest seen
/// @param periodStart of the subscription's lines that are no proration, the earliest; null where it has none
/// @param periodEnd likewise, the latest
/// @param createdAt null while only a refund of it is known
/// @param paidAt the earliest told
/// @param processingAt when its payment (a bank debit) was last told to be on its way; null: never
/// @param failedAt when its payment was last told to have failed; null: never
/// @param reversals what was given back of its payment, and what speaks against it
public record SubscriptionInvoice(
        String id,
        Status status,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        Money amountPaid,
        @Nullable Instant createdAt,
        @Nullable Instant paidAt,
        @Nullable Instant processingAt,
        @Nullable Instant failedAt,
        Reversals reversals) {
    /// In the order in which one can follow the other; an uncollectible invoice can still be paid.
    public enum Status {
        UNKNOWN,
        DRAFT,
        OPEN,
        UNCOLLECTIBLE,
        VOID,
        PAID
    }

    /// An invoice of which nothing is known but what speaks against its payment.
    public static SubscriptionInvoice reversed(String id, String currency, Reversals reversals) {
        return new SubscriptionInvoice(
                id, Status.UNKNOWN, null, null, Money.zero(currency), null, null, null, null, reversals);
    }

    /// Given back, in total.
    public Money refunded() {
        return new Money(reversals.refunded(), amountPaid.currency());
    }

    public boolean isPaid() {
        return status == Status.PAID;
    }

    /// Paid, and all of it given back.
    public boolean isRefundedInFull() {
        return isPaid() && reversals.isRefundedInFull(amountPaid);
    }

    /// Settled without money: it extends nothing, and nothing is owed.
    public boolean isWrittenOff() {
        return status == Status.VOID || status == Status.UNCOLLECTIBLE;
    }

    /// Whether its payment is on its way. Told of both in one second it has failed: a debit takes days.
    public boolean isProcessing() {
        return isUnsettled() && processingAt != null && (failedAt == null || processingAt.isAfter(failedAt));
    }

    /// Something about it is still to come, or still to be asked for.
    boolean isUnsettled() {
        return status.compareTo(Status.OPEN) <= 0;
    }

    /// The one that knows more, field by field: commutative, associative, idempotent.
    public SubscriptionInvoice merge(SubscriptionInvoice other) {
        return new SubscriptionInvoice(
                id,
                other.status.compareTo(status) > 0 ? other.status : status,
                earlier(periodStart, other.periodStart),
                later(periodEnd, other.periodEnd),
                amountPaid.amount() >= other.amountPaid.amount() ? amountPaid : other.amountPaid,
                earlier(createdAt, other.createdAt),
                earlier(paidAt, other.paidAt),
                later(processingAt, other.processingAt),
                later(failedAt, other.failedAt),
                reversals.merge(other.reversals));
    }

    private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isAfter(b) ? a : b;
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isBefore(b) ? a : b;
    }
}
