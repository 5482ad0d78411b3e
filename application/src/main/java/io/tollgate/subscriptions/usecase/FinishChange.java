package io.tollgate.subscriptions.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.catalog.Catalogs;
import io.tollgate.orders.OrderId;
import io.tollgate.payments.Payments;
import io.tollgate.subscriptions.ChangeOperation;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionChanges;
import io.tollgate.subscriptions.usecase.ChangeMaking.Subject;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;
import java.util.Optional;

/// Finishes a change of a subscription that stopped between two steps.
public final class FinishChange {
    private static final Cause CAUSE = Cause.system("change-subscription");

    private final Accounts accounts;
    private final ChangeMaking making;

    public FinishChange(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Payments payments,
            SubscriptionChanges changes,
            InstantSource clock) {
        this.accounts = accounts;
        this.making = new ChangeMaking(projects, catalogs, accounts, payments, changes, clock);
    }

    /// @param order the subscription's
    /// @return false: the provider's answer is still not known, to be tried again
    public boolean finish(AccountId account, OrderId order) {
        Account now = accounts.decide(account, Touching.order(order), CAUSE, a -> Decision.unchanged(a, a));
        return now.subscriptions().stream()
                .filter(s -> s.order().equals(order))
                .findFirst()
                .map(subscription -> finish(account, subscription))
                .orElse(true);
    }

    private boolean finish(AccountId account, Subscription subscription) {
        Optional<ChangeOperation> pending = subscription.pendingChange();
        return pending.isEmpty()
                || making.make(new Subject(account, subscription, CAUSE), pending.get())
                        .isPresent();
    }
}
