package io.tollgate.subscriptions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the provider says of a subscription at one moment.
///
/// @param currentPeriodEnd the latest of its items
/// @param cancelAt when it will end by itself: at the period's end, or another instant
/// @param providerPriceId the first item's price
public record SubscriptionState(
        SubscriptionStatus status,
        @Nullable Instant currentPeriodEnd,
        boolean cancelAtPeriodEnd,
        @Nullable Instant cancelAt,
        @Nullable Instant trialEnd,
        @Nullable Instant endedAt,
        @Nullable String providerPriceId,
        int quantity) {}
