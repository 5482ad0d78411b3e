package io.tollgate.accounts;

import io.tollgate.accounts.Attempts.Decline;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.Order;
import io.tollgate.orders.Sale;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.tenancy.PurchaseLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Why somebody may not begin another purchase or set-up for now: it looks like the trying out of stolen cards.
///
/// What is open already can still be paid, and a payment that was begun is always finished.
public sealed interface Restraint {
    /// How long to wait, at least.
    Duration pause();

    /// Too many pages, payments and set-ups wait to be paid or used.
    record TooManyOpen(Duration pause) implements Restraint {}

    /// Too many cards were declined within an hour.
    record TooManyDeclines(Duration pause) implements Restraint {}

    /// The provider ends a subscription whose first payment is not made within 23 hours.
    Duration INCOMPLETE = Duration.ofHours(24);

    /// What should have ended by now, and waits for a job.
    Duration SOON = Duration.ofMinutes(1);

    /// @param replaced the open orders whose place the new one takes
    static Optional<Restraint> of(Account account, Predicate<Order> replaced, Circumstances given) {
        PurchaseLimits limits = given.settings().purchaseLimits();
        return tooManyDeclines(account, limits.declinedPerHour(), account.now(given.now()))
                .or(() -> tooManyOpen(account, replaced, limits.open(), given.now()));
    }

    private static Optional<Restraint> tooManyDeclines(Account account, int limit, Instant now) {
        List<Decline> recent = account.attempts().recent(now);
        if (recent.size() < limit) {
            return Optional.empty();
        }
        // When this one is forgotten, there are fewer than the limit.
        Instant until = recent.get(recent.size() - limit).at().plus(Attempts.REMEMBERED);
        return Optional.of(new TooManyDeclines(Duration.between(now, until)));
    }

    private static Optional<Restraint> tooManyOpen(Account account, Predicate<Order> replaced, int limit, Instant now) {
        List<Instant> ends = Stream.concat(
                        account.orders().stream()
                                .filter(order -> isOpen(order, now) && !replaced.test(order))
                                .map(order -> end(order.sale())),
                        account.attempts().setups().stream()
                                .map(setup -> setup.begunAt().plus(Keeping.SETUP_OPEN)))
                .sorted()
                .toList();
        if (ends.size() < limit) {
            return Optional.empty();
        }
        Instant until = ends.get(ends.size() - limit);
        Duration wait = Duration.between(now, until);
        return Optional.of(new TooManyOpen(wait.compareTo(SOON) < 0 ? SOON : wait));
    }

    /// What the provider ends by itself has ended then, also where nobody has told us; an intent is ended by our job.
    private static boolean isOpen(Order order, Instant now) {
        return order instanceof Order.Pending
                && (order.sale().request() instanceof IntentRequest || now.isBefore(end(order.sale())));
    }

    private static Instant end(Sale sale) {
        CheckoutPage page = sale.page();
        return switch (sale.request()) {
            case CheckoutRequest request -> page == null ? request.expiresAt() : page.expiresAt();
            case IntentRequest _ -> sale.operationStartedAt().plus(Buying.INTENT_OPEN);
            case SubscriptionRequest _ -> sale.operationStartedAt().plus(INCOMPLETE);
        };
    }
}
