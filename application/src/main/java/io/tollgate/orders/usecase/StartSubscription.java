package io.tollgate.orders.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.catalog.Catalogs;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PlacedSubscription;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.orders.usecase.PurchaseOutcome.Placed;
import io.tollgate.orders.usecase.PurchaseOutcome.Refused;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.UserDirectory;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Sells a recurring price without a hosted page: charged at once by a payment method that is kept, or to be paid in
/// a page of the caller's own. Called again with the same operation it comes to the same order and subscription.
public final class StartSubscription {
    private final Projects projects;
    private final Accounts accounts;
    private final Payments payments;
    private final Selling<PlacedSubscription> selling;

    public StartSubscription(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Payments payments,
            UserDirectory directory,
            InstantSource clock) {
        this.projects = projects;
        this.accounts = accounts;
        this.payments = payments;
        Placing<PlacedSubscription> placing =
                new Placing<>(projects, accounts, payments, clock, new SubscriptionPart(payments));
        this.selling = new Selling<>(projects, catalogs, accounts, directory, clock, placing);
    }

    /// @param price the price's code; null if the plan has only one
    /// @param quantity at least 1
    public record Command(
            String operation,
            AccountId account,
            Cause cause,
            String plan,
            @Nullable String price,
            int quantity,
            SubscriptionRequest request) {}

    /// @param subscription as it was looked at, like the payment and the secret
    /// @param payment how the first payment stands; null where none is due
    /// @param clientSecret null where nobody has to act
    /// @param version of the account's snapshot
    public record Started(
            Subscription subscription,
            @Nullable PaymentState payment,
            @Nullable String clientSecret,
            long version) {
        @Override
        public String toString() {
            return "Started[" + subscription.id() + "]";
        }
    }

    public PurchaseOutcome<Started> start(Command command) {
        Purchase purchase = new Purchase(command.operation(), command.account(), command.cause(), command.request());
        return switch (selling.sell(purchase, project -> ware(project, command))) {
            case Refused<PlacedSubscription>(PurchaseRefusal why) -> new Refused<>(why);
            case Placed<PlacedSubscription>(OrderId order, PlacedSubscription with) -> started(command, order, with);
        };
    }

    private Ware ware(Project project, Command command) {
        Ware ware = selling.plan(project, command.plan(), command.price(), command.quantity());
        return ware instanceof Ware.Offered offered && !offered.terms().isRecurring()
                ? new Ware.Refused(new PurchaseRefusal.OneTimePrice())
                : Selling.synced(ware);
    }

    private PurchaseOutcome<Started> started(Command command, OrderId order, PlacedSubscription placed) {
        PlacedSubscription looked = placed.seen() == null
                        && look(command.account(), placed.id()) instanceof Outcome.Done<PlacedSubscription>(var now)
                ? now
                : placed;
        Account account = accounts.decide(
                command.account(), Touching.order(order), command.cause(), now -> Decision.unchanged(now, now));
        return account.subscriptions().stream()
                .filter(subscription -> subscription.order().equals(order))
                .findFirst()
                .<PurchaseOutcome<Started>>map(subscription -> new Placed<>(
                        order,
                        new Started(
                                looked.seen() == null
                                        ? subscription
                                        : subscription.lookedAt(looked.seen().state()),
                                looked.payment(),
                                looked.clientSecret(),
                                account.snapshot().version())))
                // Another order's: somebody has copied our metadata onto it.
                .orElseGet(() -> new Refused<>(new PurchaseRefusal.ProviderUnavailable(order)));
    }

    /// How it is at the provider.
    public Outcome<PlacedSubscription> look(AccountId account, String subscriptionId) {
        Project project = projects.find(account.project()).orElseThrow();
        return payments.lookAtSubscription(new ProviderAccount(project.providerAccount()), subscriptionId);
    }
}
