package io.tollgate.jobs;

/// The processes of this deployment that live.
public interface Replicas {
    /// The only one.
    Replicas ALONE = () -> 1;

    /// How many live, this one among them, as far as is known here: another that has come or gone is known of within
    /// seconds. Never waits.
    int live();
}
