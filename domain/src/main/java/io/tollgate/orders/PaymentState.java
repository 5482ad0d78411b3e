package io.tollgate.orders;

import io.tollgate.money.Money;
import io.tollgate.subscriptions.Observed;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a payment of a one-time price stands. A decline is an attempt that failed: another may follow it.
///
/// @param seen when it was so
/// @param reason why the last attempt failed, safe to show; null unless it did
/// @param amount to be paid; once succeeded, what was paid
public record PaymentState(
        Status status, Observed seen, @Nullable String reason, Money amount) {
    /// By their rank: of two that nothing else can order, the further one stays.
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

    /// As an event tells it.
    ///
    /// @param at the event's time: whole seconds
    public PaymentState(Status status, Instant at, @Nullable String reason, Money amount) {
        this(status, Observed.event(at), reason, amount);
    }

    /// When it was so, by the provider's clock; the earliest, where only a span is known.
    public Instant at() {
        return seen.earliest();
    }

    /// Whether it can still be paid, and so canceled: not while the money is on its way.
    public boolean isOpen() {
        return status == Status.REQUIRES_ACTION || status == Status.FAILED;
    }

    /// The one of the two that is known to be later; empty: only the provider can tell. An attempt that failed and the
    /// next one have no order of their own, and the provider's times are whole seconds.
    ///
    /// @param trustTimes false where events may carry another clock's time than ours (a test clock's)
    public Optional<PaymentState> later(PaymentState told, boolean trustTimes) {
        if (status.isTerminal() || told.status.isTerminal() || isOfCreation() || told.isOfCreation()) {
            return Optional.of(merge(told));
        }
        boolean comparable = trustTimes || !(isFetched() || told.isFetched());
        if (comparable && seen.isBefore(told.seen)) {
            return Optional.of(told);
        }
        boolean older = comparable && told.seen.isBefore(seen);
        return older || says(told) ? Optional.of(this) : Optional.empty();
    }

    private boolean isOfCreation() {
        return seen.how() == Observed.How.CREATION;
    }

    private boolean isFetched() {
        return seen.how() == Observed.How.FETCHED;
    }

    private boolean says(PaymentState other) {
        return status == other.status && Objects.equals(reason, other.reason) && amount.equals(other.amount);
    }

    private static final Comparator<Observed> BY_TIME =
            (one, other) -> one.isBefore(other) ? -1 : other.isBefore(one) ? 1 : 0;

    private static final Comparator<PaymentState> NEWER = Comparator.comparing(
                    (PaymentState state) -> state.status.isTerminal())
            .thenComparing(state -> state.status.isTerminal() ? state.status : Status.REQUIRES_ACTION)
            .thenComparing(PaymentState::seen, BY_TIME)
            .thenComparing(PaymentState::status)
            .thenComparing(PaymentState::reason, Comparator.nullsFirst(Comparator.<String>naturalOrder()))
            .thenComparing(state -> state.amount.amount());

    /// The one that stays where the provider can't be asked: an end, else the later one, else the one of higher rank.
    /// Commutative, associative and idempotent for all that events tell.
    public PaymentState merge(PaymentState other) {
        if (status == Status.SUCCEEDED && other.status == Status.SUCCEEDED) {
            // Told by the payment and by its page: the money was there at the earlier instant.
            Observed earlier = at().isBefore(other.at()) ? seen : other.seen;
            Money larger = amount.amount() >= other.amount.amount() ? amount : other.amount;
            return new PaymentState(Status.SUCCEEDED, earlier, null, larger);
        }
        return NEWER.compare(this, other) >= 0 ? this : other;
    }
}
