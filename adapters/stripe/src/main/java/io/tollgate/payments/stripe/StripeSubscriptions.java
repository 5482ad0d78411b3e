package io.tollgate.payments.stripe;

import io.tollgate.subscriptions.PausedCollection;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Reads a subscription, fetched or from an event of any version.
public final class StripeSubscriptions {
    private StripeSubscriptions() {}

    /// The period stands on each item (until 2025: on the subscription itself), as do price and quantity.
    ///
    /// @param items all of the subscription's
    public static SubscriptionState state(StripeObject subscription, List<StripeObject> items) {
        SubscriptionStatus status = SubscriptionStatus.ofProvider(subscription.text("status"))
                .orElseThrow(() -> subscription.invalid("status"));
        Optional<Instant> periodEnd = items.stream()
                .flatMap(item -> item.findTime("current_period_end").stream())
                .max(Comparator.naturalOrder())
                .or(() -> subscription.findTime("current_period_end"));
        Optional<StripeObject> first = items.stream().findFirst();
        Optional<String> price = first.flatMap(item -> item.findId("price").or(() -> item.findId("plan")))
                .or(() -> subscription.findId("plan"));
        long quantity = first.flatMap(item -> item.findNumber("quantity"))
                .or(() -> subscription.findNumber("quantity"))
                .orElse(1L);
        return new SubscriptionState(
                status,
                periodEnd.orElse(null),
                subscription.isTrue("cancel_at_period_end"),
                subscription.findTime("cancel_at").orElse(null),
                subscription.findTime("trial_end").orElse(null),
                subscription.findTime("ended_at").orElse(null),
                price.orElse(null),
                Math.clamp(quantity, 0, Integer.MAX_VALUE),
                first.flatMap(item -> item.findId("id")).orElse(null),
                subscription.has("pause_collection") ? paused(subscription.at("pause_collection")) : null);
    }

    private static PausedCollection paused(StripeObject pause) {
        return new PausedCollection(
                PausedCollection.Behavior.ofProvider(pause.text("behavior"))
                        .orElseThrow(() -> pause.invalid("behavior")),
                pause.findTime("resumes_at").orElse(null));
    }

    /// Whether there are items that we weren't told.
    public static boolean hasMoreItems(StripeObject subscription) {
        return subscription.isTrue("items.has_more");
    }
}
