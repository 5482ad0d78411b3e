/// Back in from Kafka: what other replicas have changed is dropped from this one's memory.
@NullMarked
package io.tollgate.entitlements.kafka;

import org.jspecify.annotations.NullMarked;
