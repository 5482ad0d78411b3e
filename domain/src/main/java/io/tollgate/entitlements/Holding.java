package io.tollgate.entitlements;

import io.tollgate.catalog.FeatureType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one source gives of one feature, and when.
///
/// @param source the source's id: `ord_…`, `sub_…`; `plan:<code>` for what everybody has
/// @param amount a limit's number; 1 for a flag
/// @param from inclusive
/// @param until exclusive; null: no end
/// @param currentPeriodEnd the bare end of what is paid, without slack; null: no end
public record Holding(
        String feature,
        FeatureType type,
        long amount,
        String source,
        Instant from,
        @Nullable Instant until,
        @Nullable Instant currentPeriodEnd) {
    public boolean isLive(Instant now) {
        return !now.isBefore(from) && !isOver(now);
    }

    public boolean isOver(Instant now) {
        return until != null && !now.isBefore(until);
    }
}
