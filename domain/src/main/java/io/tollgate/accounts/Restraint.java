package io.tollgate.accounts;

import io.tollgate.accounts.Attempts.Decline;
import io.tollgate.orders.Order;
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

    /// Too many pages, payments and set-ups were begun within an hour, and wait to be paid or used.
    record TooManyOpen(Duration pause) implements Restraint {}

    /// Too many cards were declined within an hour.
    record TooManyDeclines(Duration pause) implements Restraint {}

    /// @param replaced the open orders whose place the new one takes
    static Optional<Restraint> of(Account account, Predicate<Order> replaced, Circumstances given) {
        PurchaseLimits limits = given.settings().purchaseLimits();
        Instant now = account.now(given.now());
        List<Instant> declined =
                account.attempts().recent(now).stream().map(Decline::at).toList();
        return pause(declined, limits.declinedPerHour(), now)
                .<Restraint>map(TooManyDeclines::new)
                .or(() -> pause(open(account, replaced, given.now()), limits.open(), given.now())
                        .map(TooManyOpen::new));
    }

    /// Who reloads a page that begins a payment must not be locked out of it for as long as that can be paid.
    private static List<Instant> open(Account account, Predicate<Order> replaced, Instant now) {
        return Stream.concat(
                        account.orders().stream()
                                .filter(order -> order instanceof Order.Pending && !replaced.test(order))
                                .map(order -> order.sale().operationStartedAt()),
                        account.attempts().setups().stream().map(Attempts.Setup::begunAt))
                .filter(begun -> now.isBefore(begun.plus(Attempts.REMEMBERED)))
                .sorted()
                .toList();
    }

    /// Until fewer are within the hour than the limit.
    ///
    /// @param within by time
    private static Optional<Duration> pause(List<Instant> within, int limit, Instant now) {
        return within.size() < limit
                ? Optional.empty()
                : Optional.of(
                        Duration.between(now, within.get(within.size() - limit).plus(Attempts.REMEMBERED)));
    }
}
