package io.tollgate.orders.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.audit.Cause;
import io.tollgate.orders.OrderId;
import io.tollgate.payments.Payments;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;

/// Finishes a checkout that stopped between two steps.
public final class ResumeCheckout {
    private static final Cause CAUSE = Cause.system("resume-checkout");

    private final PageOpening pages;

    public ResumeCheckout(Projects projects, Accounts accounts, Payments payments, InstantSource clock) {
        this.pages = new PageOpening(projects, accounts, payments, clock);
    }

    /// @return false: the provider's answer is still not known, to be tried again
    public boolean resume(AccountId account, OrderId order) {
        return !(pages.open(account, order, CAUSE) instanceof PageOpening.Result.Unknown);
    }
}
