package io.tollgate.jobs;

import java.time.Duration;

/// This process among the [Replicas].
public interface Presence extends Replicas {
    /// Says that this process lives, and sees who else does. To be called again well before it is over.
    ///
    /// @param lasts until it counts as gone, unless it says so again
    void beat(Duration lasts);

    /// This process goes: the others needn't wait until they notice.
    void leave();
}
