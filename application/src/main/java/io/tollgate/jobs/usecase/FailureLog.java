package io.tollgate.jobs.usecase;

/// Told of failures that a worker survives. Implemented by whoever logs.
@FunctionalInterface
public interface FailureLog {
    /// @param work what failed: a loop's name, or the id of an event or job; never a body
    void failed(String work, Throwable cause);
}
