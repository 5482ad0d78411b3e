package io.tollgate.journeys;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;

/// A trial that somebody has begun.
///
/// @param card its fingerprint; empty: it began without one
/// @param refused whether the order says that the card had had one before
/// @param cut whether it ended before its time, and was charged
/// @param traveller who has begun it
record Trial(Traveller traveller, String order, String status, String card, boolean refused, boolean cut) {
    private static final Duration WHOLE = Duration.ofDays(14);

    static List<Trial> of(Traveller traveller, Held held) {
        return held.subscriptions().stream()
                .filter(s -> s.hasNonNull("trial_end"))
                .map(s -> of(traveller, s))
                .toList();
    }

    private static Trial of(Traveller traveller, JsonNode subscription) {
        String order = Held.metadata(subscription, "order");
        Duration lasted = Duration.between(
                Held.time(subscription.path("trial_start")), Held.time(subscription.path("trial_end")));
        return new Trial(
                traveller,
                order,
                subscription.path("status").asText(),
                traveller.asked.trialCards.getOrDefault(subscription.path("id").asText(), ""),
                traveller.client.order(order).path("reason").asText().equals("trial_used"),
                lasted.compareTo(WHOLE) < 0);
    }

    boolean isKept() {
        return !refused && !cut;
    }

    String told() {
        return traveller.user + (refused ? " refused " : cut ? " cut " : " ") + order + " " + status + "\n  "
                + String.join("\n  ", traveller.notes);
    }
}
