package io.tollgate.orders.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Buying.OpenDecision;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.Catalogs;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.payments.Payments;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.UserDirectory;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sells a plan on the provider's hosted page. Called again with the same operation it comes to the same order and
/// the same page, wherever it stopped before.
public final class StartCheckout {
    private final Projects projects;
    private final Catalogs catalogs;
    private final Accounts accounts;
    private final UserDirectory directory;
    private final InstantSource clock;
    private final PageOpening pages;

    public StartCheckout(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Payments payments,
            UserDirectory directory,
            InstantSource clock) {
        this.projects = projects;
        this.catalogs = catalogs;
        this.accounts = accounts;
        this.directory = directory;
        this.clock = clock;
        this.pages = new PageOpening(projects, accounts, payments, clock);
    }

    /// @param operation drawn and stored before the first call: the order's id and the provider's keys come from it
    /// @param price the price's code; null if the plan has only one
    /// @param quantity at least 1
    public record Command(
            String operation,
            AccountId account,
            Cause cause,
            String plan,
            @Nullable String price,
            int quantity,
            CheckoutRequest request) {
        OrderId order() {
            return new OrderId("ord_" + suffix());
        }

        String customerOperation() {
            return "cop_" + suffix();
        }

        private String suffix() {
            return operation.substring(operation.indexOf('_') + 1);
        }
    }

    public sealed interface Outcome {
        record Opened(OrderId order, CheckoutPage page) implements Outcome {}

        record UnknownPlan() implements Outcome {}

        /// Not of this plan; or none was named, and the plan has not exactly one.
        record UnknownPrice() implements Outcome {}

        /// The price is not known to the provider yet.
        record NotSynced(String price) implements Outcome {}

        record UserNotFound() implements Outcome {}

        record DirectoryUnavailable() implements Outcome {}

        /// @param source the live subscription (ours), or the order on its way to one
        record AlreadySubscribed(String source) implements Outcome {}

        /// @param currency the one that the provider bills this customer in
        record CurrencyConflict(String currency) implements Outcome {}

        /// Ended before its page was known: a later checkout for the same plan took its place, or it was canceled.
        record Superseded(OrderId order) implements Outcome {}

        /// @param message safe to show
        record Declined(OrderId order, String code, String message) implements Outcome {}

        /// Nobody knows yet; a job finishes it, and so does the same operation sent again.
        record ProviderUnavailable(OrderId order) implements Outcome {}
    }

    public Outcome start(Command command) {
        if (isBegun(command)) {
            return open(command);
        }
        Project project = projects.find(command.account().project()).orElseThrow();
        Catalog catalog = catalogs.current(project.id());
        Optional<Plan> plan = catalog.plan(command.plan());
        if (plan.isEmpty()) {
            return new Outcome.UnknownPlan();
        }
        Optional<Price> price = price(plan.get(), command.price());
        if (price.isEmpty()) {
            return new Outcome.UnknownPrice();
        }
        if (price.get().providerPriceId() == null) {
            return new Outcome.NotSynced(price.get().code());
        }
        return switch (directory.find(project, command.account().user())) {
            case UNKNOWN -> new Outcome.UserNotFound();
            case UNAVAILABLE -> new Outcome.DirectoryUnavailable();
            case EXISTS -> decide(command, project, Terms.of(catalog, plan.get(), price.get()));
        };
    }

    /// An order that stands already is finished on its own terms, whatever the catalog says by now.
    private boolean isBegun(Command command) {
        Optional<Account> account = accounts.find(command.account());
        return account.flatMap(a -> a.order(command.order())).isPresent();
    }

    private static Optional<Price> price(Plan plan, @Nullable String code) {
        List<Price> prices = plan.prices();
        if (code == null) {
            return prices.size() == 1 ? Optional.of(prices.getFirst()) : Optional.empty();
        }
        return plan.price(code);
    }

    private Outcome decide(Command command, Project project, Terms terms) {
        Circumstances given = new Circumstances(clock.instant(), project.settings());
        Buying.Opening opening = new Buying.Opening(
                command.order(), terms, command.quantity(), command.request(), command.customerOperation());
        OpenDecision decision = accounts.decide(
                command.account(),
                Touching.order(command.order()),
                command.cause(),
                account -> Buying.open(account, opening, given));
        return switch (decision) {
            case OpenDecision.AlreadySubscribed already -> new Outcome.AlreadySubscribed(already.source());
            case OpenDecision.CurrencyConflict conflict -> new Outcome.CurrencyConflict(conflict.currency());
            case OpenDecision.Opened _ -> open(command);
        };
    }

    private Outcome open(Command command) {
        OrderId order = command.order();
        return switch (pages.open(command.account(), order, command.cause())) {
            case PageOpening.Result.Open open -> opened(open.order(), open.page());
            case PageOpening.Result.NoPage ended -> ended(ended.order());
            case PageOpening.Result.Refused refused -> new Outcome.Declined(order, refused.code(), refused.message());
            case PageOpening.Result.Unknown _ -> new Outcome.ProviderUnavailable(order);
        };
    }

    private static Outcome opened(Order order, CheckoutPage page) {
        return order instanceof Order.Canceled || order instanceof Order.Failed
                ? ended(order)
                : new Outcome.Opened(order.id(), page);
    }

    private static Outcome ended(Order order) {
        return order instanceof Order.Failed failed
                ? new Outcome.Declined(order.id(), failed.reason(), "The checkout could not be opened")
                : new Outcome.Superseded(order.id());
    }
}
