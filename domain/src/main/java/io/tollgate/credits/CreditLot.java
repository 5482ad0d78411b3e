package io.tollgate.credits;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Units bought at once. What makes it one lot however often it is decided is (source, feature, period).
///
/// @param source `ord_…` or `sub_…`
/// @param period the paid invoice of a subscription; empty for an order
/// @param amount in the feature's smallest unit
/// @param expiresAt null: never
public record CreditLot(
        String source,
        String period,
        String feature,
        long amount,
        @Nullable Instant expiresAt) {
    /// The same for the same lot, however often it is decided, and whatever has become of its terms.
    public String identity() {
        return source + " " + period + " " + feature;
    }
}
