package io.tollgate.orders.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.fixtures.fakes.FakePayments;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Accounts of a process that dies at its n-th decision.
public final class CrashingAccounts implements Accounts {
    private final Accounts accounts;
    private final boolean committed;
    private int left;

    /// @param at from 1
    /// @param committed whether that decision was stored before the end
    public CrashingAccounts(Accounts accounts, int at, boolean committed) {
        this.accounts = accounts;
        this.left = at;
        this.committed = committed;
    }

    @Override
    public <R> R decide(AccountId id, Touching touching, Cause cause, Function<Account, Decision<R>> decide) {
        left--;
        if (left == 0 && !committed) {
            throw new FakePayments.Crash();
        }
        R answer = accounts.decide(id, touching, cause, decide);
        if (left == 0) {
            throw new FakePayments.Crash();
        }
        return answer;
    }

    /// Whether the process lived on.
    public boolean survived() {
        return left > 0;
    }

    @Override
    public Optional<Account> find(AccountId id) {
        return accounts.find(id);
    }

    @Override
    public List<AccountId> claimDue(int limit, Instant now, Duration lease) {
        return accounts.claimDue(limit, now, lease);
    }

    @Override
    public List<AccountId> onClock(String testClock, @Nullable AccountId after, int limit) {
        return accounts.onClock(testClock, after, limit);
    }
}
