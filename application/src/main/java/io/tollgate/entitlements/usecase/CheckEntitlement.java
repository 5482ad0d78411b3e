package io.tollgate.entitlements.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.credits.Credits;
import io.tollgate.entitlements.Entitlement;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.entitlements.Snapshots;
import io.tollgate.entitlements.usecase.CheckAnswer.Known;
import io.tollgate.entitlements.usecase.CheckAnswer.Reason;
import io.tollgate.entitlements.usecase.CheckAnswer.VersionNotReached;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// Whether a user may use a feature. The hot path: from memory, without a thread of its own; a miss is one
/// primary-key read, and so are credits.
public final class CheckEntitlement {
    private final Snapshots snapshots;
    private final Credits credits;
    private final InstantSource clock;
    private final NewEnough newEnough;

    /// @param afterPause runs what it is given after 20 ms, without blocking the caller
    public CheckEntitlement(Snapshots snapshots, Credits credits, InstantSource clock, Executor afterPause) {
        this.snapshots = snapshots;
        this.credits = credits;
        this.clock = clock;
        this.newEnough = new NewEnough(snapshots, afterPause);
    }

    /// @param minVersion what the caller has seen elsewhere; 0: nothing. Waited for half a second at most
    public CompletionStage<CheckAnswer> check(
            AccountId account, String feature, long minVersion, ProjectDefaults defaults) {
        Snapshot cached = snapshots.cached(account);
        if (cached != null && cached.version() >= minVersion) {
            return answer(account, feature, cached, defaults);
        }
        return newEnough
                .get(account, minVersion)
                .thenCompose(snapshot -> snapshot.version() < minVersion
                        ? CompletableFuture.completedFuture(new VersionNotReached(snapshot.version()))
                        : answer(account, feature, snapshot, defaults));
    }

    private CompletionStage<CheckAnswer> answer(
            AccountId account, String feature, Snapshot snapshot, ProjectDefaults defaults) {
        Instant now = clock.instant();
        Entitlement held = snapshot.at(now, feature, defaults.holdings());
        if (held != null) {
            return CompletableFuture.completedFuture(held(held, snapshot.version()));
        }
        if (snapshot.ended().containsKey(feature) || defaults.notCredits().contains(feature)) {
            return CompletableFuture.completedFuture(notHeld(feature, snapshot, now));
        }
        return credits.balance(account, feature, snapshot.instant(now))
                .thenApply(balance -> balance > 0
                        ? new Known(true, Reason.ENTITLED, null, null, balance, snapshot.version())
                        : notHeld(feature, snapshot, now));
    }

    private static CheckAnswer held(Entitlement held, long version) {
        Long limit = held.limit();
        if (limit != null && limit == 0) {
            return new Known(false, Reason.LIMIT_REACHED, held.expiresAt(), limit, 0L, version);
        }
        // Usage isn't counted yet, so all of a limit is left.
        return new Known(true, Reason.ENTITLED, held.expiresAt(), limit, limit, version);
    }

    /// A holding whose end has passed since the last decision is over just as one that a decision has removed.
    private static CheckAnswer notHeld(String feature, Snapshot snapshot, Instant now) {
        if (snapshot.isSuspended(now, feature)) {
            return new Known(false, Reason.SUSPENDED, null, null, null, snapshot.version());
        }
        Instant ended = snapshot.ended().get(feature);
        for (var holding : snapshot.holdings()) {
            boolean over = holding.feature().equals(feature) && holding.isOver(snapshot.instant(now));
            if (over && (ended == null || ended.isBefore(holding.until()))) {
                ended = holding.until();
            }
        }
        return ended == null
                ? new Known(false, Reason.NOT_ENTITLED, null, null, null, snapshot.version())
                : new Known(false, Reason.EXPIRED, ended, null, null, snapshot.version());
    }
}
