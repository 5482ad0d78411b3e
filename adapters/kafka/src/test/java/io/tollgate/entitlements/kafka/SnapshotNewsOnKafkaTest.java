package io.tollgate.entitlements.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.tollgate.accounts.AccountId;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.entitlements.kafka.RememberingSnapshots.News;
import io.tollgate.fixtures.servers.EmbeddedKafka;
import io.tollgate.publishing.EventEncoder.Message;
import io.tollgate.publishing.EventPublisher;
import io.tollgate.publishing.Outbox.Row;
import io.tollgate.publishing.kafka.CloudEventEncoder;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way, with all settings that are shipped: the application is up before there is a broker, or a topic.
@QuarkusTest
@QuarkusTestResource(value = SnapshotNewsOnKafkaTest.NoBrokerYet.class, restrictToAnnotatedClass = true)
class SnapshotNewsOnKafkaTest {
    private static final AccountId ALICE = AccountId.of("acme", "alice");

    @Inject
    RememberingSnapshots snapshots;

    @Inject
    EventPublisher publisher;

    @Inject
    CloudEventEncoder encoder;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void news_are_heard_once_the_broker_is_there_and_again_after_it_was_away(@TempDir Path data) {
        int port = Integer.parseInt(bootstrapServers.replaceAll(".*:", ""));
        assertThat(publisher.takeOver()).isFalse();

        try (EmbeddedKafka _ = EmbeddedKafka.start(port, data)) {
            await(publisher::takeOver);
            await(() -> snapshots.droppedAll.get() > 0);
            await(() -> heard(7));
        }

        try (EmbeddedKafka _ = EmbeddedKafka.start(port, data)) {
            await(publisher::takeOver);
            await(() -> heard(8));
        }
    }

    /// Sent anew each time: only what comes after the listener has found its place is heard.
    private boolean heard(long version) {
        Snapshot snapshot = new Snapshot(version, List.of(), List.of(), Map.of(), null, Instant.EPOCH);
        Message message = encoder.snapshot("evt_" + version, ALICE, snapshot, Instant.parse("2026-01-15T10:00:00Z"));
        publisher.publish(List.of(new Row(1, message.topic(), message.key(), message.value())));
        return snapshots.news.contains(new News(ALICE, version));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    /// Says where a broker will be.
    public static class NoBrokerYet implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            try (ServerSocket socket = new ServerSocket(0)) {
                return Map.of("kafka.bootstrap.servers", "127.0.0.1:" + socket.getLocalPort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            // Nothing was started.
        }
    }
}
