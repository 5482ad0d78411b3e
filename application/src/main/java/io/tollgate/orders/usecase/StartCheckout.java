package io.tollgate.orders.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.audit.Cause;
import io.tollgate.catalog.Catalogs;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.payments.Payments;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.UserDirectory;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Sells a plan on the provider's hosted page. Called again with the same operation it comes to the same order and
/// the same page, wherever it stopped before.
public final class StartCheckout {
    private final Selling<CheckoutPage> selling;

    public StartCheckout(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Payments payments,
            UserDirectory directory,
            InstantSource clock) {
        Placing<CheckoutPage> placing = new Placing<>(projects, accounts, payments, clock, new PagePart(payments));
        this.selling = new Selling<>(projects, catalogs, accounts, directory, clock, placing);
    }

    /// @param operation see [Purchase]
    /// @param price the price's code; null if the plan has only one
    /// @param quantity at least 1
    public record Command(
            String operation,
            AccountId account,
            Cause cause,
            String plan,
            @Nullable String price,
            int quantity,
            CheckoutRequest request) {}

    public PurchaseOutcome<CheckoutPage> start(Command command) {
        Purchase purchase = new Purchase(command.operation(), command.account(), command.cause(), command.request());
        return selling.sell(
                purchase,
                project -> Selling.synced(selling.plan(project, command.plan(), command.price(), command.quantity())));
    }
}
