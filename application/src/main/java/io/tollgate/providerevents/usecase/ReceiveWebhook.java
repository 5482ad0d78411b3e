package io.tollgate.providerevents.usecase;

import io.tollgate.providerevents.EventReader;
import io.tollgate.providerevents.Inbox;
import io.tollgate.providerevents.ReceivedEvent;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Stores an event of the provider before it is answered. Nothing else happens before the answer.
public final class ReceiveWebhook {
    private final EventReader reader;
    private final Inbox inbox;
    private final InstantSource clock;
    private final Runnable wake;

    /// @param wake run after each store: there is work for [ProcessInbox]; must not block
    public ReceiveWebhook(EventReader reader, Inbox inbox, InstantSource clock, Runnable wake) {
        this.reader = reader;
        this.inbox = inbox;
        this.clock = clock;
        this.wake = wake;
    }

    /// @param pathToken names the provider account; null: the default one
    /// @return false if the signature, its age or the token is wrong: nothing is stored then. Fails if the event
    ///     could not be stored: the provider must send it again
    public CompletionStage<Boolean> receive(@Nullable String pathToken, @Nullable String signature, byte[] body) {
        Optional<ReceivedEvent> received = reader.receive(pathToken, signature, body, clock.instant());
        if (received.isEmpty()) {
            return CompletableFuture.completedStage(false);
        }
        return inbox.store(received.get()).thenApply(_ -> {
            wake.run();
            return true;
        });
    }
}
