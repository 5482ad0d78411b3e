package io.tollgate.journeys;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What somebody has asked the service for, and the provider can't know.
final class Asked {
    /// What was to become of the access, by our refund's id.
    final Map<String, String> access = new ConcurrentHashMap<>();

    /// Our refunds with which the subscription was to end.
    final Set<String> cancels = ConcurrentHashMap.newKeySet();

    /// Orders that were ended by a call.
    final Map<String, End> ends = new ConcurrentHashMap<>();

    /// When orders were opened.
    final Map<String, Span> opened = new ConcurrentHashMap<>();

    /// The fingerprints of the cards that trials began with, by the provider's subscription.
    final Map<String, String> trialCards = new ConcurrentHashMap<>();

    /// Whether a card was named that is declined at once, of which nothing stays at the provider.
    boolean declined;

    /// Whether a subscription was to be of another plan.
    boolean changed;

    /// The last name that was told; empty: none.
    Optional<String> name = Optional.empty();

    /// When something happened, in the time that the user lives in: not before, and not after.
    record Span(Instant from, Instant to) {
        private static final Duration A_SECOND = Duration.ofSeconds(1);

        /// Whether it was for certain before what the provider dates by the second.
        boolean isBefore(Instant second) {
            return to.isBefore(second);
        }

        boolean isAfter(Instant second) {
            return !from.isBefore(second.plus(A_SECOND));
        }
    }

    record End(String status, String reason, Span at) {}
}
