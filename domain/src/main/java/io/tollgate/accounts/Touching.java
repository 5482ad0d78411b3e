package io.tollgate.accounts;

import io.tollgate.orders.OrderId;
import io.tollgate.providerevents.PaymentRef;
import io.tollgate.providerevents.ProviderFact;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a decision needs beside the live sources: history that it names. An order brings its subscription, and the
/// other way round.
///
/// @param orders by id
/// @param subscriptions by the provider's id
/// @param paymentIntents orders by the payment intent that paid them
/// @param sessions orders by their page
/// @param profile whether what was told of the user
public record Touching(
        Set<String> orders,
        Set<String> subscriptions,
        Set<String> paymentIntents,
        Set<String> sessions,
        boolean profile) {
    public static final Touching NOTHING = new Touching(Set.of(), Set.of(), Set.of(), Set.of());
    public static final Touching PROFILE = new Touching(Set.of(), Set.of(), Set.of(), Set.of(), true);

    /// Without the profile.
    public Touching(Set<String> orders, Set<String> subscriptions, Set<String> paymentIntents, Set<String> sessions) {
        this(orders, subscriptions, paymentIntents, sessions, false);
    }

    public static Touching order(OrderId order) {
        return new Touching(Set.of(order.value()), Set.of(), Set.of(), Set.of());
    }

    public static Touching fact(ProviderFact fact) {
        return switch (fact) {
            case ProviderFact.CheckoutSeen seen ->
                new Touching(
                        ids(seen.order() == null ? null : seen.order().value()),
                        ids(seen.subscriptionId()),
                        Set.of(),
                        Set.of(seen.sessionId()));
            case ProviderFact.SubscriptionSeen seen -> subscription(seen.providerId(), seen.order());
            case ProviderFact.SubscriptionFetched seen -> subscription(seen.providerId(), seen.order());
            case ProviderFact.InvoiceSeen seen -> subscription(seen.subscriptionId(), seen.order());
            case ProviderFact.InvoiceTold told -> told.bill() == null ? NOTHING : fact(told.bill());
            case ProviderFact.PaymentSeen seen ->
                new Touching(
                        ids(seen.order() == null ? null : seen.order().value()),
                        Set.of(),
                        Set.of(seen.paymentIntentId()),
                        Set.of());
            case ProviderFact.CustomerGone _,
                    ProviderFact.CardDeclined _,
                    ProviderFact.SetupEnded _,
                    ProviderFact.CustomerChanged _ -> NOTHING;
            case ProviderFact.PaymentReversed seen -> payment(seen.payment());
        };
    }

    private static Touching payment(PaymentRef payment) {
        OrderId order = payment.order();
        return new Touching(
                ids(order == null ? null : order.value()),
                ids(payment.subscriptionId()),
                ids(payment.paymentIntentId()),
                Set.of());
    }

    private static Touching subscription(String id, @Nullable OrderId order) {
        return new Touching(ids(order == null ? null : order.value()), Set.of(id), Set.of(), Set.of());
    }

    private static Set<String> ids(@Nullable String id) {
        return id == null ? Set.of() : Set.of(id);
    }
}
