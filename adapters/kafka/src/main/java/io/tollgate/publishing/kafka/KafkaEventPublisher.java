package io.tollgate.publishing.kafka;

import io.smallrye.common.annotation.Identifier;
import io.tollgate.publishing.EventPublisher;
import io.tollgate.publishing.Outbox;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sends in Kafka transactions under one transactional id. Whoever takes over gets a higher epoch from the broker,
/// so
/// a leader that was paused past its lease can finish nothing that readers of committed messages would see.
@ApplicationScoped
public class KafkaEventPublisher implements EventPublisher {
    private static final Logger LOG = Logger.getLogger(KafkaEventPublisher.class);
    private static final String TRANSACTIONAL_ID = "tollgate-relay-0";
    private static final List<Header> HEADERS =
            List.of(new RecordHeader("content-type", "application/cloudevents+json".getBytes(StandardCharsets.UTF_8)));

    private final Map<String, Object> connection;
    private final TopicCreation topics;
    private @Nullable Producer<byte[], byte[]> producer;

    /// @param connection all `kafka.*` settings: addresses, TLS, login
    @Inject
    KafkaEventPublisher(
            @Identifier("default-kafka-broker") Map<String, Object> connection,
            @ConfigProperty(name = "tollgate.kafka.create-topics", defaultValue = "true") boolean createTopics,
            @ConfigProperty(name = "tollgate.kafka.partitions", defaultValue = "6") int partitions,
            @ConfigProperty(name = "tollgate.kafka.replication-factor") Optional<Short> replication,
            @ConfigProperty(name = "tollgate.kafka.event-retention", defaultValue = "P30D") Duration retention) {
        this(connection, new TopicCreation(createTopics, partitions, replication, retention));
    }

    KafkaEventPublisher(Map<String, Object> connection, TopicCreation topics) {
        this.connection = Map.copyOf(connection);
        this.topics = topics;
    }

    @Override
    public synchronized boolean takeOver() {
        drop();
        if (!topics.ensure(only(AdminClientConfig.configNames(), soon()))) {
            return false;
        }
        Producer<byte[], byte[]> next = null;
        try {
            next = new KafkaProducer<>(only(ProducerConfig.configNames(), settings()));
            next.initTransactions();
            producer = next;
            return true;
        } catch (KafkaException e) {
            LOG.warnf("Kafka is away, events wait in the outbox: %s", e.toString());
            if (next != null) {
                next.close(Duration.ZERO);
            }
            return false;
        }
    }

    /// After a failure from which the producer can't recover, the next call answers [Result#FENCED]: only a leader
    /// whose lease was looked at again may take over, or one that had been paused would fence its successor.
    @Override
    public synchronized Result publish(List<Outbox.Row> rows) {
        if (producer == null) {
            return Result.FENCED;
        }
        try {
            producer.beginTransaction();
            List<Future<RecordMetadata>> sent = rows.stream().map(this::send).toList();
            producer.flush();
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
            producer.commitTransaction();
            return Result.SENT;
        } catch (ExecutionException e) {
            return failed(e);
        } catch (KafkaException | IllegalStateException e) {
            return failed(e);
        } catch (InterruptedException e) {
            Result result = failed(e);
            Thread.currentThread().interrupt();
            return result;
        }
    }

    @PreDestroy
    synchronized void drop() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    private Future<RecordMetadata> send(Outbox.Row row) {
        byte[] key = row.key().getBytes(StandardCharsets.UTF_8);
        return producer().send(new ProducerRecord<>(KafkaTopics.name(row.topic()), null, key, row.value(), HEADERS));
    }

    private Producer<byte[], byte[]> producer() {
        return Objects.requireNonNull(producer);
    }

    private Result failed(Exception failure) {
        Result result = result(failure);
        if (result != Result.REFUSED || !abort()) {
            drop();
        }
        LOG.warnf("A batch was not sent (%s): %s", result, failure.toString());
        return result;
    }

    private boolean abort() {
        try {
            producer().abortTransaction();
            return true;
        } catch (KafkaException | IllegalStateException e) {
            LOG.warnf("The transaction could not be aborted: %s", e.toString());
            return false;
        }
    }

    private static Result result(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return Result.FENCED;
            }
            if (cause instanceof RecordTooLargeException
                    || cause instanceof RecordBatchTooLargeException
                    || cause instanceof InvalidRecordException
                    || cause instanceof SerializationException) {
                return Result.REFUSED;
            }
        }
        return Result.UNAVAILABLE;
    }

    private static Map<String, Object> settings() {
        return Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                TRANSACTIONAL_ID,
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                // The outbox keeps what can't be sent: failing soon and trying again is better than waiting here.
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                5_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                10_000,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                30_000);
    }

    private static Map<String, Object> soon() {
        return Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                5_000);
    }

    private Map<String, Object> only(Set<String> names, Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(connection);
        all.keySet().retainAll(names);
        all.putAll(own);
        return all;
    }
}
