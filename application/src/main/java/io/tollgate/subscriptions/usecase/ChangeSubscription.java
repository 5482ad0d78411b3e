package io.tollgate.subscriptions.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Changing;
import io.tollgate.accounts.Changing.ChangeDecision;
import io.tollgate.accounts.Changing.Wish;
import io.tollgate.accounts.Circumstances;
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

/// Changes a subscription at the provider. Called again with the same operation it comes to the same end, wherever it
/// stopped before.
public final class ChangeSubscription {
    private final Accounts accounts;
    private final ChangeMaking making;

    public ChangeSubscription(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Payments payments,
            SubscriptionChanges changes,
            InstantSource clock) {
        this.accounts = accounts;
        this.making = new ChangeMaking(projects, catalogs, accounts, payments, changes, clock);
    }

    /// @param operation drawn and stored before the first call: the provider's key is made from it
    /// @param order the subscription's
    public record Command(String operation, AccountId account, OrderId order, Cause cause, Wish wish) {}

    /// @return what became of it; empty: nobody knows yet. A job goes on with it, and so does the same operation sent
    ///     again
    public Optional<ChangeDecision> change(Command command) {
        ChangeDecision decision = decide(command);
        if (decision instanceof ChangeDecision.Busy busy) {
            // What was begun earlier must have an end before anything else is begun.
            if (make(command, busy.subscription(), busy.operation()).isEmpty()) {
                return Optional.empty();
            }
            decision = decide(command);
        }
        if (decision instanceof ChangeDecision.UnknownItem unknown) {
            if (!making.refresh(subject(command, unknown.subscription()))) {
                return Optional.empty();
            }
            decision = decide(command);
        }
        if (decision instanceof ChangeDecision.Begun begun) {
            return make(command, begun.subscription(), begun.operation());
        }
        // Somebody else was quicker in between.
        boolean begunByAnother =
                decision instanceof ChangeDecision.Busy || decision instanceof ChangeDecision.UnknownItem;
        return begunByAnother ? Optional.empty() : Optional.of(decision);
    }

    private ChangeDecision decide(Command command) {
        Circumstances given = making.given(command.account());
        return accounts.decide(
                command.account(),
                Touching.order(command.order()),
                command.cause(),
                account -> Changing.begin(account, command.order(), command.operation(), command.wish(), given));
    }

    private Optional<ChangeDecision> make(Command command, Subscription subscription, ChangeOperation operation) {
        return making.make(subject(command, subscription), operation);
    }

    private static Subject subject(Command command, Subscription subscription) {
        return new Subject(command.account(), subscription, command.cause());
    }
}
