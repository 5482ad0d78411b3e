package io.tollgate.providerevents.stripe;

import io.tollgate.payments.Lookup;
import io.tollgate.payments.stripe.Metadata;
import io.tollgate.payments.stripe.StripeObject;
import io.tollgate.payments.stripe.StripeSubscriptions;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.EventReader.Route;
import io.tollgate.providerevents.ProviderFact.SubscriptionSeen;
import io.tollgate.subscriptions.Observed;
import java.util.Optional;
import java.util.Set;

/// A subscription's state.
final class SubscriptionReaction implements Reaction {
    private static final String CREATED = "customer.subscription.created";

    @Override
    public Set<String> types() {
        return Set.of(
                CREATED,
                "customer.subscription.updated",
                "customer.subscription.deleted",
                "customer.subscription.paused",
                "customer.subscription.resumed",
                // Three days before; it changes nothing, and is one more sight of it.
                "customer.subscription.trial_will_end",
                "customer.subscription.pending_update_applied",
                "customer.subscription.pending_update_expired");
    }

    @Override
    public Reading read(StripeEvent event) {
        StripeObject subscription = event.object();
        Route route = Routes.of(subscription, Optional.empty(), subscription.at("metadata"));
        return StripeSubscriptions.hasMoreItems(subscription)
                ? event.with(
                        Lookup.itemsOf(subscription.id("id")),
                        route,
                        all -> state(event, route, all.orElse(subscription.at("items"))))
                : state(event, route, subscription.at("items"));
    }

    /// @param items all of them
    private static Reading state(StripeEvent event, Route route, StripeObject items) {
        StripeObject subscription = event.object();
        SubscriptionSeen seen = new SubscriptionSeen(
                subscription.id("id"),
                Metadata.order(subscription.at("metadata")).orElse(null),
                StripeSubscriptions.state(subscription, items.list()),
                event.type().equals(CREATED) ? Observed.creation(event.created()) : Observed.event(event.created()),
                false);
        return new Reading.Understood(event.id(), event.type(), route, seen);
    }
}
