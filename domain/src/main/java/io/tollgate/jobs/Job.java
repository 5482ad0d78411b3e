package io.tollgate.jobs;

import io.tollgate.accounts.AccountId;
import io.tollgate.orders.OrderId;
import io.tollgate.refunds.RefundId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Work to be done after a commit, until it is done. (Kind, account, subject) is unique: asked for twice, it is
/// done once.
public sealed interface Job {
    AccountId account();

    /// What it is about, within its kind and account.
    String subject();

    /// Finish a purchase that may have stopped between two steps.
    record ResumeCheckout(AccountId account, OrderId order) implements Job {
        @Override
        public String subject() {
            return order.value();
        }
    }

    /// Close at the provider what an order that is no longer wanted was to be paid with: its page, its intent, or its
    /// subscription while that is incomplete.
    record CloseOrder(AccountId account, OrderId order) implements Job {
        @Override
        public String subject() {
            return order.value();
        }
    }

    /// See that neither the user nor the card of an order's trial has had one before.
    ///
    /// @param asked what asked for it: each asks anew, as an earlier one may be at work already; null: that it
    /// began
    record CheckTrial(
            AccountId account, OrderId order, @Nullable String asked) implements Job {
        @Override
        public String subject() {
            return asked == null ? order.value() : order.value() + ":" + asked;
        }
    }

    /// End an order that nobody has paid in time.
    record ExpireOrder(AccountId account, OrderId order) implements Job {
        @Override
        public String subject() {
            return order.value();
        }
    }

    /// Close a set-up that nobody has used in time.
    record CloseSetup(AccountId account, String operation) implements Job {
        @Override
        public String subject() {
            return operation;
        }
    }

    /// Ask the provider for a refund that was promised, or find out what became of the asking.
    record SendRefund(AccountId account, OrderId order, RefundId refund) implements Job {
        @Override
        public String subject() {
            return refund.value();
        }
    }

    /// End the subscription of an order whose money is given back by itself.
    record EndSubscription(AccountId account, OrderId order) implements Job {
        @Override
        public String subject() {
            return order.value();
        }
    }

    /// End the subscription whose payment is given back, once it is known to be.
    record CancelRefunded(AccountId account, OrderId order, RefundId refund) implements Job {
        @Override
        public String subject() {
            return refund.value();
        }
    }

    /// Look after a refund that has been on its way for long, without an event.
    ///
    /// @param look which time; each is a job of its own
    record FollowRefund(AccountId account, OrderId order, RefundId refund, int look) implements Job {
        @Override
        public String subject() {
            return refund.value() + ":" + look;
        }
    }

    /// Let the account live on to its test clock's new time.
    record MoveClock(AccountId account, String testClock, Instant frozenTime) implements Job {
        @Override
        public String subject() {
            return testClock + ":" + frozenTime.getEpochSecond();
        }
    }

    /// Tell the provider what is known of the user by now.
    ///
    /// @param asked what asked for it: each asks anew, as an earlier one may be at work already
    record UpdateCustomer(AccountId account, String asked) implements Job {
        @Override
        public String subject() {
            return asked;
        }
    }

    /// Finish a change of an order's subscription that may have stopped between two steps.
    record ChangeSubscription(AccountId account, OrderId order) implements Job {
        @Override
        public String subject() {
            return order.value();
        }
    }
}
