package io.tollgate.orders.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.orders.OrderId;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;

/// Ends an order that nobody has paid in time.
public final class ExpireOrder {
    private static final Cause CAUSE = Cause.system("expire-order");

    private final Projects projects;
    private final Accounts accounts;
    private final InstantSource clock;

    public ExpireOrder(Projects projects, Accounts accounts, InstantSource clock) {
        this.projects = projects;
        this.accounts = accounts;
        this.clock = clock;
    }

    public void expire(AccountId account, OrderId order) {
        Project project = projects.find(account.project()).orElseThrow();
        Circumstances given = new Circumstances(clock.instant(), project.settings());
        accounts.decide(account, Touching.order(order), CAUSE, a -> Buying.expire(a, order, given));
    }
}
