package io.tollgate.subscriptions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The newest change of a subscription that the provider was asked for. One at a time: while nobody knows what has
/// become of it, no other is begun, or its repetition could undo the other.
///
/// @param id the idempotency key is made from it
/// @param since when the first call may have been made: within 24 h the same key may be sent again
/// @param end null while nobody knows
public record ChangeOperation(
        String id,
        SubscriptionChange change,
        Instant since,
        @Nullable End end) {
    public static ChangeOperation begin(String id, SubscriptionChange change, Instant now) {
        return new ChangeOperation(id, change, now, null);
    }

    public sealed interface End {
        record Done() implements End {}

        /// @param message safe to show
        record Refused(String code, String message) implements End {}
    }

    public boolean isPending() {
        return end == null;
    }

    ChangeOperation ended(End how) {
        return new ChangeOperation(id, change, since, how);
    }
}
