package io.tollgate.subscriptions;

import io.tollgate.orders.OrderId;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.UserId;

/// Which cards have had a trial: one each in a project, whoever uses them.
public interface TrialCards {
    /// Takes a card's one trial for an order, if none has it.
    ///
    /// @param fingerprint the provider's: the same card has the same
    /// @return whether it is this order's, now or already
    boolean claim(ProjectId project, String fingerprint, UserId user, OrderId order);
}
