package io.tollgate.orders;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a one-time price gives access.
///
/// @param until exclusive; null: for life
/// @param runEnd the end of the unbroken run of purchases that this one is part of; null: none
public record Interval(
        Instant from, @Nullable Instant until, @Nullable Instant runEnd) {
    public boolean isRunOver(Instant now) {
        return runEnd != null && !now.isBefore(runEnd);
    }
}
