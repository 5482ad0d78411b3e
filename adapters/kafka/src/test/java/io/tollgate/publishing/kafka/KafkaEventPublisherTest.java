package io.tollgate.publishing.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.AccountId;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.fixtures.schemas.EventSchemas;
import io.tollgate.fixtures.servers.EmbeddedKafka;
import io.tollgate.publishing.EventEncoder.Message;
import io.tollgate.publishing.EventEncoder.Topic;
import io.tollgate.publishing.EventPublisher.Result;
import io.tollgate.publishing.Outbox.Row;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaEventPublisherTest {
    private static final TopicCreation TOPICS = new TopicCreation(true, 3, Optional.empty(), Duration.ofDays(30));

    private final EmbeddedKafka kafka = EmbeddedKafka.shared();
    private final List<KafkaEventPublisher> opened = new ArrayList<>();
    private final String run = UUID.randomUUID().toString();

    @AfterEach
    void close() {
        opened.forEach(KafkaEventPublisher::drop);
    }

    @Test
    void rows_arrive_in_order_per_key_with_their_content_type() {
        KafkaEventPublisher publisher = leader(kafka);
        List<Row> rows = IntStream.range(0, 500)
                .mapToObj(i -> row(i, "key" + i % 5, i + "@" + run))
                .toList();

        Result result = publisher.publish(rows);

        assertThat(result).isEqualTo(Result.SENT);
        List<ConsumerRecord<byte[], byte[]>> read = committed();
        assertThat(read).hasSize(500);
        for (int key = 0; key < 5; key++) {
            String name = "key" + key;
            assertThat(read.stream().filter(r -> text(r.key()).equals(name)).map(r -> text(r.value())))
                    .containsExactlyElementsOf(rows.stream()
                            .filter(row -> row.key().equals(name))
                            .map(row -> text(row.value()))
                            .toList());
        }
        assertThat(read.getFirst().headers().lastHeader("content-type").value())
                .asString()
                .isEqualTo("application/cloudevents+json");
    }

    @Test
    void a_leader_that_was_overtaken_is_fenced_and_nothing_of_it_is_seen() {
        KafkaEventPublisher paused = leader(kafka);
        assertThat(paused.publish(List.of(row(1, "a", "before@" + run)))).isEqualTo(Result.SENT);
        KafkaEventPublisher successor = leader(kafka);
        assertThat(successor.publish(List.of(row(2, "a", "newer@" + run)))).isEqualTo(Result.SENT);

        Result late = paused.publish(List.of(row(1, "a", "older@" + run)));

        assertThat(late).isEqualTo(Result.FENCED);
        assertThat(paused.publish(List.of(row(1, "a", "older@" + run)))).isEqualTo(Result.FENCED);
        assertThat(committed()).extracting(r -> text(r.value())).containsExactly("before@" + run, "newer@" + run);
        assertThat(successor.publish(List.of(row(3, "a", "newest@" + run)))).isEqualTo(Result.SENT);
    }

    @Test
    void one_row_that_is_too_large_refuses_its_batch_and_no_other() {
        KafkaEventPublisher publisher = leader(kafka);
        Row huge = new Row(2, Topic.EVENTS, "a", new byte[3_000_000]);

        Result refused = publisher.publish(List.of(row(1, "a", "1@" + run), huge));
        Result sent = publisher.publish(List.of(row(1, "a", "1@" + run)));

        assertThat(refused).isEqualTo(Result.REFUSED);
        assertThat(sent).isEqualTo(Result.SENT);
        assertThat(committed()).extracting(r -> text(r.value())).containsExactly("1@" + run);
    }

    @Test
    void a_broker_that_is_away_delays_and_loses_nothing(@TempDir Path data) throws Exception {
        int port = freePort();
        EmbeddedKafka first = EmbeddedKafka.start(port, data);
        KafkaEventPublisher publisher = leader(first);
        first.stop();

        assertThat(publisher.publish(List.of(row(1, "a", "1@" + run)))).isEqualTo(Result.UNAVAILABLE);
        assertThat(publisher.takeOver()).isFalse();
        assertThat(publisher.publish(List.of(row(1, "a", "1@" + run)))).isEqualTo(Result.FENCED);

        try (EmbeddedKafka second = EmbeddedKafka.start(port, data)) {
            assertThat(publisher.takeOver()).isTrue();
            assertThat(publisher.publish(List.of(row(1, "a", "1@" + run)))).isEqualTo(Result.SENT);
            assertThat(committed(second)).extracting(r -> text(r.value())).containsExactly("1@" + run);
        }
    }

    @Test
    void the_topics_are_made_as_consumers_need_them() throws Exception {
        leader(kafka);

        try (Admin admin = Admin.create(connection(kafka))) {
            var described = admin.describeTopics(List.of(KafkaTopics.EVENTS, KafkaTopics.ENTITLEMENTS))
                    .allTopicNames()
                    .get();
            assertThat(described.values())
                    .allSatisfy(topic -> assertThat(topic.partitions()).hasSize(3));
            assertThat(setting(admin, KafkaTopics.ENTITLEMENTS, "cleanup.policy"))
                    .isEqualTo("compact");
            assertThat(setting(admin, KafkaTopics.EVENTS, "cleanup.policy")).isEqualTo("delete");
            assertThat(setting(admin, KafkaTopics.EVENTS, "retention.ms")).isEqualTo("2592000000");
        }
    }

    @Test
    void a_snapshot_is_read_back_as_it_was_encoded() throws Exception {
        KafkaEventPublisher publisher = leader(kafka);
        AccountId account = AccountId.of("acme", "odd :%" + run);
        Message message = new CloudEventEncoder()
                .snapshot("evt_" + run, account, Snapshot.EMPTY, Instant.parse("2026-01-15T10:00:00Z"));

        publisher.publish(List.of(new Row(1, message.topic(), message.key(), message.value())));

        ConsumerRecord<byte[], byte[]> read = committed().getFirst();
        assertThat(read.topic()).isEqualTo("tollgate.entitlements.v1");
        assertThat(MessageKey.account(text(read.key()))).contains(account);
        assertThat(new EventSchemas().valid(read.value()).get("subject").textValue())
                .isEqualTo(account.user().value());
    }

    private KafkaEventPublisher leader(EmbeddedKafka server) {
        KafkaEventPublisher publisher = new KafkaEventPublisher(connection(server), TOPICS);
        opened.add(publisher);
        assertThat(publisher.takeOver()).isTrue();
        return publisher;
    }

    private static Row row(long id, String key, String value) {
        return new Row(id, Topic.EVENTS, key, value.getBytes(StandardCharsets.UTF_8));
    }

    private List<ConsumerRecord<byte[], byte[]>> committed() {
        return committed(kafka);
    }

    /// All of this test's messages that readers of committed ones see.
    private List<ConsumerRecord<byte[], byte[]>> committed(EmbeddedKafka server) {
        Map<String, Object> settings = new HashMap<>(connection(server));
        settings.put("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = List.of(KafkaTopics.EVENTS, KafkaTopics.ENTITLEMENTS).stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = ends(server, partitions);
            List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(read::add);
            }
            return read.stream().filter(r -> text(r.value()).contains(run)).toList();
        }
    }

    /// The logs' ends, unfinished transactions included: the broker marks a committed one a moment after its
    /// producer was answered, and only then readers of committed messages get beyond it.
    private static Map<TopicPartition, Long> ends(EmbeddedKafka server, List<TopicPartition> partitions) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                new HashMap<>(connection(server)), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.endOffsets(partitions);
        }
    }

    private static String setting(Admin admin, String topic, String name)
            throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(name)
                .value();
    }

    private static Map<String, Object> connection(EmbeddedKafka server) {
        return Map.of("bootstrap.servers", server.bootstrapServers());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
