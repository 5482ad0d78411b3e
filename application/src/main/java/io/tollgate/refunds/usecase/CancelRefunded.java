package io.tollgate.refunds.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.GivingBack;
import io.tollgate.accounts.GivingBack.RefundDecision.Reserved;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.orders.OrderId;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.RefundId;
import io.tollgate.subscriptions.usecase.EndSubscription;

/// Ends a subscription with the refund of its payment: once the money is given back, and not if it is refused.
public final class CancelRefunded {
    private static final Cause CAUSE = Cause.system("cancel-refunded");

    private final Accounts accounts;
    private final EndSubscription ending;

    public CancelRefunded(Accounts accounts, EndSubscription ending) {
        this.accounts = accounts;
        this.ending = ending;
    }

    /// @return false: it may still go on, to be tried again
    public boolean cancel(AccountId account, OrderId order, RefundId refund) {
        return cancel(account, order, refund, CAUSE);
    }

    boolean cancel(AccountId account, OrderId order, RefundId id, Cause cause) {
        Refund refund = accounts.decide(
                        account,
                        Touching.order(order),
                        cause,
                        known -> Decision.unchanged(known, GivingBack.find(known, order, id)))
                .map(Reserved::refund)
                .orElseThrow();
        if (refund.status() == Refund.Status.REQUESTED) {
            return false;
        }
        boolean refused = refund.isUndone() && refund.providerId() == null;
        // The refund's id names the change, too: it is the same change however often it is asked for.
        return refused || ending.end(account, order, id.value(), cause);
    }
}
