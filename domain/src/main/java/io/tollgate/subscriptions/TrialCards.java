package io.tollgate.subscriptions;

import io.tollgate.orders.OrderId;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.UserId;

/// Who has had a trial: a user one, and a card one in a project, whoever uses it.
public interface TrialCards {
    /// Takes a card's one trial for an order, if none has it.
    ///
    /// @param fingerprint the provider's: the same card has the same
    /// @return whether it is this order's, now or already
    boolean claim(ProjectId project, String fingerprint, UserId user, OrderId order);

    /// Takes a user's one trial for an order, if none has it. Two pages that were opened before either began a trial
    /// both offer one.
    ///
    /// @return whether it is this order's, now or already
    boolean claim(ProjectId project, UserId user, OrderId order);
}
