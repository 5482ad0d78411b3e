package io.tollgate.orders.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Buying.CancelDecision;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.orders.OrderId;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;

/// Ends an open order by hand. What it was to be paid with is closed by a job; if it is paid after all, the money is
/// late.
public final class EndOrder {
    private final Projects projects;
    private final Accounts accounts;
    private final InstantSource clock;

    public EndOrder(Projects projects, Accounts accounts, InstantSource clock) {
        this.projects = projects;
        this.accounts = accounts;
        this.clock = clock;
    }

    public CancelDecision end(AccountId account, OrderId order, Buying.Ending ending, Cause cause) {
        Project project = projects.find(account.project()).orElseThrow();
        Circumstances given = new Circumstances(clock.instant(), project.settings());
        return accounts.decide(account, Touching.order(order), cause, a -> Buying.end(a, order, ending, given));
    }
}
