package io.tollgate.subscriptions;

import io.tollgate.money.Money;
import io.tollgate.refunds.Reversals;
import java.time.Instant;
import java.util.Comparator;
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
/// @param billed what its period is for; null while nobody has told for sure
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
        Reversals reversals,
        @Nullable Billed billed) {
    /// The price of the provider, and how many of it.
    public record Billed(String providerPriceId, int quantity) {
        private static final Comparator<Billed> GREATER =
                Comparator.comparing(Billed::providerPriceId).thenComparing(Billed::quantity);
    }

    /// One of which nobody has told what it is for.
    public SubscriptionInvoice(
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
        this(
                id,
                status,
                periodStart,
                periodEnd,
                amountPaid,
                createdAt,
                paidAt,
                processingAt,
                failedAt,
                reversals,
                null);
    }

    public SubscriptionInvoice billing(@Nullable Billed what) {
        return new SubscriptionInvoice(
                id,
                status,
                periodStart,
                periodEnd,
                amountPaid,
                createdAt,
                paidAt,
                processingAt,
                failedAt,
                reversals,
                what);
    }

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

    /// It is gone at the provider. Nobody will ask for what is still to be paid of it.
    public SubscriptionInvoice gone() {
        return merge(new SubscriptionInvoice(
                id,
                Status.VOID,
                null,
                null,
                Money.zero(amountPaid.currency()),
                null,
                null,
                null,
                null,
                Reversals.NONE));
    }

    /// With what was told against its payment.
    public SubscriptionInvoice reversed(String currency, Reversals told) {
        return merge(reversed(id, currency, told));
    }

    /// Given back, in total.
    public Money refunded() {
        return new Money(reversals.refunded(), amountPaid.currency());
    }

    public boolean isPaid() {
        return status == Status.PAID;
    }

    /// Whether it is for a period; a proration is for none.
    boolean isOfPeriod() {
        return periodEnd != null;
    }

    /// Paid, and what it gave is gone with the payment.
    public boolean isTakenBack() {
        return isPaid() && reversals.takesBack(amountPaid);
    }

    /// Paid, and what it gave is withheld, while the payment is disputed.
    public boolean isSuspended() {
        return isPaid() && !isTakenBack() && reversals.suspends();
    }

    /// Whether anything speaks against its payment, or has.
    boolean isReversed() {
        return !reversals.equals(Reversals.NONE);
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
                reversals.merge(other.reversals),
                greater(billed, other.billed));
    }

    private static @Nullable Billed greater(@Nullable Billed a, @Nullable Billed b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return Billed.GREATER.compare(a, b) >= 0 ? a : b;
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
