package io.tollgate.subscriptions;

import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.UserId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads of subscriptions, outside of any decision. One of which nobody has told what it is like isn't shown. All
/// changes go through [io.tollgate.accounts.Accounts].
public interface Subscriptions {
    /// @param id ours (`sub_…`)
    Optional<SubscriptionView> find(ProjectId project, String id);

    /// Newest first, ended ones too.
    ///
    /// @param user null: of the whole project
    /// @param before the last id of the previous page
    List<SubscriptionView> list(
            ProjectId project,
            @Nullable UserId user,
            @Nullable SubscriptionStatus status,
            @Nullable String before,
            int limit);
}
