package io.tollgate.providerevents;

import io.tollgate.accounts.AccountId;
import io.tollgate.payments.ProviderAccount;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Webhook events as received: stored once for good, processed until settled. An event that belongs to an account
/// is settled with the account's commit ([io.tollgate.accounts.Effect.Settle]).
public interface Inbox {
    /// Stores the event durably; a duplicate only counts its delivery. One statement.
    CompletionStage<Void> store(ReceivedEvent event);

    /// Takes events that have no account yet and are due, oldest first; they are ours for `lease`.
    List<InboxEvent> claimUnrouted(int limit, Duration lease);

    /// Which accounts the provider's objects belong to, of those that are known.
    ///
    /// @param connectedAccount where the objects are; null: in the provider account itself. An id that is known
    ///     elsewhere is another object's
    Map<String, AccountId> owners(
            ProviderAccount provider, @Nullable String connectedAccount, Collection<String> objectIds);

    /// Stores where events belong and gives them free for processing. One statement.
    void route(Map<String, AccountId> accounts);

    /// Takes routed events that are due: at most one per account, and none of an account of which another is taken;
    /// oldest first. They are ours for `lease`.
    List<InboxEvent> claim(int limit, Duration lease);

    /// Keeps what was fetched for an event that is not settled yet, whatever becomes of this attempt.
    void keep(String id, Fetched fetched);

    /// Settles events without an account's decision.
    void settle(String id, Settlement settlement);

    /// Gives leased events back at once (shutdown).
    void release(Collection<String> ids);

    /// What became of an event.
    ///
    /// @param status `processed`, `ignored`, `parked`, or `received` to try again with backoff until the tries are
    ///     used up     (then `dead`)
    /// @param reason why; empty for processed
    record Settlement(Status status, String reason) {
        public enum Status {
            PROCESSED,
            IGNORED,
            PARKED,
            RETRY
        }

        public static Settlement processed() {
            return new Settlement(Status.PROCESSED, "");
        }

        public static Settlement ignored(String reason) {
            return new Settlement(Status.IGNORED, reason);
        }

        public static Settlement parked(String reason) {
            return new Settlement(Status.PARKED, reason);
        }

        public static Settlement retry(String reason) {
            return new Settlement(Status.RETRY, reason);
        }
    }
}
