package io.tollgate.entitlements;

import io.tollgate.catalog.FeatureType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a user may use of one feature at one instant: the union of all live sources.
///
/// @param limit the widest at this instant; null unless a limit
/// @param expiresAt the latest end; null: no end
/// @param steps where the limit falls before the end: each value and until when (null: no end); empty if it never
///     falls
public record Entitlement(
        String feature,
        FeatureType type,
        @Nullable Long limit,
        @Nullable Instant expiresAt,
        @Nullable Instant currentPeriodEnd,
        List<Step> steps,
        List<String> sources) {
    public Entitlement {
        steps = List.copyOf(steps);
        sources = List.copyOf(sources);
    }

    public record Step(long limit, @Nullable Instant until) {}
}
