package io.tollgate.orders.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.Touching;
import io.tollgate.accounts.usecase.CustomerMaking;
import io.tollgate.audit.Cause;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Prepared;
import io.tollgate.orders.Sale;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.RefusalReason;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;

/// The provider's part of a purchase: the customer, then what it is to be paid with. Each step looks at what is
/// stored, calls with the stored operation, and stores the answer, so that whoever comes next goes on where the last
/// one stopped.
final class Placing<P> {
    private final Projects projects;
    private final Accounts accounts;
    private final InstantSource clock;
    private final CustomerMaking customers;
    private final Part<P> part;

    Placing(Projects projects, Accounts accounts, Payments payments, InstantSource clock, Part<P> part) {
        this.projects = projects;
        this.accounts = accounts;
        this.clock = clock;
        this.customers = new CustomerMaking(projects, accounts, payments, clock);
        this.part = part;
    }

    sealed interface Result<P> {
        /// It is known; the order may have ended meanwhile.
        record Placed<P>(Order order, P with) implements Result<P> {}

        /// The order ended, and nothing was made for it.
        record Ended<P>(Order order) implements Result<P> {}

        record Refused<P>(String code, String message) implements Result<P> {}

        /// To be called again.
        record Unknown<P>(String detail) implements Result<P> {}
    }

    private record Wish(AccountId account, OrderId order, Cause cause, Project project) {
        ProviderAccount provider() {
            return new ProviderAccount(project.providerAccount());
        }
    }

    /// @throws java.util.NoSuchElementException if there is no such order
    Result<P> place(AccountId account, OrderId order, Cause cause) {
        return place(account, order, cause, false);
    }

    /// @param closing whether one that has failed goes on, too: an admin may have ended it while it was opened
    private Result<P> place(AccountId account, OrderId order, Cause cause, boolean closing) {
        Project project = projects.find(account.project()).orElseThrow();
        Wish wish = new Wish(account, order, cause, project);
        Order known = look(wish).order(order).orElseThrow();
        Optional<P> placed = part.known(known);
        if (placed.isPresent()) {
            return new Result.Placed<>(known, placed.get());
        }
        if (known instanceof Order.Paid || known.isUnsent() || (known instanceof Order.Failed && !closing)) {
            return new Result.Ended<>(known);
        }
        // Any other that was canceled goes on: an attempt that never heard of it may have made something. The same
        // key finds it, so that it can be closed.
        return withCustomer(wish, known.sale());
    }

    /// Closes it, if the order has ended without having been paid.
    ///
    /// @return false: it may still be open, to be tried again
    boolean close(AccountId account, OrderId order, Cause cause) {
        return switch (place(account, order, cause, true)) {
            case Result.Placed<P> placed -> !placed.order().isEnded() || close(account, placed.with());
            case Result.Ended<P> _, Result.Refused<P> _ -> true;
            case Result.Unknown<P> _ -> false;
        };
    }

    /// What is not open any more was paid or has ended: its own event tells. Any other refusal leaves it open, so
    /// that a dead job must tell somebody in the end.
    private boolean close(AccountId account, P with) {
        String provider = projects.find(account.project()).orElseThrow().providerAccount();
        return switch (part.close(new ProviderAccount(provider), with)) {
            case Outcome.Done<String> _ -> true;
            case Outcome.Declined<String> declined -> declined.code().equals("not_open");
            case Outcome.Unknown<String> _ -> false;
        };
    }

    /// An order that has ended is not among what is live.
    private Account look(Wish wish) {
        return accounts.find(wish.account())
                .filter(account -> account.order(wish.order()).isPresent())
                .orElseGet(() -> accounts.decide(
                        wish.account(),
                        Touching.order(wish.order()),
                        wish.cause(),
                        account -> Decision.unchanged(account, account)));
    }

    private Result<P> withCustomer(Wish wish, Sale sale) {
        if (sale.prepared() != null) {
            return withCustomer(wish, sale.prepared().customer(), sale);
        }
        return switch (customers.finish(wish.account(), wish.cause())) {
            case Outcome.Done<String> done -> withCustomer(wish, done.value(), sale);
            case Outcome.Declined<String> declined -> failed(wish, declined.code(), declined.message());
            case Outcome.Unknown<String> unknown -> new Result.Unknown<>(unknown.detail());
        };
    }

    private Result<P> withCustomer(Wish wish, String customer, Sale sale) {
        boolean keysLast = clock.instant().isBefore(sale.operationStartedAt().plus(Payments.KEYS_LAST));
        return keysLast ? prepare(wish, customer, sale) : find(wish, customer, sale);
    }

    /// What the provider might answer otherwise the next time is asked once, and stored before the request is sent: as
    /// long as nobody knows what came of it, it must be repeated unchanged.
    private Result<P> prepare(Wish wish, String customer, Sale sale) {
        if (sale.prepared() != null) {
            return send(wish, customer, sale);
        }
        return switch (part.prepare(wish.provider(), customer, sale)) {
            case Outcome.Done<Prepared>(Prepared found) ->
                sendPrepared(
                        wish, decide(wish, (account, given) -> Buying.prepared(account, wish.order(), found, given)));
            case Outcome.Declined<Prepared>(String code, String message) -> {
                Order order = decide(wish, (account, given) -> Buying.unprepared(account, wish.order(), code, given));
                yield order.sale().prepared() == null ? new Result.Refused<>(code, message) : sendPrepared(wish, order);
            }
            case Outcome.Unknown<Prepared>(String detail) -> new Result.Unknown<>(detail);
        };
    }

    /// As another attempt may have prepared it; unless it ended first.
    private Result<P> sendPrepared(Wish wish, Order order) {
        Prepared prepared = order.sale().prepared();
        return prepared == null ? new Result.Ended<>(order) : send(wish, prepared.customer(), order.sale());
    }

    private Result<P> send(Wish wish, String customer, Sale sale) {
        return switch (part.send(wish.provider(), wish.account(), customer, sale)) {
            case Outcome.Done<P> done -> placed(wish, done.value());
            case Outcome.Declined<P> declined -> refused(wish, customer, sale, declined);
            case Outcome.Unknown<P> unknown -> new Result.Unknown<>(unknown.detail());
        };
    }

    /// Sent again, a forgotten key would make a second one.
    private Result<P> find(Wish wish, String customer, Sale sale) {
        return switch (part.find(wish.provider(), customer, sale)) {
            case Outcome.Done<Optional<P>> done ->
                done.value()
                        .map(found -> placed(wish, found))
                        .orElseGet(() -> failed(wish, "abandoned", "The purchase was not opened in time"));
            // Refused to tell is not told that there is none: somebody may be about to pay for it.
            case Outcome.Declined<Optional<P>> declined -> new Result.Unknown<>(declined.code());
            case Outcome.Unknown<Optional<P>> unknown -> new Result.Unknown<>(unknown.detail());
        };
    }

    private Result<P> placed(Wish wish, P with) {
        Order order = decide(wish, (account, given) -> part.placed(account, wish.order(), with, given));
        if (part.isTooMany(order.sale(), with)) {
            part.close(wish.provider(), with);
            return new Result.Placed<>(order, part.known(order).orElseThrow());
        }
        return new Result.Placed<>(order, with);
    }

    /// What it can do without is decided and stored before the other request is made: whoever comes after a crash
    /// makes that one only.
    private Result<P> refused(Wish wish, String customer, Sale sent, Outcome.Declined<P> declined) {
        if (declined.code().equals(RefusalReason.CUSTOMER_MISSING.code())) {
            customers.gone(wish.account(), customer, wish.cause());
        }
        Order order = decide(wish, (account, given) -> part.refused(account, sent, declined.code(), given));
        if (!(order instanceof Order.Pending)) {
            return new Result.Refused<>(declined.code(), declined.message());
        }
        return part.known(order)
                .<Result<P>>map(placed -> new Result.Placed<>(order, placed))
                .orElseGet(() -> withCustomer(wish, customer, order.sale()));
    }

    private Result<P> failed(Wish wish, String code, String message) {
        decide(wish, (account, given) -> Buying.placingRefused(account, wish.order(), code, given));
        return new Result.Refused<>(code, message);
    }

    private Order decide(Wish wish, BiFunction<Account, Circumstances, Decision<Order>> decision) {
        Circumstances given = new Circumstances(clock.instant(), wish.project().settings());
        return accounts.decide(
                wish.account(), Touching.order(wish.order()), wish.cause(), account -> decision.apply(account, given));
    }
}
