package io.tollgate.entitlements.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.entitlements.Snapshots;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// Gets a snapshot that is at least as new as one the caller has seen, waiting a moment for it.
final class NewEnough {
    /// With pauses of 20 ms: half a second.
    static final int ATTEMPTS = 25;

    private final Snapshots snapshots;
    private final Executor afterPause;

    /// @param afterPause runs what it is given after 20 ms, without blocking the caller
    NewEnough(Snapshots snapshots, Executor afterPause) {
        this.snapshots = snapshots;
        this.afterPause = afterPause;
    }

    /// @return the newest there is; whether it is new enough is for the caller to see
    CompletionStage<Snapshot> get(AccountId account, long minVersion) {
        Snapshot cached = snapshots.cached(account);
        if (cached != null && cached.version() >= minVersion) {
            return CompletableFuture.completedFuture(cached);
        }
        return load(account, minVersion, ATTEMPTS);
    }

    private CompletionStage<Snapshot> load(AccountId account, long minVersion, int attempts) {
        Snapshot cached = snapshots.cached(account);
        if (cached != null && cached.version() < minVersion) {
            // Not minVersion: a caller may claim any number, and must not keep its account out of memory with it.
            snapshots.invalidate(account, cached.version() + 1);
        }
        return snapshots.load(account).thenCompose(snapshot -> {
            if (snapshot.version() >= minVersion || attempts == 0) {
                return CompletableFuture.completedFuture(snapshot);
            }
            return CompletableFuture.runAsync(() -> {}, afterPause)
                    .thenCompose(_ -> load(account, minVersion, attempts - 1));
        });
    }
}
