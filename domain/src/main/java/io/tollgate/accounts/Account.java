package io.tollgate.accounts;

import io.tollgate.entitlements.Snapshot;
import io.tollgate.orders.Interval;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.tenancy.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Everything that one user of one project holds: the live sources, and the history that a decision has named.
///
/// @param orders by id
/// @param subscriptions by the provider's id
/// @param clock the test clock that the account lives by; null: everybody's time
/// @param triedOut whether the user has had a trial: it is not offered again
/// @param profile what was told of the user; null where a decision has not named it ([Touching#PROFILE])
public record Account(
        AccountId id,
        Customer customer,
        @Nullable TestClock clock,
        List<Order> orders,
        List<Subscription> subscriptions,
        Snapshot snapshot,
        boolean triedOut,
        Attempts attempts,
        @Nullable Profile profile) {
    /// So long after a purchase has run out, a late event of another purchase may still add on to it.
    public static final Duration LATE = Duration.ofDays(7);

    public Account {
        orders = orders.stream()
                .sorted(Comparator.comparing(order -> order.id().value()))
                .toList();
        subscriptions = subscriptions.stream()
                .sorted(Comparator.comparing(Subscription::providerId))
                .toList();
    }

    public static Account empty(AccountId id) {
        return new Account(
                id, new Customer.None(), null, List.of(), List.of(), Snapshot.EMPTY, false, Attempts.NONE, null);
    }

    /// The instant that the account lives in.
    public Instant now(Instant wall) {
        return clock == null ? wall : clock.frozenTime();
    }

    public Optional<Order> order(OrderId order) {
        return orders.stream().filter(o -> o.id().equals(order)).findFirst();
    }

    public Optional<Subscription> subscription(String providerId) {
        return subscriptions.stream()
                .filter(s -> s.providerId().equals(providerId))
                .findFirst();
    }

    /// Whether later decisions must see this order without naming it.
    public boolean isLive(Order order, Instant wall) {
        return switch (order) {
            case Order.Pending _, Order.Processing _ -> true;
            case Order.Paid paid ->
                paid.interval() == null
                        ? isOfLiveSubscription(paid)
                        : paid.isSuspended() || !isPast(paid.interval(), wall);
            case Order.Failed _, Order.Expired _, Order.Canceled _ -> false;
        };
    }

    /// What is bought a second time for one plan is seen beside the first.
    private boolean isOfLiveSubscription(Order order) {
        return subscriptions.stream()
                .anyMatch(subscription -> subscription.order().equals(order.id()) && isLive(subscription));
    }

    /// Whether the run of purchases that it is part of is over for so long that none can add on to it any more.
    boolean isPast(Interval interval, Instant wall) {
        return interval.isRunOver(now(wall).minus(LATE));
    }

    /// Whether later decisions must see this subscription without naming it.
    public boolean isLive(Subscription subscription) {
        return !subscription.isTerminal();
    }

    /// Until when a subscription gives access, by all that is known; empty: it gives none.
    public Optional<Instant> accessUntil(Subscription subscription, Settings settings) {
        return order(subscription.order())
                .map(order -> subscription.accessUntil(order.sale(), settings))
                .orElseGet(() -> subscription.accessUntil(settings));
    }

    public Account with(Order changed) {
        List<Order> all = new ArrayList<>(orders);
        all.removeIf(order -> order.id().equals(changed.id()));
        all.add(changed);
        return with(all);
    }

    public Account with(List<Order> changed) {
        return new Account(id, customer, clock, changed, subscriptions, snapshot, triedOut, attempts, profile);
    }

    public Account with(Subscription changed) {
        List<Subscription> all = new ArrayList<>(subscriptions);
        all.removeIf(s -> s.providerId().equals(changed.providerId()));
        all.add(changed);
        return new Account(id, customer, clock, orders, all, snapshot, triedOut, attempts, profile);
    }

    public Account with(Customer changed) {
        return new Account(id, changed, clock, orders, subscriptions, snapshot, triedOut, attempts, profile);
    }

    public Account with(TestClock changed) {
        return new Account(id, customer, changed, orders, subscriptions, snapshot, triedOut, attempts, profile);
    }

    public Account with(Snapshot changed) {
        return new Account(id, customer, clock, orders, subscriptions, changed, triedOut, attempts, profile);
    }

    public Account with(Attempts changed) {
        return new Account(id, customer, clock, orders, subscriptions, snapshot, triedOut, changed, profile);
    }

    /// A card of the user was declined, whatever for.
    ///
    /// @param attempt see [Attempts.Decline]
    /// @param at in the account's time, like `now`
    Account declined(String attempt, Instant at, Instant now) {
        return with(attempts.with(new Attempts.Decline(attempt, at), now));
    }

    /// The user has had a trial, for good.
    Account havingTriedOut() {
        return triedOut
                ? this
                : new Account(id, customer, clock, orders, subscriptions, snapshot, true, attempts, profile);
    }
}
