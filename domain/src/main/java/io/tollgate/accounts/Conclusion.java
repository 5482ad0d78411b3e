package io.tollgate.accounts;

import io.tollgate.catalog.Catalog;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.jobs.Job;
import io.tollgate.orders.Intervals;
import io.tollgate.orders.Order;
import io.tollgate.orders.Sale;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.ChangeOperation;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.tenancy.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Draws all that follows from a changed account: paid orders, folded intervals, the snapshot, credits, and, by
/// comparing before with after, what has happened. So no decision can forget an event, whatever order its facts
/// came in.
final class Conclusion {
    private final Account before;
    private final Settings settings;
    private final List<DomainEvent> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();

    private Conclusion(Account before, Settings settings) {
        this.before = before;
        this.settings = settings;
    }

    static <R> Decision<R> of(Account before, Account changed, Circumstances given, R answer) {
        return of(before, changed, given, answer, List.of());
    }

    static <R> Decision<R> of(
            Account before, Account changed, Circumstances given, R answer, List<? extends Effect> more) {
        Conclusion conclusion = new Conclusion(before, given.settings());
        Account after = conclusion.settle(knowing(changed, given.catalog()), given.now());
        conclusion.tell(after);
        conclusion.effects.addAll(more);
        return new Decision<>(forgetting(after), conclusion.events, conclusion.effects, answer);
    }

    /// Only now, so that what was paid long ago and is told late is recorded as well.
    private static Account forgetting(Account concluded) {
        Account account = concluded;
        for (Subscription subscription : concluded.subscriptions()) {
            account = account.with(subscription.forgetting());
        }
        return account;
    }

    private static Account knowing(Account changed, Catalog catalog) {
        Account account = changed;
        for (Subscription subscription : changed.subscriptions()) {
            account = account.with(subscription.knowing(catalog));
        }
        return account;
    }

    private Account settle(Account changed, Instant wall) {
        Account account = changed;
        for (Subscription subscription : changed.subscriptions()) {
            account = settleOrder(account, subscription);
            account = subscription.hasTrial() ? account.havingTriedOut() : account;
        }
        account = Unwanted.judge(before, account, settings);
        account = Unwanted.giveBack(account, wall);
        account = account.with(fold(account, wall));
        Snapshot snapshot = account.snapshot()
                .next(
                        Access.holdings(account, settings),
                        Access.suspended(account, settings),
                        account.now(wall),
                        account.clock() == null ? null : account.clock().frozenTime());
        return account.with(snapshot);
    }

    /// What ran out long ago was loaded without the purchases that it follows: its interval stands as it was
    /// folded.
    private static List<Order> fold(Account account, Instant wall) {
        Map<Boolean, List<Order>> byPast = account.orders().stream()
                .collect(Collectors.partitioningBy(order -> order instanceof Order.Paid paid
                        && paid.interval() != null
                        && !paid.isTakenBack()
                        && account.isPast(paid.interval(), wall)));
        return Stream.concat(
                        byPast.getOrDefault(true, List.of()).stream(),
                        Intervals.fold(byPast.getOrDefault(false, List.of())).stream())
                .toList();
    }

    /// A subscription's order is paid with its first paid invoice, when the period is known; it fails with the
    /// subscription. While the subscription is still told to be incomplete, the word that it is active is on its
    /// way: whoever hears that the order is paid must find the access, too.
    private static Account settleOrder(Account account, Subscription subscription) {
        Optional<Order> order = account.order(subscription.order());
        if (order.isEmpty()) {
            return account;
        }
        Order linked = order.get().with(order.get().sale().withProviderIds(subscription.providerId(), null));
        Optional<SubscriptionInvoice> first = subscription.firstPaid();
        if (first.isPresent() && subscription.isIncomplete()) {
            return account.with(linked.process());
        }
        boolean withdrawn = linked.isWithdrawn()
                && first.filter(invoice -> invoice.amountPaid().amount() > 0).isEmpty();
        if (withdrawn) {
            return account.with(linked);
        }
        if (first.isPresent()) {
            return account.with(pay(linked, first.get()));
        }
        if (subscription.isLost()) {
            return account.with(linked.fail("payment_failed", endedAt(subscription)));
        }
        return account.with(subscription.isDebited() ? linked.process() : linked);
    }

    private static @Nullable Instant endedAt(Subscription lost) {
        return lost.state() == null ? null : lost.state().endedAt();
    }

    private static Order pay(Order order, SubscriptionInvoice first) {
        Order.Paid paid = order.pay(Objects.requireNonNull(first.paidAt()));
        return paid.paidAt().equals(first.paidAt()) ? paid.with(paid.sale().withTotal(first.amountPaid())) : paid;
    }

    private void tell(Account after) {
        if (after.customer() instanceof Customer.Known known && !known.equals(before.customer())) {
            events.add(new DomainEvent.CustomerLinked(known.id()));
            // What was told of the user before there was a customer.
            effects.add(new Effect.TellCustomer(new Job.UpdateCustomer(after.id(), known.id())));
        }
        if (before.customer() instanceof Customer.Known known && after.customer() instanceof Customer.None) {
            events.add(new DomainEvent.CustomerUnlinked(known.id()));
        }
        after.orders().forEach(order -> tellOrder(order, after));
        after.subscriptions().forEach(subscription -> tellSubscription(subscription, after));
        tellReversals(after);
        events.addAll(Unwanted.events(before, after));
        effects.addAll(Unwanted.jobs(before, after));
        Crediting credits = Crediting.between(before, after);
        events.addAll(credits.events());
        effects.addAll(credits.effects());
        effects.addAll(Recording.between(before, after));
        if (after.snapshot().version() > before.snapshot().version()) {
            events.add(new DomainEvent.EntitlementsChanged(
                    after.id().user().value(), after.snapshot().version()));
        }
    }

    private void tellOrder(Order order, Account after) {
        Optional<Order> was = before.order(order.id());
        Sale sale = order.sale();
        String plan = sale.terms().plan();
        if (was.isEmpty()) {
            events.add(new DomainEvent.OrderOpened(
                    order.id(), plan, sale.terms().price().code()));
        }
        boolean sameStatus =
                was.map(Order::status).filter(order.status()::equals).isPresent();
        switch (order) {
            case Order.Paid paid when !sameStatus -> events.add(paid(paid, after));
            case Order.Failed _, Order.Expired _, Order.Canceled _
            when !sameStatus ->
                events.add(new DomainEvent.OrderFailed(order.id(), plan, sale.total(), order.status(), order.reason()));
            case Order.Pending _, Order.Processing _, Order.Paid _ -> {}
            case Order.Failed _, Order.Expired _, Order.Canceled _ -> {}
        }
        if (order instanceof Order.Pending
                && was.filter(Order.Processing.class::isInstance).isPresent()) {
            // It may have come to its end while the payment was on its way.
            effects.add(new Effect.Schedule(new Job.ExpireOrder(after.id(), order.id()), Buying.INTENT_OPEN));
        }
    }

    private DomainEvent paid(Order.Paid paid, Account after) {
        Sale sale = paid.sale();
        Optional<Subscription> subscription = after.subscriptions().stream()
                .filter(s -> s.order().equals(paid.id()))
                .findFirst();
        Instant expiresAt = subscription.isPresent() && !sale.isGivenBack()
                ? end(subscription.get(), paid)
                : paid.interval() == null ? paid.paidAt() : paid.interval().until();
        return new DomainEvent.OrderPaid(
                paid.id(),
                subscription.map(Subscription::id).orElse(null),
                sale.terms().plan(),
                sale.terms().price().code(),
                sale.total(),
                expiresAt);
    }

    /// When its access ends, or has ended: none at all would mean that it never does.
    private Instant end(Subscription subscription, Order.Paid paid) {
        return subscription.accessUntil(settings).orElseGet(() -> {
            SubscriptionState state = subscription.state();
            Instant until = subscription.paidUntil().orElse(paid.paidAt());
            Instant ended = state == null ? null : state.endedAt();
            return ended != null && ended.isBefore(until) ? ended : until;
        });
    }

    private void tellSubscription(Subscription after, Account account) {
        Optional<Subscription> was = before.subscription(after.providerId());
        SubscriptionState now = after.state();
        if (now != null) {
            change(was.map(Subscription::state).orElse(null), now)
                    .or(() ->
                            was.isPresent() && !isOfPlan(was.get(), after) ? Optional.of("changed") : Optional.empty())
                    .or(() -> renewed(was.orElse(null), after) ? Optional.of("renewed") : Optional.empty())
                    .ifPresent(change -> events.add(moved(change, was.orElse(null), after, account, now)));
        }
        boolean wasTrial = was.filter(Subscription::isTrialing).isPresent();
        if (after.isTrialing() && !wasTrial) {
            Job check = new Job.CheckTrial(before.id(), after.order(), null);
            effects.add(new Effect.Schedule(check, Duration.ZERO));
        }
        tellOperation(was.map(Subscription::operation).orElse(null), after);
    }

    private static boolean isOfPlan(Subscription was, Subscription after) {
        return was.terms().plan().equals(after.terms().plan());
    }

    private void tellOperation(@Nullable ChangeOperation was, Subscription after) {
        ChangeOperation now = after.operation();
        if (now != null && !now.equals(was)) {
            events.add(new DomainEvent.SubscriptionChangeAsked(after.id(), now));
        }
    }

    private DomainEvent moved(
            String change, @Nullable Subscription was, Subscription after, Account account, SubscriptionState now) {
        return new DomainEvent.SubscriptionMoved(
                change,
                after.id(),
                after.order(),
                after.terms().plan(),
                was == null || isOfPlan(was, after) ? null : was.terms().plan(),
                now.status(),
                after.paidUntil().orElse(now.currentPeriodEnd()),
                account.accessUntil(after, settings).orElse(null),
                after.unknownPrice().orElse(null));
    }

    private static Optional<String> change(@Nullable SubscriptionState was, SubscriptionState now) {
        if (was == null || was.status() != now.status()) {
            boolean wasLive = was != null && was.status().isLive();
            return switch (now.status()) {
                case TRIALING, ACTIVE -> Optional.of(wasLive ? "changed" : "activated");
                case PAST_DUE -> Optional.of("pastDue");
                case CANCELED, INCOMPLETE_EXPIRED -> Optional.of("canceled");
                case INCOMPLETE -> Optional.empty();
                case UNPAID, PAUSED -> Optional.of("changed");
            };
        }
        boolean changed = was.cancelAtPeriodEnd() != now.cancelAtPeriodEnd()
                || !Objects.equals(was.cancelAt(), now.cancelAt())
                || was.quantity() != now.quantity()
                || !Objects.equals(was.providerPriceId(), now.providerPriceId())
                || !Objects.equals(was.pausedCollection(), now.pausedCollection());
        return changed ? Optional.of("changed") : Optional.empty();
    }

    /// Another period paid than the first.
    private static boolean renewed(@Nullable Subscription was, Subscription after) {
        return was != null
                && was.paidUntil().isPresent()
                && after.paidUntil()
                        .filter(end -> end.isAfter(was.paidUntil().get()))
                        .isPresent();
    }

    private void tellReversals(Account after) {
        Map<String, Reversals> was = Reversed.byPayment(before);
        for (Reversed payment : Reversed.of(after)) {
            Reversals earlier = was.getOrDefault(payment.key(), Reversals.NONE);
            payment.since(earlier).forEach(events::add);
            payment.reversals().refunds().stream()
                    .filter(refund -> refund.isOnItsWay()
                            && earlier.refund(refund.id())
                                    .filter(Refund::isOnItsWay)
                                    .isEmpty())
                    .map(refund -> new Job.FollowRefund(after.id(), payment.order(), refund.id(), 1))
                    .map(job -> new Effect.Schedule(job, GivingBack.LOOK_AFTER))
                    .forEach(effects::add);
        }
    }
}
