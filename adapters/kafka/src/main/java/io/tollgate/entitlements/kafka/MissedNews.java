package io.tollgate.entitlements.kafka;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.tollgate.entitlements.Snapshots;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/// Drops all that is in memory whenever this replica begins to listen, again or for the first time: it hears only
/// what
/// comes from then on.
@ApplicationScoped
@Identifier("entitlements")
public class MissedNews implements KafkaConsumerRebalanceListener {
    private final Snapshots snapshots;

    public MissedNews(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        // Settles where listening begins. Left to the first poll, what is written between would be missed for good.
        partitions.forEach(consumer::position);
        snapshots.invalidateAll();
    }
}
