package io.tollgate.providerevents;

import io.tollgate.accounts.AccountId;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.ObjectRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the provider's events. Implemented where the provider's language is known.
public interface EventReader {
    /// Checks the signature over the raw bytes with the account's secrets, then looks just far enough to store the
    /// event.
    ///
    /// @param pathToken names the provider account; null: the default one
    /// @return empty if the signature, its age (300 s either way) or the token is wrong
    Optional<ReceivedEvent> receive(@Nullable String pathToken, @Nullable String signature, byte[] body, Instant now);

    /// The types of events that are handled; all others are stored and left alone.
    Set<String> types();

    /// Reads a stored body, with what has been fetched for it. Never throws for what is in it.
    Reading read(InboxEvent event);

    sealed interface Reading {
        /// @param eventId the provider's
        /// @param type the event's type
        record Understood(String eventId, String type, Route route, ProviderFact fact) implements Reading {}

        /// A test clock moved: all accounts that hang on it are concerned.
        record ClockMoved(String eventId, String testClock, Instant frozenTime, boolean ready) implements Reading {}

        /// Of a known type, but it can only be understood with something fetched: read it again when it has been
        /// ([InboxEvent#with]). It may then need another; never the same.
        record NeedsLookup(String eventId, String type, Route route, Lookup lookup) implements Reading {}

        /// A type or object that we do nothing with.
        record Unhandled(String type, String reason) implements Reading {}

        /// @param reason `unreadable`, `missing:<path>`, …
        record Unreadable(String reason) implements Reading {}
    }

    /// Where an event belongs.
    ///
    /// @param objects the ids in it that the object map may know, the most telling first
    /// @param metadata the account that our metadata names; null if none
    /// @param fetch what to look up if neither helps; null if nothing would
    record Route(
            List<String> objects,
            @Nullable AccountId metadata,
            @Nullable ObjectRef fetch) {}
}
