package io.tollgate.subscriptions.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Changing.ChangeDecision;
import io.tollgate.accounts.Changing.Wish;
import io.tollgate.audit.Cause;
import io.tollgate.orders.OrderId;

/// Ends at once the subscription of an order whose money is given back.
public final class EndSubscription {
    private static final Cause CAUSE = Cause.system("end-subscription");

    private final ChangeSubscription changes;

    public EndSubscription(ChangeSubscription changes) {
        this.changes = changes;
    }

    /// Of an order whose money is given back by itself.
    ///
    /// @return false: it may still go on, to be tried again
    public boolean end(AccountId account, OrderId order) {
        // Made from the order's id: however often it is asked for, it is one change.
        return end(account, order, "end_" + order.value(), CAUSE);
    }

    /// @param operation stored before: however often it is asked for, it is one change
    /// @return false: it may still go on, to be tried again
    public boolean end(AccountId account, OrderId order, String operation, Cause cause) {
        return changes.change(new ChangeSubscription.Command(operation, account, order, cause, new Wish.Cancel(false)))
                .filter(EndSubscription::isOver)
                .isPresent();
    }

    private static boolean isOver(ChangeDecision decision) {
        return decision instanceof ChangeDecision.Settled || decision instanceof ChangeDecision.Ended;
    }
}
