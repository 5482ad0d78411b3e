package io.tollgate.accounts;

import io.tollgate.jobs.Job;
import io.tollgate.publishing.DomainEvent;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// Decisions about what the project tells of a user.
public final class Profiling {
    private Profiling() {}

    /// Keeps it, and has it passed on to the provider. Decided again for the same operation nothing else comes of it.
    ///
    /// @param account with its profile
    /// @param operation names the job
    /// @return false: it would have more than [Profile#MAX_METADATA] keys
    public static Decision<Boolean> change(Account account, Profile.Change change, String operation) {
        Profile changed = Objects.requireNonNull(account.profile(), "the profile was not named")
                .with(change);
        if (changed.metadata().size() > Profile.MAX_METADATA) {
            return Decision.unchanged(account, false);
        }
        return new Decision<>(
                account,
                List.of(new DomainEvent.ProfileChanged(change.fields())),
                List.of(
                        new Effect.ChangeProfile(change),
                        new Effect.Schedule(new Job.UpdateCustomer(account.id(), operation), Duration.ZERO)),
                true);
    }
}
