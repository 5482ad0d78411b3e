package io.tollgate.publishing;

import io.tollgate.accounts.AccountId;
import io.tollgate.catalog.Catalog;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.tenancy.ProjectId;
import java.time.Instant;

/// Makes messages of what happened. Their bytes are fixed when they enter the outbox.
public interface EventEncoder {
    /// @param eventId unique for good: consumers deduplicate by it
    /// @param at when it was decided; the time that everybody lives in
    Message event(String eventId, AccountId account, DomainEvent event, Snapshot snapshot, Instant at);

    /// The newest snapshot of a user, for the compacted topic.
    Message snapshot(String eventId, AccountId account, Snapshot snapshot, Instant at);

    /// What everybody has by the default plan, for the compacted topic, under the key `project:`.
    Message defaults(String eventId, ProjectId project, Catalog catalog, Instant at);

    /// @param topic which one
    /// @param key `project:userId`, each percent-encoded
    /// @param value CloudEvents 1.0, structured JSON
    record Message(Topic topic, String key, byte[] value) {}

    enum Topic {
        EVENTS,
        ENTITLEMENTS
    }
}
