package io.tollgate.orders.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.audit.Cause;
import io.tollgate.catalog.Catalogs;
import io.tollgate.catalog.Terms;
import io.tollgate.money.Money;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.PlacedIntent;
import io.tollgate.orders.usecase.PurchaseOutcome.Placed;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.tenancy.AmountLimit;
import io.tollgate.tenancy.AutomaticTax;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.UserDirectory;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sells a one-time price, or takes a bare amount, by a payment intent that a page of the caller's own pays. Called
/// again with the same operation it comes to the same order and the same intent.
public final class StartPayment {
    private final Projects projects;
    private final Payments payments;
    private final Selling<PlacedIntent> selling;

    public StartPayment(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Payments payments,
            UserDirectory directory,
            InstantSource clock) {
        this.projects = projects;
        this.payments = payments;
        Placing<PlacedIntent> placing = new Placing<>(projects, accounts, payments, clock, new IntentPart(payments));
        this.selling = new Selling<>(projects, catalogs, accounts, directory, clock, placing);
    }

    /// What is paid for.
    public sealed interface What {
        /// @param price the price's code; null if the plan has only one
        record OfPlan(String plan, @Nullable String price) implements What {}

        record Amount(Money amount) implements What {}
    }

    public record Command(String operation, AccountId account, Cause cause, What what, IntentRequest request) {}

    public PurchaseOutcome<PlacedIntent> start(Command command) {
        Purchase purchase = new Purchase(command.operation(), command.account(), command.cause(), command.request());
        PurchaseOutcome<PlacedIntent> outcome = selling.sell(purchase, project -> ware(project, command.what()));
        return outcome instanceof Placed<PlacedIntent> placed && placed.with().clientSecret() == null
                ? withSecret(command.account(), placed)
                : outcome;
    }

    private Ware ware(Project project, What what) {
        return switch (what) {
            case What.OfPlan(String plan, String price) -> taxed(project, once(selling.plan(project, plan, price, 1)));
            case What.Amount(Money amount) -> amount(project, amount);
        };
    }

    private static Ware once(Ware ware) {
        return ware instanceof Ware.Offered offered && offered.terms().isRecurring()
                ? new Ware.Refused(new PurchaseRefusal.RecurringPrice())
                : ware;
    }

    /// The provider reckons no tax for an intent. What is in a bare amount is its caller's matter.
    private static Ware taxed(Project project, Ware ware) {
        return ware instanceof Ware.Offered && project.settings().automaticTax() == AutomaticTax.REQUIRED
                ? new Ware.Refused(new PurchaseRefusal.TaxRequired())
                : ware;
    }

    private static Ware amount(Project project, Money amount) {
        Optional<AmountLimit> limit = project.settings().amountLimit(amount.currency());
        if (limit.isEmpty()) {
            return new Ware.Refused(new PurchaseRefusal.AmountNotAllowed());
        }
        return limit.get().allows(amount)
                ? new Ware.Offered(Terms.ofAmount(amount), 1)
                : new Ware.Refused(new PurchaseRefusal.AmountOutOfRange(limit.get()));
    }

    /// The secret of an intent that was made before; it is never stored.
    private PurchaseOutcome<PlacedIntent> withSecret(AccountId account, Placed<PlacedIntent> placed) {
        PlacedIntent intent = placed.with();
        return secret(account, intent.id())
                .<PurchaseOutcome<PlacedIntent>>map(
                        secret -> new Placed<>(placed.order(), new PlacedIntent(intent.id(), intent.state(), secret)))
                .orElseGet(
                        () -> new PurchaseOutcome.Refused<>(new PurchaseRefusal.ProviderUnavailable(placed.order())));
    }

    /// What the page names the provider's account by; empty where none is configured.
    public Optional<String> publishableKey(Project project) {
        return payments.publishableKey(new ProviderAccount(project.providerAccount()));
    }

    /// @return empty: the provider doesn't answer
    public Optional<String> secret(AccountId account, String intent) {
        Project project = projects.find(account.project()).orElseThrow();
        Outcome<String> secret = payments.clientSecret(new ProviderAccount(project.providerAccount()), intent);
        return secret instanceof Outcome.Done<String>(String value) ? Optional.of(value) : Optional.empty();
    }
}
