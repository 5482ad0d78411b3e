package io.tollgate.subscriptions;

import io.tollgate.tenancy.UserId;

/// A subscription as it is shown.
///
/// @param version of the user's snapshot
public record SubscriptionView(UserId user, Subscription subscription, long version) {}
