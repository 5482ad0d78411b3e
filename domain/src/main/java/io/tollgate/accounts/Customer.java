package io.tollgate.accounts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The account's customer at the provider: at most one, made by one stored operation.
public sealed interface Customer {
    record None() implements Customer {}

    /// Decided, and perhaps made: to be sent again with the same operation and parameters until the answer is
    /// known.
    record Creating(String operation, @Nullable String email, Instant since) implements Customer {}

    record Known(String id) implements Customer {}
}
