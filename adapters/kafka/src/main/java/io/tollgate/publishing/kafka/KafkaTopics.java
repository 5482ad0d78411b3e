package io.tollgate.publishing.kafka;

import io.tollgate.publishing.EventEncoder.Topic;

/// The names of what we write.
public final class KafkaTopics {
    public static final String EVENTS = "tollgate.events.v1";
    public static final String ENTITLEMENTS = "tollgate.entitlements.v1";

    private KafkaTopics() {}

    static String name(Topic topic) {
        return switch (topic) {
            case EVENTS -> EVENTS;
            case ENTITLEMENTS -> ENTITLEMENTS;
        };
    }
}
