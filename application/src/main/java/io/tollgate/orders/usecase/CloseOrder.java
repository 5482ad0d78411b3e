package io.tollgate.orders.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.audit.Cause;
import io.tollgate.orders.OrderId;
import io.tollgate.payments.Payments;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;

/// Closes at the provider what an order that is no longer wanted was to be paid with. Where that is not known yet, it
/// is found out first.
public final class CloseOrder {
    private static final Cause CAUSE = Cause.system("close-order");

    private final Placings placings;

    public CloseOrder(Projects projects, Accounts accounts, Payments payments, InstantSource clock) {
        this.placings = new Placings(projects, accounts, payments, clock);
    }

    /// @return false: it may still be open, to be tried again
    public boolean close(AccountId account, OrderId order) {
        return placings.of(account, order, CAUSE).close(account, order, CAUSE);
    }
}
