/// Out to Kafka: domain events and snapshots as CloudEvents, in transactions that a paused leader can't finish.
@NullMarked
package io.tollgate.publishing.kafka;

import org.jspecify.annotations.NullMarked;
