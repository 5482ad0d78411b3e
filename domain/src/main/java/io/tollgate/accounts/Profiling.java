package io.tollgate.accounts;

import io.tollgate.jobs.Job;
import io.tollgate.publishing.DomainEvent;
import java.time.Duration;
import java.util.List;

/// Decisions about what the project tells of a user.
public final class Profiling {
    private Profiling() {}

    /// Keeps it, and has it passed on to the provider. Decided again for the same operation nothing else comes of it.
    ///
    /// @param operation names the job
    public static Decision<Boolean> change(Account account, Profile.Change change, String operation) {
        return new Decision<>(
                account,
                List.of(new DomainEvent.ProfileChanged(change.fields())),
                List.of(
                        new Effect.ChangeProfile(change),
                        new Effect.Schedule(new Job.UpdateCustomer(account.id(), operation), Duration.ZERO)),
                true);
    }
}
