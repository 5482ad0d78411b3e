package io.tollgate.subscriptions.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.orders.OrderId;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.TrialCards;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;
import java.util.Optional;

/// Sees that a user has one trial, and a card one, whoever uses it: a trial that turns out to be the second ends by the
/// project's setting. Done again when another card comes.
public final class CheckTrial {
    private static final Cause CAUSE = Cause.system("check-trial");

    private final Projects projects;
    private final Accounts accounts;
    private final Payments payments;
    private final TrialCards cards;
    private final InstantSource clock;

    public CheckTrial(Projects projects, Accounts accounts, Payments payments, TrialCards cards, InstantSource clock) {
        this.projects = projects;
        this.accounts = accounts;
        this.payments = payments;
        this.cards = cards;
        this.clock = clock;
    }

    /// @param order the subscription's
    /// @return false: to be tried again
    public boolean check(AccountId account, OrderId order) {
        Account now = accounts.decide(account, Touching.order(order), CAUSE, a -> Decision.unchanged(a, a));
        Optional<Subscription> trial = now.subscriptions().stream()
                .filter(subscription -> subscription.order().equals(order))
                .filter(Subscription::isTrialing)
                .findFirst()
                // Others were given by hand, in the dashboard.
                .filter(_ ->
                        now.order(order).filter(o -> o.sale().trialDays() > 0).isPresent());
        return trial.isEmpty() || check(account, trial.get());
    }

    private boolean check(AccountId account, Subscription trial) {
        Project project = projects.find(account.project()).orElseThrow();
        if (!cards.claim(project.id(), account.user(), trial.order())) {
            return end(account, trial.order(), project);
        }
        ProviderAccount provider = new ProviderAccount(project.providerAccount());
        return switch (payments.trialCard(provider, trial.providerId())) {
            case Outcome.Done<Optional<String>>(Optional<String> card) ->
                card.isEmpty()
                        || cards.claim(project.id(), card.get(), account.user(), trial.order())
                        || end(account, trial.order(), project);
            // The provider has the subscription no more.
            case Outcome.Declined<Optional<String>> _ -> true;
            case Outcome.Unknown<Optional<String>> _ -> false;
        };
    }

    private boolean end(AccountId account, OrderId order, Project project) {
        Circumstances given = new Circumstances(clock.instant(), project.settings());
        return accounts.decide(account, Touching.order(order), CAUSE, a -> Buying.trialUsed(a, order, given));
    }
}
