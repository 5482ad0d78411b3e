package io.tollgate.idempotency;

import io.tollgate.tenancy.ProjectId;
import java.time.Duration;

/// What was answered to a key. A finished record is kept for at least 24 hours.
public interface IdempotencyRecords {
    /// How long a key counts as its caller's.
    Duration LIVE = Duration.ofHours(24);

    /// As many live keys as a caller may have in a project.
    int MOST = 100_000;

    /// Begins, or meets what is there. A new record and its operation id are stored before this returns.
    ///
    /// @param bodyHash SHA-256 of the body, hex
    /// @param lease how long this caller may run before another may take the operation over
    Begun begin(Key key, String bodyHash, String operation, Duration lease);

    /// Stores the answer. Decisions are idempotent by the operation's id, so a crash just before this is made good
    /// by the next attempt, which resumes the operation and comes to the same answer.
    void finish(Key key, String operation, Answer answer);

    /// Forgets an attempt that ended without an answer worth keeping (400, 429, 5xx), but keeps its operation
    /// id: the next attempt resumes it.
    void release(Key key, String operation);

    /// @param caller see [io.tollgate.tenancy.Caller#id()]
    /// @param value the header: 1–255 ASCII characters
    record Key(ProjectId project, String caller, String method, String path, String value) {}

    /// @param body JSON
    record Answer(int status, String body) {}

    sealed interface Begun {
        /// Ours to run: new, or taken over from an attempt that ended without an answer.
        record Run(String operation) implements Begun {}

        record Replay(Answer answer) implements Begun {}

        /// The same key was used with another body.
        record Mismatch() implements Begun {}

        record StillRunning() implements Begun {}

        /// The key is new, and the caller has as many live ones as it may: about so many, as counting each
        /// would cost too much.
        record TooMany() implements Begun {}
    }
}
