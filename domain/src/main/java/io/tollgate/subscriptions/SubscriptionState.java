package io.tollgate.subscriptions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the provider says of a subscription at one moment.
///
/// @param currentPeriodEnd the latest of its items
/// @param cancelAt when it will end by itself: at the period's end, or another instant
/// @param providerPriceId the first item's price
/// @param itemId the first item's id; null: seen before we kept it
/// @param pausedCollection null: it collects
public record SubscriptionState(
        SubscriptionStatus status,
        @Nullable Instant currentPeriodEnd,
        boolean cancelAtPeriodEnd,
        @Nullable Instant cancelAt,
        @Nullable Instant trialEnd,
        @Nullable Instant endedAt,
        @Nullable String providerPriceId,
        int quantity,
        @Nullable String itemId,
        @Nullable PausedCollection pausedCollection) {
    /// One that collects, and whose item nobody has named.
    public SubscriptionState(
            SubscriptionStatus status,
            @Nullable Instant currentPeriodEnd,
            boolean cancelAtPeriodEnd,
            @Nullable Instant cancelAt,
            @Nullable Instant trialEnd,
            @Nullable Instant endedAt,
            @Nullable String providerPriceId,
            int quantity) {
        this(
                status,
                currentPeriodEnd,
                cancelAtPeriodEnd,
                cancelAt,
                trialEnd,
                endedAt,
                providerPriceId,
                quantity,
                null,
                null);
    }
}
