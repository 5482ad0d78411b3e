package io.tollgate.subscriptions;

import java.time.Duration;
import java.time.Instant;

/// When the provider's state was what we saw: somewhere in `[earliest, latest)` of the provider's clock. Two
/// sightings whose spans overlap can't be ordered by time.
public record Observed(Instant earliest, Instant latest, How how) {
    /// How far the provider's clock and ours may be apart.
    private static final Duration SKEW = Duration.ofSeconds(5);

    public enum How {
        /// Told by the event of its creation: older than any other, by whatever clock.
        CREATION,
        EVENT,
        FETCHED
    }

    /// @param created the event's time: whole seconds
    public static Observed creation(Instant created) {
        return new Observed(created, created.plusSeconds(1), How.CREATION);
    }

    /// @param created the event's time: whole seconds
    public static Observed event(Instant created) {
        return new Observed(created, created.plusSeconds(1), How.EVENT);
    }

    /// @param sent before the request went out
    /// @param received after the answer came in
    public static Observed fetched(Instant sent, Instant received) {
        return new Observed(sent.minus(SKEW), received.plus(SKEW), How.FETCHED);
    }

    /// Nothing comes before the creation.
    public boolean isBefore(Observed other) {
        if (how == How.CREATION || other.how == How.CREATION) {
            return other.how != How.CREATION;
        }
        return !latest.isAfter(other.earliest);
    }
}
