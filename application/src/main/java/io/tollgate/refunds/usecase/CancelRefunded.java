package io.tollgate.refunds.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Changing.Wish;
import io.tollgate.audit.Cause;
import io.tollgate.orders.OrderId;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.RefundId;
import io.tollgate.refunds.Refunding;
import io.tollgate.subscriptions.usecase.ChangeSubscription;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;

/// Ends a subscription with the refund of its payment: once the money is given back, and not if it is refused.
public final class CancelRefunded {
    private static final Cause CAUSE = Cause.system("cancel-refunded");

    private final RefundSending refunds;
    private final ChangeSubscription changes;

    public CancelRefunded(
            Projects projects,
            Accounts accounts,
            Refunding refunding,
            ChangeSubscription changes,
            InstantSource clock) {
        this.refunds = new RefundSending(projects, accounts, refunding, clock);
        this.changes = changes;
    }

    /// @return false: it is not known yet what becomes of it, to be tried again
    public boolean cancel(AccountId account, OrderId order, RefundId refund) {
        return cancel(account, order, refund, CAUSE);
    }

    boolean cancel(AccountId account, OrderId order, RefundId id, Cause cause) {
        Refund refund = refunds.look(refunds.sending(account, order, cause), id).refund();
        if (refund.status() == Refund.Status.REQUESTED) {
            return false;
        }
        boolean refused = refund.isUndone() && refund.providerId() == null;
        return refused
                // The refund's id names the change, too: it is the same change however often it is asked for.
                || changes.change(new ChangeSubscription.Command(
                                id.value(), account, order, cause, new Wish.Cancel(false)))
                        .isPresent();
    }
}
