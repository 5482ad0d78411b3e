package io.tollgate.publishing.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;

/// Creates what is missing of our topics, where that is allowed. In production the deployment may create them, and
/// deny it to the service.
///
/// @param allowed whether to try
/// @param partitions of each topic; one user's messages are all in one of them
/// @param replication copies of each; empty: the broker's default
/// @param retention of events: at most 30 days, so that an erasure is complete by then
record TopicCreation(boolean allowed, int partitions, Optional<Short> replication, Duration retention) {
    private static final Logger LOG = Logger.getLogger(TopicCreation.class);

    /// @return false if the broker is away. Whatever else goes wrong is logged: a topic that is missing still shows
    ///     when something is sent to it.
    boolean ensure(Map<String, Object> connection) {
        if (!allowed) {
            return true;
        }
        Admin admin = Admin.create(connection);
        try {
            Set<String> there = admin.listTopics().names().get();
            List<NewTopic> missing = topics().stream()
                    .filter(topic -> !there.contains(topic.name()))
                    .toList();
            admin.createTopics(missing).all().get();
            return true;
        } catch (ExecutionException e) {
            LOG.warnf("The topics could not be looked at or created: %s", e.toString());
            return !(e.getCause() instanceof TimeoutException);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private List<NewTopic> topics() {
        NewTopic events = new NewTopic(KafkaTopics.EVENTS, Optional.of(partitions), replication)
                .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis())));
        NewTopic entitlements = new NewTopic(KafkaTopics.ENTITLEMENTS, Optional.of(partitions), replication)
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        return List.of(events, entitlements);
    }
}
