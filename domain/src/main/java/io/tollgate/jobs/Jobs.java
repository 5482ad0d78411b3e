package io.tollgate.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// Durable work. Jobs of an account's decision are scheduled with its commit
/// ([io.tollgate.accounts.Effect.Schedule]).
public interface Jobs {
    void schedule(Collection<? extends Job> jobs, Instant dueAt);

    /// Takes jobs that are due; they are ours for `lease`. Kinds that only a later version knows are left to it, and
    /// stand in nobody's way.
    List<Claimed> claim(int limit, Duration lease);

    void done(Claimed job);

    /// Tries again later with backoff and jitter; after the last try it is a dead letter with `error`.
    void retry(Claimed job, String error);

    void release(Collection<Claimed> jobs);

    /// @param id prefixed `job_`
    /// @param attempts including this one
    record Claimed(String id, Job job, int attempts) {}
}
