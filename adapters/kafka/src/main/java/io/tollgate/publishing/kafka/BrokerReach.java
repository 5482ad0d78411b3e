package io.tollgate.publishing.kafka;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/// Whether the broker answers, for people who look at the service's health. Nothing depends on it.
@ApplicationScoped
public class BrokerReach {
    private static final int TIMEOUT_MS = 2_000;

    private final Map<String, Object> connection;
    private @Nullable Admin admin;

    BrokerReach(@Identifier("default-kafka-broker") Map<String, Object> connection) {
        this.connection = Map.copyOf(connection);
    }

    /// Asks the broker; blocks for two seconds at most.
    public synchronized boolean ask() {
        try {
            client().describeCluster().nodes().get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }

    private Admin client() {
        Admin known = admin;
        if (known == null) {
            Map<String, Object> settings = new HashMap<>(connection);
            settings.keySet().retainAll(AdminClientConfig.configNames());
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
            known = Admin.create(settings);
            admin = known;
        }
        return known;
    }
}
