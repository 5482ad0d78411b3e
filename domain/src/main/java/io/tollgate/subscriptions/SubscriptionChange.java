package io.tollgate.subscriptions;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the provider is asked to do with a subscription: the exact parameters, stored before it is asked, so that a
/// repeated call asks for the same.
public sealed interface SubscriptionChange {
    /// Whether the provider's subscription is as it was asked to be. Where it was so before, this tells nothing.
    boolean isSeenIn(SubscriptionState state);

    /// Whether asking again does no harm, however late: then it is asked for until there is an answer.
    default boolean isRepeatable() {
        return false;
    }

    /// Ends it at once. What is paid stays paid. Given up, it would go on charging.
    record CancelNow() implements SubscriptionChange {
        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public boolean isSeenIn(SubscriptionState state) {
            return state.status().isTerminal();
        }
    }

    /// Lets it end when the running period does.
    record CancelAtPeriodEnd() implements SubscriptionChange {
        @Override
        public boolean isSeenIn(SubscriptionState state) {
            return state.cancelAtPeriodEnd() || state.status().isTerminal();
        }
    }

    /// Lets it go on as if it had never been told to stop.
    record Undo(Set<Stop> stops) implements SubscriptionChange {
        public Undo {
            stops = Set.copyOf(stops);
        }

        @Override
        public boolean isSeenIn(SubscriptionState state) {
            return stops.stream().noneMatch(stop -> stop.isIn(state));
        }
    }

    /// What keeps a subscription from going on.
    enum Stop {
        CANCEL_AT_PERIOD_END,
        /// At an instant that is no period's end.
        CANCEL_AT,
        PAUSED_COLLECTION,
        /// The status `paused`: a trial ended without a payment method.
        PAUSED;

        public boolean isIn(SubscriptionState state) {
            return switch (this) {
                case CANCEL_AT_PERIOD_END -> state.cancelAtPeriodEnd();
                case CANCEL_AT -> state.cancelAt() != null && !state.cancelAtPeriodEnd();
                case PAUSED_COLLECTION -> state.pausedCollection() != null;
                case PAUSED -> state.status() == SubscriptionStatus.PAUSED;
            };
        }
    }

    /// Gives it another price or quantity, charged or credited for the rest of the period at once. What can't be
    /// charged isn't changed.
    ///
    /// @param itemId the provider's item to be changed
    /// @param prorationDate as of when the rest of the period is reckoned; null: when it is done
    record Reprice(
            String itemId,
            String providerPriceId,
            int quantity,
            @Nullable Instant prorationDate) implements SubscriptionChange {
        @Override
        public boolean isSeenIn(SubscriptionState state) {
            return providerPriceId.equals(state.providerPriceId()) && quantity == state.quantity();
        }
    }

    /// Ends the trial at once, and charges.
    record EndTrial() implements SubscriptionChange {
        @Override
        public boolean isSeenIn(SubscriptionState state) {
            return state.status() != SubscriptionStatus.TRIALING;
        }
    }
}
