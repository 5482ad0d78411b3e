package io.tollgate.providerevents;

import io.tollgate.accounts.AccountId;
import io.tollgate.payments.Found;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.ProviderAccount;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An event as stored.
///
/// @param id ours, prefixed `whk_`
/// @param connectedAccount the connected account it came from; null: the provider account itself
/// @param account where it belongs; null until routed
/// @param attempts including this one
/// @param fetched what earlier attempts have fetched for it
public record InboxEvent(
        String id,
        ProviderAccount provider,
        @Nullable String connectedAccount,
        byte[] body,
        Instant receivedAt,
        @Nullable AccountId account,
        int attempts,
        Fetched fetched) {
    /// @param found empty: the provider no longer has the object
    public InboxEvent with(Lookup lookup, Optional<Found> found) {
        return new InboxEvent(
                id, provider, connectedAccount, body, receivedAt, account, attempts, fetched.with(lookup, found));
    }
}
