package io.tollgate.providerevents;

import io.tollgate.accounts.AccountId;
import io.tollgate.payments.ProviderAccount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event as stored.
///
/// @param id ours, prefixed `whk_`
/// @param connectedAccount the connected account it came from; null: the provider account itself
/// @param account where it belongs; null until routed
/// @param attempts including this one
public record InboxEvent(
        String id,
        ProviderAccount provider,
        @Nullable String connectedAccount,
        byte[] body,
        Instant receivedAt,
        @Nullable AccountId account,
        int attempts) {}
