package io.tollgate.journeys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.fixtures.servers.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Reads what other services would: everything that was committed to a topic, from its beginning.
final class Topics {
    static final String EVENTS = "tollgate.events.v1";
    static final String ENTITLEMENTS = "tollgate.entitlements.v1";
    private static final ObjectMapper JSON = new ObjectMapper();

    /// All stacks of a run share one broker, and their users' names: each reads only what came after its start.
    private static volatile Instant since = Instant.EPOCH;

    private Topics() {}

    /// What was sent before is another stack's.
    static void forget() {
        since = Instant.now();
    }

    /// Messages of a key, oldest first.
    static List<JsonNode> read(String topic, String key) {
        List<JsonNode> messages = new ArrayList<>();
        for (ConsumerRecord<String, String> message : all(topic)) {
            if (key.equals(message.key())) {
                messages.add(parse(message.value()));
            }
        }
        return messages;
    }

    /// All that other services have been told, by key, oldest first.
    static Map<String, List<JsonNode>> byKey(String topic) {
        return all(topic).stream()
                .filter(message -> message.value() != null)
                .collect(Collectors.groupingBy(
                        ConsumerRecord::key, Collectors.mapping(m -> parse(m.value()), Collectors.toList())));
    }

    /// All that other services have been told, in the order of each key.
    static List<JsonNode> read(String topic) {
        return all(topic).stream()
                .map(ConsumerRecord::value)
                .filter(Objects::nonNull)
                .map(Topics::parse)
                .toList();
    }

    /// What is left when the topic is compacted.
    static Map<String, JsonNode> newest(String topic) {
        Map<String, JsonNode> newest = new LinkedHashMap<>();
        all(topic).forEach(message -> newest.put(message.key(), parse(message.value())));
        return newest;
    }

    static List<ConsumerRecord<String, String>> all(String topic) {
        try (var consumer = consumer("read_committed");
                var uncommitted = consumer("read_uncommitted")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = uncommitted.endOffsets(partitions);
            List<ConsumerRecord<String, String>> read = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(200)).forEach(message -> {
                    if (message.timestamp() >= since.toEpochMilli()) {
                        read.add(message);
                    }
                });
            }
            return read;
        }
    }

    /// The log's end is told with unfinished transactions: the broker marks a committed one a moment after its
    /// producer
    /// was answered, and only then readers of committed messages get beyond it.
    private static KafkaConsumer<String, String> consumer(String isolation) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                EmbeddedKafka.shared().bootstrapServers(),
                "isolation.level",
                isolation,
                "auto.offset.reset",
                "earliest");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    private static JsonNode parse(String value) {
        try {
            return value == null ? JSON.missingNode() : JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
