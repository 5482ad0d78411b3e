package io.tollgate.orders;

import io.tollgate.money.Money;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a payment of a one-time price stands. A decline is an attempt that failed: another may follow it.
///
/// @param at when it was so, by the provider's clock
/// @param reason why the last attempt failed, safe to show; null unless it did
/// @param amount to be paid; once succeeded, what was paid
public record PaymentState(
        Status status, Instant at, @Nullable String reason, Money amount) {
    /// In the order in which one follows another in the same second.
    public enum Status {
        REQUIRES_ACTION,
        PROCESSING,
        FAILED,
        CANCELED,
        SUCCEEDED;

        /// As we spell it outside.
        public String spelling() {
            return this == REQUIRES_ACTION ? "requiresAction" : name().toLowerCase(Locale.ROOT);
        }

        public boolean isTerminal() {
            return this == CANCELED || this == SUCCEEDED;
        }
    }

    /// Whether it can still be paid, and so canceled: not while the money is on its way.
    public boolean isOpen() {
        return status == Status.REQUIRES_ACTION || status == Status.FAILED;
    }

    private static final Comparator<PaymentState> NEWER = Comparator.comparing(
                    (PaymentState state) -> state.status.isTerminal())
            .thenComparing(state -> state.status.isTerminal() ? state.status : Status.REQUIRES_ACTION)
            .thenComparing(PaymentState::at)
            .thenComparing(PaymentState::status)
            .thenComparing(PaymentState::reason, Comparator.nullsFirst(Comparator.<String>naturalOrder()))
            .thenComparing(state -> state.amount.amount());

    /// The one that is known to be later: an end stays, and of two other states the later one. Commutative,
    /// associative, idempotent.
    public PaymentState merge(PaymentState other) {
        if (status == Status.SUCCEEDED && other.status == Status.SUCCEEDED) {
            // Told by the payment and by its page: the money was there at the earlier instant.
            Instant earlier = at.isBefore(other.at) ? at : other.at;
            Money larger = amount.amount() >= other.amount.amount() ? amount : other.amount;
            return new PaymentState(Status.SUCCEEDED, earlier, null, larger);
        }
        return NEWER.compare(this, other) >= 0 ? this : other;
    }
}
