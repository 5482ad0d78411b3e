package io.tollgate.orders;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One attempt to buy. Money wins: whatever ended an order, the provider holding the money makes it paid.
public sealed interface Order {
    /// Why an order was canceled whose card had had a trial before.
    String TRIAL_USED = "trial_used";

    Sale sale();

    Order with(Sale sale);

    default OrderId id() {
        return sale().id();
    }

    /// What it is to be paid with (page, intent, subscription) is open, or about to be.
    record Pending(Sale sale) implements Order {
        @Override
        public Pending with(Sale changed) {
            return new Pending(changed);
        }
    }

    /// The buyer has done all; the money is on its way (a bank debit, say, or the first invoice).
    record Processing(Sale sale) implements Order {
        @Override
        public Processing with(Sale changed) {
            return new Processing(changed);
        }
    }

    /// The money is there, or none was due.
    ///
    /// @param paidAt the earliest instant that any event gave
    /// @param interval when a one-time price gives access, folded from all that are live; null: a subscription's,
    ///     or refunded
    record Paid(Sale sale, Instant paidAt, @Nullable Interval interval) implements Order {
        @Override
        public Paid with(Sale changed) {
            return new Paid(changed, paidAt, interval);
        }

        public Paid with(@Nullable Interval folded) {
            return new Paid(sale, paidAt, folded);
        }

        /// Whether the money came after the order had ended.
        public boolean isLate() {
            Instant ended = sale.progress().endedAt();
            return ended != null && ended.isBefore(paidAt);
        }

        /// Whether what a one-time price gave is gone with its payment, or goes with it.
        public boolean isTakenBack() {
            return !sale.terms().isRecurring()
                    && (sale.reversals().takesBack(sale.total()) || sale.withholds(sale.total(), sale.reversals()));
        }

        /// Whether what a one-time price gave is withheld, while its payment is disputed.
        public boolean isSuspended() {
            return !sale.terms().isRecurring()
                    && !isTakenBack()
                    && sale.reversals().suspends();
        }
    }

    record Failed(Sale sale, String reason) implements Order {
        @Override
        public Failed with(Sale changed) {
            return new Failed(changed, reason);
        }
    }

    /// Nobody paid in time.
    record Expired(Sale sale) implements Order {
        @Override
        public Expired with(Sale changed) {
            return new Expired(changed);
        }
    }

    /// @param reason `superseded`, `requested`, `payment_canceled`, `trial_used`, or what an admin has said
    record Canceled(Sale sale, String reason) implements Order {
        @Override
        public Canceled with(Sale changed) {
            return new Canceled(changed, reason);
        }
    }

    /// How it is spelled outside.
    default String status() {
        return switch (this) {
            case Pending _ -> "pending";
            case Processing _ -> "processing";
            case Paid _ -> "paid";
            case Failed _ -> "failed";
            case Expired _ -> "expired";
            case Canceled _ -> "canceled";
        };
    }

    default @Nullable String reason() {
        return switch (this) {
            case Failed failed -> failed.reason;
            case Canceled canceled -> canceled.reason;
            case Paid paid -> paid.sale.verdict() == Verdict.PAID_TWICE ? Verdict.PAID_TWICE.code() : null;
            case Pending _, Processing _, Expired _ -> null;
        };
    }

    default boolean isOpen() {
        return this instanceof Pending || this instanceof Processing;
    }

    /// Without having been paid.
    default boolean isEnded() {
        return switch (this) {
            case Canceled _, Failed _, Expired _ -> true;
            case Pending _, Processing _, Paid _ -> false;
        };
    }

    /// Whether it ended before the provider may have been asked for what it was to be paid with. Asked after that, it
    /// might charge somebody who was told that it is over.
    default boolean isUnsent() {
        return isEnded() && sale().prepared() == null;
    }

    /// Of two ends that events may tell in any order, the one that stays: the higher.
    private static int rank(Order order) {
        return switch (order) {
            case Pending _ -> 0;
            case Processing _ -> 1;
            case Expired _ -> 2;
            case Failed _ -> 3;
            case Canceled _ -> 4;
            case Paid _ -> 5;
        };
    }

    /// This order or `next`, whichever stays, whatever came first.
    private Order atLeast(Order next) {
        return rank(next) > rank(this) ? next : this;
    }

    default Order process() {
        return atLeast(new Processing(sale()));
    }

    /// @param at when, in the account's time
    default Order expire(Instant at) {
        Order ended = ended(new End(End.Kind.EXPIRED, null, at));
        return ended.atLeast(new Expired(ended.sale()));
    }

    /// @param at null: nobody has told when
    default Order fail(String why, @Nullable Instant at) {
        Order ended = at == null ? this : ended(new End(End.Kind.FAILED, why, at));
        return ended.atLeast(new Failed(ended.sale(), why));
    }

    default Order cancel(String why, Instant at) {
        return isOpen() ? new Canceled(sale().ended(new End(End.Kind.CANCELED, why, at)), why) : this;
    }

    /// Nothing was paid for it, and what it gave is taken away again: its trial was not the first.
    default Order withdraw(Instant at) {
        return new Canceled(sale().ended(new End(End.Kind.CANCELED, TRIAL_USED, at)), TRIAL_USED);
    }

    /// Whether what it gave without money is taken away again.
    default boolean isWithdrawn() {
        return this instanceof Canceled canceled && canceled.reason.equals(TRIAL_USED);
    }

    /// Of one that is paid, too: whether the money came late must not hang on what was told first.
    private Order ended(End told) {
        return with(sale().ended(told));
    }

    /// What is decided about its money. One whose money is given back as it came too late keeps its end.
    default Order judge(Verdict verdict) {
        Sale judged = sale().judged(verdict);
        End end = judged.progress().end();
        return verdict == Verdict.LATE && end != null ? asEnded(judged, end) : with(judged);
    }

    private static Order asEnded(Sale sale, End end) {
        return switch (end.kind()) {
            case EXPIRED -> new Expired(sale);
            case FAILED -> new Failed(sale, String.valueOf(end.reason()));
            case CANCELED -> new Canceled(sale, String.valueOf(end.reason()));
        };
    }

    /// Follows the payment of an intent, while the order is open: after an attempt that failed another may be made.
    ///
    /// @param at when the payment came to be so, in the account's time
    default Order follow(PaymentState payment, Instant at) {
        if (!isOpen()) {
            return this;
        }
        return switch (payment.status()) {
            case REQUIRES_ACTION, FAILED -> new Pending(sale());
            case PROCESSING -> new Processing(sale());
            case CANCELED -> cancel("payment_canceled", at);
            case SUCCEEDED -> this;
        };
    }

    /// The provider holds the money. Told twice, the earlier instant stays.
    default Paid pay(Instant at) {
        Instant earliest = this instanceof Paid paid && paid.paidAt.isBefore(at) ? paid.paidAt : at;
        return new Paid(sale(), earliest, this instanceof Paid paid ? paid.interval : null);
    }
}
