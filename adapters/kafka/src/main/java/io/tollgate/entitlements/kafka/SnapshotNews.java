package io.tollgate.entitlements.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.accounts.AccountId;
import io.tollgate.entitlements.Snapshots;
import io.tollgate.publishing.kafka.MessageKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/// Hears on every replica that somebody's snapshot has changed, and drops the older one from memory. What the
/// message
/// says is never believed: whoever can write to the topic can only make us read our own database again.
@ApplicationScoped
public class SnapshotNews {
    private final Snapshots snapshots;
    private final ObjectMapper json = new ObjectMapper();
    private final LongAdder malformed = new LongAdder();

    public SnapshotNews(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    @Incoming("entitlements")
    public void hear(ConsumerRecord<byte[], byte[]> message) {
        String key = message.key() == null ? "" : new String(message.key(), StandardCharsets.UTF_8);
        if (key.endsWith(":")) {
            // What everybody has is dropped with the project's generation, not from here.
            return;
        }
        Optional<AccountId> account = MessageKey.account(key);
        OptionalLong version = version(message.value());
        if (account.isPresent() && version.isPresent()) {
            snapshots.invalidate(account.get(), version.getAsLong());
        } else {
            malformed.increment();
        }
    }

    /// How many messages nobody of us can have written.
    public long malformed() {
        return malformed.sum();
    }

    /// A tombstone (an erased user) is newer than everything.
    private OptionalLong version(byte @Nullable [] value) {
        if (value == null) {
            return OptionalLong.of(Long.MAX_VALUE);
        }
        try {
            JsonNode version = json.readTree(value).path("data").path("version");
            return version.canConvertToLong() && version.isIntegralNumber() && version.longValue() >= 0
                    ? OptionalLong.of(version.longValue())
                    : OptionalLong.empty();
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }
}
