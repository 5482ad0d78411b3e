package io.tollgate.publishing;

import io.tollgate.publishing.EventEncoder.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/// Messages that were committed and not yet sent. Read by one leader at a time.
public interface Outbox {
    /// Makes this process the leader, or keeps it, for `lease`.
    ///
    /// @param holder this process
    /// @return whether it leads
    boolean lead(String holder, Duration lease);

    /// Gives the lead up at once (shutdown).
    void resign(String holder);

    /// What is unsent, by id, never by a cursor (ids may commit out of order; each key's own rows don't).
    List<Row> unsent(int limit);

    /// Removes rows that the broker has acknowledged.
    void sent(Collection<Long> ids);

    /// Sets a row aside that can't be sent; the key's later rows go on.
    void setAside(long id, String error);

    /// Runs `wake` after each commit on this process that has put something in.
    void onCommit(Runnable wake);

    record Row(long id, Topic topic, String key, byte[] value) {}
}
