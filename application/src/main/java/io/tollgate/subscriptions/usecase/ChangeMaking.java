package io.tollgate.subscriptions.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Changing;
import io.tollgate.accounts.Changing.ChangeDecision;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.TakingIn;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.catalog.Catalogs;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.providerevents.FactOutcome;
import io.tollgate.providerevents.ProviderFact.SubscriptionFetched;
import io.tollgate.subscriptions.ChangeOperation;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionChanges;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;
import java.util.Optional;

/// The provider's part of a change: ask with the stored operation, take in what the subscription is like then, and
/// store the end. Whoever comes next goes on where the last one stopped.
final class ChangeMaking {
    private final Projects projects;
    private final Catalogs catalogs;
    private final Accounts accounts;
    private final Payments payments;
    private final SubscriptionChanges changes;
    private final InstantSource clock;

    ChangeMaking(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Payments payments,
            SubscriptionChanges changes,
            InstantSource clock) {
        this.projects = projects;
        this.catalogs = catalogs;
        this.accounts = accounts;
        this.payments = payments;
        this.changes = changes;
        this.clock = clock;
    }

    /// Whose subscription it is, and who wants something of it.
    record Subject(AccountId account, Subscription subscription, Cause cause) {}

    /// @return empty: nobody knows yet
    Optional<ChangeDecision> make(Subject subject, ChangeOperation operation) {
        Outcome<String> outcome = mayBeSent(operation)
                ? changes.apply(
                        provider(subject),
                        operation.id(),
                        subject.subscription().providerId(),
                        operation.change())
                : look(subject, operation);
        return switch (outcome) {
            case Outcome.Done<String> _ -> refresh(subject) ? Optional.of(made(subject, operation)) : Optional.empty();
            case Outcome.Declined<String> declined ->
                Optional.of(refused(subject, operation, declined.code(), declined.message()));
            case Outcome.Unknown<String> _ -> Optional.empty();
        };
    }

    private boolean mayBeSent(ChangeOperation operation) {
        return operation.change().isRepeatable()
                || clock.instant().isBefore(operation.since().plus(Payments.KEYS_LAST));
    }

    /// Sent again, a forgotten key would ask for it a second time, and much may have happened since.
    private Outcome<String> look(Subject subject, ChangeOperation operation) {
        return switch (fetch(subject, 0)) {
            case Outcome.Done<Optional<SubscriptionFetched>> done ->
                done.value()
                                .filter(fetched -> operation.change().isSeenIn(fetched.state()))
                                .isPresent()
                        ? new Outcome.Done<>(subject.subscription().providerId())
                        : new Outcome.Declined<>("abandoned", "The change was not made in time");
            case Outcome.Declined<Optional<SubscriptionFetched>> declined -> new Outcome.Unknown<>(declined.code());
            case Outcome.Unknown<Optional<SubscriptionFetched>> unknown -> new Outcome.Unknown<>(unknown.detail());
        };
    }

    /// Takes in what the subscription is like now.
    ///
    /// @return false: nobody knows yet
    boolean refresh(Subject subject) {
        String providerId = subject.subscription().providerId();
        long revision = subject.subscription().revision();
        FetchedState taken = FetchedState.take(
                FactOutcome.NeedsFetch.class,
                new FactOutcome.NeedsFetch(providerId, revision),
                needs -> fetch(subject, needs.asOfRevision()),
                (_, fetched) -> take(subject, fetched));
        return !(taken instanceof FetchedState.NotNow);
    }

    private FactOutcome take(Subject subject, SubscriptionFetched fetched) {
        Circumstances given = given(subject);
        return accounts.decide(
                subject.account(),
                Touching.fact(fetched),
                subject.cause(),
                account -> TakingIn.fact(account, fetched, given));
    }

    private Outcome<Optional<SubscriptionFetched>> fetch(Subject subject, long asOfRevision) {
        return payments.fetchSubscription(
                provider(subject), subject.subscription().providerId(), asOfRevision);
    }

    private ChangeDecision made(Subject subject, ChangeOperation operation) {
        Circumstances given = given(subject);
        return accounts.decide(
                subject.account(),
                Touching.order(subject.subscription().order()),
                subject.cause(),
                account -> Changing.made(account, subject.subscription().order(), operation.id(), given));
    }

    private ChangeDecision refused(Subject subject, ChangeOperation operation, String code, String message) {
        Circumstances given = given(subject);
        return accounts.decide(
                subject.account(),
                Touching.order(subject.subscription().order()),
                subject.cause(),
                account -> Changing.refused(
                        account, subject.subscription().order(), operation.id(), code, message, given));
    }

    private ProviderAccount provider(Subject subject) {
        return provider(subject.account());
    }

    ProviderAccount provider(AccountId account) {
        return new ProviderAccount(
                projects.find(account.project()).orElseThrow().providerAccount());
    }

    private Circumstances given(Subject subject) {
        return given(subject.account());
    }

    Circumstances given(AccountId account) {
        Project project = projects.find(account.project()).orElseThrow();
        return new Circumstances(clock.instant(), project.settings(), catalogs.current(project.id()));
    }
}
