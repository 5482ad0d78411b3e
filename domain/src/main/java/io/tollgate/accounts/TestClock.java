package io.tollgate.accounts;

import java.time.Instant;

/// The provider's test clock that the account lives by; its time stands still between moves.
public record TestClock(String id, Instant frozenTime) {}
