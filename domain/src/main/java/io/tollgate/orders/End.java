package io.tollgate.orders;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How an order ended without money, by what was told so far.
///
/// @param reason null: nobody paid in time
/// @param at in the account's time
public record End(Kind kind, @Nullable String reason, Instant at) {
    /// Of two that events may tell in any order, the later one stays.
    public enum Kind {
        EXPIRED,
        FAILED,
        CANCELED
    }

    /// The earliest instant, and the kind that stays: commutative, associative, idempotent for all that one kind is
    /// told with.
    End merge(End other) {
        End further = other.kind.compareTo(kind) > 0 ? other : this;
        return new End(further.kind, further.reason, other.at.isBefore(at) ? other.at : at);
    }
}
