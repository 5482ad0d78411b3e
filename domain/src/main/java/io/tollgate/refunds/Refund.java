package io.tollgate.refunds;

import io.tollgate.money.Money;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Money given back of one payment, or about to be.
///
/// @param providerId null until the provider has answered
/// @param status the furthest seen
/// @param reason in words, of whoever asked for it here; null where the provider tells
/// @param failure why the provider says that it failed; null unless it did
/// @param access what is to become of what the payment gave; by the amount where the provider tells
/// @param createdAt when it was asked for
public record Refund(
        RefundId id,
        @Nullable String providerId,
        Money amount,
        Status status,
        @Nullable String reason,
        @Nullable String failure,
        Access access,
        Instant createdAt) {
    /// The failure of one that the provider does not have, and could not be asked for in time.
    public static final String ABANDONED = "abandoned";

    /// In the order in which one can follow the other: one that succeeded may still fail, at the other bank.
    /// https://docs.stripe.com/refunds#failed-refunds
    public enum Status {
        /// Stored by us; perhaps at the provider. It counts against what may be given back, and takes nothing away.
        REQUESTED,
        PENDING,
        REQUIRES_ACTION,
        SUCCEEDED,
        CANCELED,
        FAILED;

        /// As we spell it outside.
        public String spelling() {
            return switch (this) {
                case REQUESTED, PENDING -> "pending";
                case REQUIRES_ACTION -> "requiresAction";
                case SUCCEEDED, CANCELED, FAILED -> name().toLowerCase(Locale.ROOT);
            };
        }
    }

    /// The later one stays, whoever tells.
    public enum Access {
        /// What is paid back in full is taken back, and nothing else.
        BY_AMOUNT,
        KEEP,
        REVOKE
    }

    /// Whether the money went back, as far as is known.
    public boolean isGiven() {
        return switch (status) {
            case PENDING, REQUIRES_ACTION, SUCCEEDED -> true;
            case REQUESTED, CANCELED, FAILED -> false;
        };
    }

    /// Whether nothing came of it.
    public boolean isUndone() {
        return status == Status.CANCELED || status == Status.FAILED;
    }

    /// Whether the provider has it, and is still at work on it.
    public boolean isOnItsWay() {
        return status == Status.PENDING || status == Status.REQUIRES_ACTION;
    }

    /// Whether both are the same refund: told by the provider, it may name ours or not.
    boolean isSameAs(Refund other) {
        return id.equals(other.id) || (providerId != null && providerId.equals(other.providerId));
    }

    /// The one that knows more, field by field: commutative, associative, idempotent.
    Refund merge(Refund other) {
        Refund further = FURTHER.compare(this, other) >= 0 ? this : other;
        return new Refund(
                // Ours (a UUID) comes before one that was made from the provider's (`re_…`).
                id.value().compareTo(other.id.value()) <= 0 ? id : other.id,
                known(providerId, other.providerId),
                further.amount,
                further.status,
                known(reason, other.reason),
                FURTHER.compare(this, other) == 0 ? known(failure, other.failure) : further.failure,
                other.access.compareTo(access) > 0 ? other.access : access,
                other.createdAt.isBefore(createdAt) ? other.createdAt : createdAt);
    }

    /// What the provider tells of a refund that it has counts for more than what we believe of one that it may not
    /// have: we may have given it up too early.
    private static final Comparator<Refund> FURTHER = Comparator.<Refund>comparingInt(
                    refund -> refund.providerId == null ? 0 : 1)
            .thenComparing(Refund::status);

    private static @Nullable String known(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) <= 0 ? a : b;
    }
}
