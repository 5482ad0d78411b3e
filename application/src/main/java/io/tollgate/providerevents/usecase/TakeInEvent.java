package io.tollgate.providerevents.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.Effect;
import io.tollgate.accounts.TakingIn;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.catalog.Catalogs;
import io.tollgate.jobs.usecase.FailureLog;
import io.tollgate.orders.PaymentState;
import io.tollgate.payments.Found;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.providerevents.EventReader;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.FactOutcome;
import io.tollgate.providerevents.FactOutcome.NeedsFetch;
import io.tollgate.providerevents.FactOutcome.NeedsInvoice;
import io.tollgate.providerevents.FactOutcome.NeedsPayment;
import io.tollgate.providerevents.Inbox;
import io.tollgate.providerevents.Inbox.Settlement;
import io.tollgate.providerevents.InboxEvent;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.providerevents.ProviderFact.PaymentSeen;
import io.tollgate.refunds.Refunding;
import io.tollgate.subscriptions.usecase.FetchedState;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// Lets the account decide on one event; what became of it commits with the decision.
final class TakeInEvent {
    private final Inbox inbox;
    private final EventReader reader;
    private final Projects projects;
    private final Catalogs catalogs;
    private final Accounts accounts;
    private final Payments payments;
    private final Refunding refunding;
    private final InstantSource clock;
    private final FailureLog failures;

    TakeInEvent(
            Inbox inbox,
            EventReader reader,
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Payments payments,
            Refunding refunding,
            InstantSource clock,
            FailureLog failures) {
        this.inbox = inbox;
        this.reader = reader;
        this.projects = projects;
        this.catalogs = catalogs;
        this.accounts = accounts;
        this.payments = payments;
        this.refunding = refunding;
        this.clock = clock;
        this.failures = failures;
    }

    /// Never throws.
    void takeIn(InboxEvent event) {
        SafeSettling.run(inbox, event, failures, () -> takeIn(event, reader.read(event)));
    }

    private void takeIn(InboxEvent event, Reading reading) {
        switch (reading) {
            case Reading.Understood understood -> decide(event, understood.eventId(), understood.fact());
            case Reading.NeedsLookup needs -> lookUp(event, needs.lookup());
            case Reading.Unhandled unhandled -> inbox.settle(event.id(), Settlement.ignored(unhandled.reason()));
            case Reading.Unreadable unreadable -> inbox.settle(event.id(), Settlement.parked(unreadable.reason()));
            case Reading.ClockMoved _ -> throw new IllegalStateException("a clock's event belongs to no account");
        }
    }

    private void lookUp(InboxEvent event, Lookup lookup) {
        if (event.fetched().has(lookup)) {
            throw new IllegalStateException("it was looked up already");
        }
        switch (payments.lookUp(event.provider(), lookup)) {
            case Outcome.Done<Optional<Found>> done -> {
                InboxEvent richer = keep(event, lookup, done.value());
                takeIn(richer, reader.read(richer));
            }
            case Outcome.Declined<Optional<Found>> declined
            when declined.code().equals(Payments.TOO_MANY) ->
                inbox.settle(event.id(), Settlement.parked(tooMany(lookup)));
            case Outcome.Declined<Optional<Found>> declined -> retry(event, declined.code());
            case Outcome.Unknown<Optional<Found>> _ -> retry(event, "provider_unavailable");
        }
    }

    /// Kept before anything is decided on it: should this attempt end here, the next one knows as much.
    private InboxEvent keep(InboxEvent event, Lookup lookup, Optional<Found> found) {
        InboxEvent richer = event.with(lookup, found);
        inbox.keep(richer.id(), richer.fetched());
        return richer;
    }

    private static String tooMany(Lookup lookup) {
        return Payments.TOO_MANY + ":" + lookup.kind().name().toLowerCase(Locale.ROOT);
    }

    private void retry(InboxEvent event, String reason) {
        inbox.settle(event.id(), Settlement.retry(reason));
    }

    private void decide(InboxEvent event, String providerEventId, ProviderFact fact) {
        Taking taking = new Taking(event, Cause.provider(providerEventId));
        fetch(taking, fact, taking.decide(fact));
    }

    /// Fetches what the outcome asks for, if it does, until it is settled.
    private void fetch(Taking taking, ProviderFact fact, FactOutcome outcome) {
        InboxEvent event = taking.event;
        switch (outcome) {
            case NeedsFetch needs ->
                finish(
                        taking,
                        fact,
                        FetchedState.take(
                                NeedsFetch.class,
                                needs,
                                next -> fetch(event, next),
                                (_, state) -> taking.decide(state, fact)));
            case NeedsPayment needs
            when fact instanceof PaymentSeen seen ->
                finish(
                        taking,
                        fact,
                        FetchedState.take(
                                NeedsPayment.class,
                                needs,
                                next -> fetch(event, next),
                                (next, now) -> taking.decide(seen.settledBy(next.held(), now))));
            case NeedsPayment _ -> throw new IllegalStateException("no payment was told");
            case NeedsInvoice needs ->
                finish(
                        taking,
                        fact,
                        FetchedState.take(
                                NeedsInvoice.class,
                                needs,
                                next -> fetch(event, next),
                                (next, now) -> taking.decide(fact.settledBy(next, now))));
            case FactOutcome.Applied _, FactOutcome.Ignored _, FactOutcome.Parked _ -> {}
        }
    }

    private void finish(Taking taking, ProviderFact fact, FetchedState fetched) {
        switch (fetched) {
            // One need may follow another: the subscription first, then its invoice.
            case FetchedState.Decided decided -> fetch(taking, fact, decided.outcome());
            case FetchedState.Gone _ -> taking.decide(fact.asFallback());
            case FetchedState.NotNow later -> retry(taking.event, later.reason());
        }
    }

    private Outcome<Optional<ProviderFact.SubscriptionFetched>> fetch(InboxEvent event, NeedsFetch needs) {
        return unlessGone(
                event,
                Lookup.subscription(needs.subscriptionId()),
                () -> payments.fetchSubscription(event.provider(), needs.subscriptionId(), needs.asOfRevision()));
    }

    private Outcome<Optional<PaymentState>> fetch(InboxEvent event, NeedsPayment needs) {
        return unlessGone(
                event,
                Lookup.payment(needs.paymentIntentId()),
                () -> payments.fetchIntent(event.provider(), needs.paymentIntentId()));
    }

    private Outcome<Optional<InvoiceSeen>> fetch(InboxEvent event, NeedsInvoice needs) {
        return unlessGone(
                event,
                Lookup.invoice(needs.invoiceId()),
                () -> refunding.fetchInvoice(event.provider(), needs.invoiceId()));
    }

    /// What the provider no longer has stays gone: an attempt that died after it was told need not ask again.
    private <F> Outcome<Optional<F>> unlessGone(InboxEvent event, Lookup object, Supplier<Outcome<Optional<F>>> fetch) {
        if (event.fetched().isGone(object)) {
            return new Outcome.Done<>(Optional.empty());
        }
        Outcome<Optional<F>> outcome = fetch.get();
        if (outcome instanceof Outcome.Done<Optional<F>> done && done.value().isEmpty()) {
            keep(event, object, Optional.empty());
        }
        return outcome;
    }

    /// One event's decisions.
    private final class Taking {
        private final InboxEvent event;
        private final AccountId account;
        private final Cause cause;

        Taking(InboxEvent event, Cause cause) {
            this.event = event;
            this.account = Objects.requireNonNull(event.account());
            this.cause = cause;
        }

        FactOutcome decide(ProviderFact fact) {
            Circumstances given = given();
            return accounts.decide(account, Touching.fact(fact), cause, a -> settled(TakingIn.fact(a, fact, given)));
        }

        /// Takes in what was fetched for `fact`. That settles what an event told of a subscription's state: the
        /// fetch went out after the event had come in. Any other fact is then decided again.
        FactOutcome decide(ProviderFact.SubscriptionFetched fetched, ProviderFact fact) {
            if (fact instanceof ProviderFact.SubscriptionSeen) {
                return decide(fetched);
            }
            Circumstances given = given();
            FactOutcome outcome =
                    accounts.decide(account, Touching.fact(fetched), cause, a -> TakingIn.fact(a, fetched, given));
            return switch (outcome) {
                case FactOutcome.Applied _ -> decide(fact);
                // The account has moved on while it was fetched: fetch again.
                case NeedsFetch _, NeedsPayment _, NeedsInvoice _ -> outcome;
                // It doesn't say whose it is, where the fact does: fetching it again would not help.
                case FactOutcome.Ignored _, FactOutcome.Parked _ -> decide(fact.asFallback());
            };
        }

        private Circumstances given() {
            return new Circumstances(
                    clock.instant(),
                    projects.find(account.project()).orElseThrow().settings(),
                    catalogs.current(account.project()));
        }

        private Decision<FactOutcome> settled(Decision<FactOutcome> decision) {
            return settlement(decision.answer())
                    .map(settlement -> decision.and(new Effect.Settle(event.id(), settlement)))
                    .orElse(decision);
        }
    }

    private static Optional<Settlement> settlement(FactOutcome outcome) {
        return switch (outcome) {
            case FactOutcome.Applied _ -> Optional.of(Settlement.processed());
            case FactOutcome.Ignored ignored -> Optional.of(Settlement.ignored(ignored.reason()));
            case FactOutcome.Parked parked -> Optional.of(Settlement.parked(parked.reason()));
            case NeedsFetch _, NeedsPayment _, NeedsInvoice _ -> Optional.empty();
        };
    }
}
