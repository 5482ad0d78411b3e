package io.tollgate.accounts.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Profile;
import io.tollgate.accounts.Profiling;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;

/// Keeps what the project tells of a user; a job passes it on to the provider.
public final class ChangeProfile {
    private final Accounts accounts;

    public ChangeProfile(Accounts accounts) {
        this.accounts = accounts;
    }

    /// @return false: it would have too many keys, and nothing was changed
    public boolean change(String operation, AccountId account, Profile.Change change, Cause cause) {
        return accounts.decide(account, Touching.PROFILE, cause, a -> Profiling.change(a, change, operation));
    }
}
