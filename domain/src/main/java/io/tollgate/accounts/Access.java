package io.tollgate.accounts;

import io.tollgate.catalog.FeatureType;
import io.tollgate.catalog.PlanFeature;
import io.tollgate.catalog.Terms;
import io.tollgate.entitlements.Holding;
import io.tollgate.orders.Interval;
import io.tollgate.orders.Order;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.tenancy.Settings;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the sources of an account give. Credits are lots, not access, and stand elsewhere.
final class Access {
    private Access() {}

    static List<Holding> holdings(Account account, Settings settings) {
        return all(account, settings, false)
                .filter(holding -> holding.type() != FeatureType.CREDITS)
                .toList();
    }

    /// What would be held, were its payment not disputed; credits, too.
    static List<Holding> suspended(Account account, Settings settings) {
        return all(account, settings, true).toList();
    }

    private static Stream<Holding> all(Account account, Settings settings, boolean suspended) {
        return Stream.concat(
                account.orders().stream()
                        .filter(Order.Paid.class::isInstance)
                        .map(Order.Paid.class::cast)
                        .filter(paid -> paid.isSuspended() == suspended)
                        .flatMap(Access::ofOrder),
                account.subscriptions().stream()
                        .filter(subscription -> subscription.isSuspended() == suspended)
                        .flatMap(subscription -> ofSubscription(account, subscription, settings)));
    }

    private static Stream<Holding> ofOrder(Order.Paid paid) {
        if (paid.interval() == null) {
            return Stream.empty();
        }
        Interval interval = paid.interval();
        return held(
                paid.sale().terms(),
                paid.sale().quantity(),
                paid.id().value(),
                interval.from(),
                interval.until(),
                interval.until());
    }

    private static Stream<Holding> ofSubscription(Account account, Subscription subscription, Settings settings) {
        return account.accessUntil(subscription, settings).stream()
                .flatMap(until -> held(
                        subscription.terms(),
                        quantity(subscription),
                        subscription.id(),
                        began(account, subscription),
                        until,
                        subscription.paidUntil().orElse(until)));
    }

    /// The order remembers its first payment longer than the subscription does.
    private static Instant began(Account account, Subscription subscription) {
        return account.order(subscription.order())
                .filter(Order.Paid.class::isInstance)
                .map(order -> ((Order.Paid) order).paidAt())
                .or(subscription::firstPaidAt)
                .orElse(Instant.EPOCH);
    }

    static int quantity(Subscription subscription) {
        SubscriptionState state = subscription.state();
        return state == null ? 1 : state.quantity();
    }

    private static Stream<Holding> held(
            Terms terms, int quantity, String source, Instant from, @Nullable Instant until, @Nullable Instant end) {
        return terms.features().stream()
                .map(feature -> new Holding(
                        feature.feature(), feature.type(), amount(feature, quantity), source, from, until, end));
    }

    /// Each of several seats brings its own limit and its own credits. The quantity is the provider's: whatever
    /// it is, the decision must be made.
    static long amount(PlanFeature feature, int quantity) {
        if (feature.type() == FeatureType.FLAG) {
            return 1;
        }
        boolean fits = Math.multiplyHigh(feature.amount(), quantity) == 0 && feature.amount() * quantity >= 0;
        return fits ? feature.amount() * quantity : Long.MAX_VALUE;
    }
}
