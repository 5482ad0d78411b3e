package io.tollgate.orders.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Buying.OpenDecision;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Touching;
import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.Catalogs;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.usecase.PurchaseOutcome.Placed;
import io.tollgate.orders.usecase.PurchaseOutcome.Refused;
import io.tollgate.payments.DeclineReason;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.UserDirectory;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Every way to buy: the ware is looked up, the account decides, and the provider does its part. Called again with
/// the same operation it comes to the same order, wherever it stopped before.
///
/// @param <P> what it is to be paid with
final class Selling<P> {
    private final Projects projects;
    private final Catalogs catalogs;
    private final Accounts accounts;
    private final UserDirectory directory;
    private final InstantSource clock;
    private final Placing<P> placing;

    Selling(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            UserDirectory directory,
            InstantSource clock,
            Placing<P> placing) {
        this.projects = projects;
        this.catalogs = catalogs;
        this.accounts = accounts;
        this.directory = directory;
        this.clock = clock;
        this.placing = placing;
    }

    /// @param lookUp not asked for an order that stands already: that is finished on its own terms, whatever the
    ///     catalog says by now
    PurchaseOutcome<P> sell(Purchase purchase, Function<Project, Ware> lookUp) {
        if (isBegun(purchase)) {
            return place(purchase);
        }
        Project project = projects.find(purchase.account().project()).orElseThrow();
        return switch (lookUp.apply(project)) {
            case Ware.Refused refused -> new Refused<>(refused.why());
            case Ware.Offered offered ->
                switch (directory.find(project, purchase.account().user())) {
                    case UNKNOWN -> new Refused<>(new PurchaseRefusal.UserNotFound());
                    case UNAVAILABLE -> new Refused<>(new PurchaseRefusal.DirectoryUnavailable());
                    case EXISTS -> decide(purchase, project, offered);
                };
        };
    }

    private boolean isBegun(Purchase purchase) {
        Optional<Account> account = accounts.find(purchase.account());
        return account.flatMap(a -> a.order(purchase.order())).isPresent();
    }

    /// A plan's price in the catalog as it is.
    ///
    /// @param price its code; null if the plan has only one
    Ware plan(Project project, String plan, @Nullable String price, int quantity) {
        Catalog catalog = catalogs.current(project.id());
        Optional<Plan> sold = catalog.plan(plan);
        if (sold.isEmpty()) {
            return new Ware.Refused(new PurchaseRefusal.UnknownPlan());
        }
        Optional<Price> named =
                price == null ? sold.get().onlyPrice() : sold.get().price(price);
        return named.<Ware>map(p -> new Ware.Offered(Terms.of(catalog, sold.get(), p), quantity))
                .orElseGet(() -> new Ware.Refused(new PurchaseRefusal.UnknownPrice()));
    }

    /// Only what the provider knows can be sold by its own price.
    static Ware synced(Ware ware) {
        return ware instanceof Ware.Offered offered && offered.terms().price().providerPriceId() == null
                ? new Ware.Refused(
                        new PurchaseRefusal.NotSynced(offered.terms().price().code()))
                : ware;
    }

    private PurchaseOutcome<P> decide(Purchase purchase, Project project, Ware.Offered offered) {
        Circumstances given = new Circumstances(clock.instant(), project.settings());
        Buying.Opening opening = new Buying.Opening(
                purchase.order(),
                offered.terms(),
                offered.quantity(),
                purchase.request(),
                purchase.customerOperation());
        OpenDecision decision = accounts.decide(
                purchase.account(),
                Touching.order(purchase.order()),
                purchase.cause(),
                account -> Buying.open(account, opening, given));
        return switch (decision) {
            case OpenDecision.AlreadySubscribed already ->
                new Refused<>(new PurchaseRefusal.AlreadySubscribed(already.source()));
            case OpenDecision.CurrencyConflict conflict ->
                new Refused<>(new PurchaseRefusal.CurrencyConflict(conflict.currency()));
            case OpenDecision.Restrained restrained -> new Refused<>(new PurchaseRefusal.Restrained(restrained.why()));
            case OpenDecision.Opened _ -> place(purchase);
        };
    }

    private PurchaseOutcome<P> place(Purchase purchase) {
        OrderId order = purchase.order();
        return switch (placing.place(purchase.account(), order, purchase.cause())) {
            case Placing.Result.Placed<P> placed -> placed(placed.order(), placed.with());
            case Placing.Result.Ended<P> ended -> new Refused<>(ended(ended.order()));
            case Placing.Result.Refused<P> refused ->
                new Refused<>(new PurchaseRefusal.Declined(order, refused.code(), refused.message()));
            case Placing.Result.Unknown<P> _ -> new Refused<>(new PurchaseRefusal.ProviderUnavailable(order));
        };
    }

    private PurchaseOutcome<P> placed(Order order, P with) {
        return order instanceof Order.Canceled || order instanceof Order.Failed
                ? new Refused<>(ended(order))
                : new Placed<>(order.id(), with);
    }

    private static String message(String reason) {
        return DeclineReason.of(reason).map(DeclineReason::text).orElse("The purchase could not be opened");
    }

    private static PurchaseRefusal ended(Order order) {
        return order instanceof Order.Failed failed
                ? new PurchaseRefusal.Declined(order.id(), failed.reason(), message(failed.reason()))
                : new PurchaseRefusal.Superseded(order.id());
    }
}
