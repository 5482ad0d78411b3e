package io.tollgate.providerevents;

import io.tollgate.payments.ProviderAccount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A well-signed event, before it is stored.
///
/// @param eventId the provider's; null where the body has none: then the body's SHA-256 makes it unique
/// @param parkedAs `unreadable`, `wrong_mode`, …: why it is stored as parked at once; null to process it
public record ReceivedEvent(
        ProviderAccount provider,
        @Nullable String connectedAccount,
        @Nullable String eventId,
        @Nullable String type,
        byte[] body,
        @Nullable String parkedAs,
        Instant receivedAt) {}
