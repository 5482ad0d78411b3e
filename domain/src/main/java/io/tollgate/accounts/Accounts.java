package io.tollgate.accounts;

import io.tollgate.audit.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Everything that users hold: one account, one decision, one commit.
public interface Accounts {
    /// Loads the account alone (making it if there is none), lets `decide` look at it, and stores all that it
    /// decided with its audit entries and messages, or nothing. A deadlock or lock timeout is retried, so `decide`
    /// may run again: it must be pure.
    ///
    /// @param touching history that the decision needs beside the live sources
    /// @param cause who or what made it happen, for the audit
    /// @return the decision's answer
    <R> R decide(AccountId id, Touching touching, Cause cause, Function<Account, Decision<R>> decide);

    /// Reads the account with its live sources, outside of any decision; empty if nothing was ever decided for the
    /// user.
    Optional<Account> find(AccountId id);

    /// Takes accounts of which something begins or ends by `now`; they are ours for `lease`, or until decided.
    List<AccountId> claimDue(int limit, Instant now, Duration lease);

    /// The accounts that live by a test clock, after `after` (exclusive; null from the start), at most `limit`.
    List<AccountId> onClock(String testClock, @Nullable AccountId after, int limit);
}
