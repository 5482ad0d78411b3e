package io.tollgate.payments;

import java.util.function.Function;

/// What became of a call to the provider.
public sealed interface Outcome<T> {
    /// What it did, seen otherwise.
    default <R> Outcome<R> map(Function<T, R> seen) {
        return switch (this) {
            case Done<T>(T value) -> new Done<>(seen.apply(value));
            case Declined<T>(String code, String message) -> new Declined<>(code, message);
            case Unknown<T>(String detail) -> new Unknown<>(detail);
        };
    }

    /// It did what was asked.
    record Done<T>(T value) implements Outcome<T> {}

    /// It refused, for good: the same call would be refused again.
    ///
    /// @param code stable; the provider's
    /// @param message safe to show
    record Declined<T>(String code, String message) implements Outcome<T> {}

    /// Nobody knows whether it happened (timeout, lost connection, 5xx), or it was too busy: the same call with the
    /// same key is to be sent again.
    ///
    /// @param detail for the log
    record Unknown<T>(String detail) implements Outcome<T> {}
}
