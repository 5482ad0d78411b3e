package io.tollgate.publishing;

import java.util.List;

/// Sends messages to other services.
public interface EventPublisher {
    /// Takes over from whoever sent before: what that one has not finished is never seen. Called on becoming the
    /// leader.
    ///
    /// @return false if the broker is away
    boolean takeOver();

    /// Sends all of `rows` in their order, or none of them, and waits for the broker's acknowledgement.
    Result publish(List<Outbox.Row> rows);

    enum Result {
        SENT,
        /// The broker is away, or slow: try again later.
        UNAVAILABLE,
        /// One of the rows can't be sent, whatever is tried (too large, say).
        REFUSED,
        /// Somebody else has taken over: stop leading.
        FENCED
    }
}
