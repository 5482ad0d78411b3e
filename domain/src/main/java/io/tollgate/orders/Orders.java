package io.tollgate.orders;

import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.UserId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads of orders, outside of any decision. All changes go through [io.tollgate.accounts.Accounts].
public interface Orders {
    Optional<OrderView> find(ProjectId project, OrderId id);

    /// The order of a payment, which is among its payments.
    ///
    /// @param providerId see [Payment#providerId()]
    Optional<OrderView> findByPayment(ProjectId project, String providerId);

    /// Newest first.
    ///
    /// @param user null: of the whole project
    /// @param before the last id of the previous page
    List<OrderView> list(
            ProjectId project,
            @Nullable UserId user,
            @Nullable String status,
            @Nullable String sessionId,
            @Nullable OrderId before,
            int limit);
}
