package io.tollgate.entitlements.usecase;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The answer to "may this user use this feature, and until when?".
public sealed interface CheckAnswer {
    /// @param expiresAt the unbroken end of access; when it ended, if it is over; null: no end, or never held
    /// @param limit null unless a limit
    /// @param remaining of a limit or of credits; null for a flag
    record Known(
            boolean allowed,
            Reason reason,
            @Nullable Instant expiresAt,
            @Nullable Long limit,
            @Nullable Long remaining,
            long version)
            implements CheckAnswer {}

    /// The version that the caller has seen elsewhere has not arrived here in time.
    record VersionNotReached(long version) implements CheckAnswer {}

    /// Why. The list is closed; spelled in snake_case outside.
    enum Reason {
        ENTITLED,
        NOT_ENTITLED,
        EXPIRED,
        /// Its payment is disputed; the time runs on.
        SUSPENDED,
        LIMIT_REACHED,
        NO_CREDITS
    }
}
