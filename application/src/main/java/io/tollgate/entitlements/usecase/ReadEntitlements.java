package io.tollgate.entitlements.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.entitlements.Entitlement;
import io.tollgate.entitlements.Snapshots;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// All that a user may use at this instant. A user never seen has what everybody has.
public final class ReadEntitlements {
    private final InstantSource clock;
    private final NewEnough newEnough;

    /// @param afterPause runs what it is given after 20 ms, without blocking the caller
    public ReadEntitlements(Snapshots snapshots, InstantSource clock, Executor afterPause) {
        this.clock = clock;
        this.newEnough = new NewEnough(snapshots, afterPause);
    }

    /// @param version of the snapshot; less than asked for if that has not arrived in time
    public record Held(long version, List<Entitlement> entitlements) {
        public Held {
            entitlements = List.copyOf(entitlements);
        }
    }

    /// @param minVersion what the caller has seen elsewhere; 0: nothing. Waited for half a second at most
    public CompletionStage<Held> read(AccountId account, long minVersion, ProjectDefaults defaults) {
        return newEnough
                .get(account, minVersion)
                .thenApply(snapshot -> new Held(snapshot.version(), snapshot.at(clock.instant(), defaults.holdings())));
    }
}
