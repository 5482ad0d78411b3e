package io.tollgate.orders.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.audit.Cause;
import io.tollgate.orders.OrderId;
import io.tollgate.payments.Payments;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;

/// Finishes a purchase that stopped between two steps.
public final class ResumeCheckout {
    private static final Cause CAUSE = Cause.system("resume-checkout");

    private final Placings placings;

    public ResumeCheckout(Projects projects, Accounts accounts, Payments payments, InstantSource clock) {
        this.placings = new Placings(projects, accounts, payments, clock);
    }

    /// @return false: the provider's answer is still not known, to be tried again
    public boolean resume(AccountId account, OrderId order) {
        Placing<?> placing = placings.of(account, order, CAUSE);
        return !(placing.place(account, order, CAUSE) instanceof Placing.Result.Unknown<?>);
    }
}
