package io.tollgate.accounts;

import io.tollgate.credits.CreditLot;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.invoices.Invoice;
import io.tollgate.jobs.Job;
import io.tollgate.orders.Order;
import io.tollgate.orders.Payment;
import io.tollgate.orders.PaymentState;
import io.tollgate.providerevents.FactOutcome;
import io.tollgate.providerevents.FactOutcome.NeedsFetch;
import io.tollgate.providerevents.FactOutcome.NeedsInvoice;
import io.tollgate.providerevents.FactOutcome.NeedsPayment;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.providerevents.ProviderFact.PaymentSeen;
import io.tollgate.providerevents.ProviderFact.SubscriptionFetched;
import io.tollgate.providerevents.ProviderFact.SubscriptionSeen;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.tenancy.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tells an account facts as the use case does: loads only what is live or named, fetches where a decision asks
/// for it, and keeps all that was decided.
final class Teller {
    private final Function<Instant, @Nullable SubscriptionState> provider;
    private Instant now;
    private Account stored;
    private Settings settings = Shop.SETTINGS;
    final List<DomainEvent> events = new ArrayList<>();
    /// The lots granted and not taken back.
    final Set<String> held = new HashSet<>();
    final List<CreditLot> grants = new ArrayList<>();
    final Map<String, Payment> payments = new HashMap<>();
    final Map<String, Invoice> invoices = new HashMap<>();
    final List<Effect.WithdrawCredits> withdrawals = new ArrayList<>();
    final Map<String, Long> reserved = new HashMap<>();
    final Set<Job> jobs = new HashSet<>();
    int fetches;

    /// How its payments stand at an instant; null where it has none.
    private BiFunction<String, Instant, @Nullable PaymentState> intents = (_, _) -> null;

    /// Its invoices as the provider has them; null: it has none of that name.
    private Function<String, @Nullable InvoiceSeen> bills = _ -> null;

    private final Map<String, CreditLot> lots = new HashMap<>();

    /// @param provider the state of its subscription at an instant; null where it has none
    Teller(Account account, Instant now, Function<Instant, @Nullable SubscriptionState> provider) {
        this.stored = account;
        this.now = now;
        this.provider = provider;
    }

    static Teller at(Instant now, Account account, @Nullable SubscriptionState atProvider) {
        return new Teller(account, now, _ -> atProvider);
    }

    Teller by(Settings projects) {
        settings = projects;
        return this;
    }

    Teller holding(BiFunction<String, Instant, @Nullable PaymentState> atProvider) {
        intents = atProvider;
        return this;
    }

    Teller billing(Function<String, @Nullable InvoiceSeen> atProvider) {
        bills = atProvider;
        return this;
    }

    Account account() {
        return stored;
    }

    Teller moveTo(Instant later) {
        now = later;
        return this;
    }

    Teller pass() {
        decide(Touching.NOTHING, a -> Living.pass(a, given()));
        return this;
    }

    Teller tell(ProviderFact... facts) {
        for (ProviderFact fact : facts) {
            outcome(fact);
        }
        return this;
    }

    /// @return what became of it in the end
    FactOutcome outcome(ProviderFact fact) {
        return fact instanceof PaymentSeen seen ? payment(seen) : other(fact);
    }

    private FactOutcome payment(PaymentSeen seen) {
        FactOutcome outcome = take(seen);
        for (int i = 0; outcome instanceof NeedsPayment needs; i++) {
            assertSettles(seen, i);
            PaymentState answer = intents.apply(needs.paymentIntentId(), now);
            outcome = take(answer == null ? seen.asFallback() : seen.settledBy(needs.held(), as(answer, fetchedNow())));
        }
        return outcome;
    }

    private Observed fetchedNow() {
        return Observed.fetched(now, now);
    }

    private static PaymentState as(PaymentState state, Observed seen) {
        return new PaymentState(state.status(), seen, state.reason(), state.amount());
    }

    private void assertSettles(ProviderFact fact, int fetched) {
        if (fetched == 5) {
            throw new AssertionError("never settled: " + fact);
        }
        fetches++;
    }

    private FactOutcome other(ProviderFact fact) {
        FactOutcome outcome = take(fact);
        for (int i = 0; outcome instanceof NeedsFetch needs; i++) {
            assertSettles(fact, i);
            SubscriptionState answer = provider.apply(now);
            if (answer == null) {
                outcome = take(fact.asFallback());
                continue;
            }
            outcome = take(new SubscriptionFetched(
                    needs.subscriptionId(), Shop.ORDER, answer, fetchedNow(), needs.asOfRevision()));
            if (!(outcome instanceof NeedsFetch) && !(fact instanceof SubscriptionSeen)) {
                outcome = take(fact);
            }
        }
        return outcome instanceof NeedsInvoice needs ? invoice(fact, needs) : outcome;
    }

    private FactOutcome invoice(ProviderFact fact, NeedsInvoice needs) {
        fetches++;
        InvoiceSeen answer = bills.apply(needs.invoiceId());
        return take(answer == null ? fact.asFallback() : fact.settledBy(needs, answer));
    }

    private FactOutcome take(ProviderFact fact) {
        return decide(Touching.fact(fact), account -> TakingIn.fact(account, fact, given()));
    }

    Circumstances given() {
        return new Circumstances(now, settings, Shop.CATALOG);
    }

    <R> R decide(Touching touching, Function<Account, Decision<R>> decide) {
        Decision<R> decision = decide.apply(load(touching));
        events.addAll(decision.events());
        decision.effects().forEach(this::keep);
        Account after = decision.account();
        Account all = stored;
        for (Order order : after.orders()) {
            all = all.with(order);
        }
        for (Subscription subscription : after.subscriptions()) {
            all = all.with(subscription);
        }
        stored = new Account(
                all.id(),
                after.customer(),
                after.clock(),
                all.orders(),
                all.subscriptions(),
                after.snapshot(),
                after.triedOut(),
                after.attempts(),
                null);
        return decision.answer();
    }

    private Account load(Touching touching) {
        List<Subscription> subscriptions = stored.subscriptions().stream()
                .filter(s -> stored.isLive(s)
                        || touching.subscriptions().contains(s.providerId())
                        || touching.orders().contains(s.order().value()))
                .toList();
        List<Order> orders = stored.orders().stream()
                .filter(o -> stored.isLive(o, now)
                        || touching.orders().contains(o.id().value())
                        || touching.paymentIntents()
                                .contains(String.valueOf(o.sale().paymentIntentId()))
                        || subscriptions.stream().anyMatch(s -> s.order().equals(o.id())))
                .toList();
        return new Account(
                stored.id(),
                stored.customer(),
                stored.clock(),
                orders,
                subscriptions,
                stored.snapshot(),
                stored.triedOut(),
                stored.attempts(),
                null);
    }

    private void hold(CreditLot lot) {
        if (!held.add(lot.identity())) {
            throw new AssertionError("granted twice: " + lot);
        }
        lots.put(lot.identity(), lot);
    }

    /// The lots held of which something can still be spent. Others need not be granted any more.
    Set<String> unexpired() {
        Instant clock = stored.now(now);
        return held.stream()
                .filter(lot -> {
                    Instant end = lots.get(lot).expiresAt();
                    return end == null || end.isAfter(clock);
                })
                .collect(Collectors.toSet());
    }

    private void keep(Effect effect) {
        switch (effect) {
            case Effect.GrantCredits grant -> {
                grants.add(grant.lot());
                hold(grant.lot());
            }
            case Effect.RestoreCredits restore -> hold(restore.lot());
            case Effect.Record record -> payments.put(record.payment().providerId(), record.payment());
            case Effect.WithdrawCredits withdrawal -> {
                withdrawals.add(withdrawal);
                held.removeIf(lot -> lot.startsWith(withdrawal.source() + " " + withdrawal.period() + " "));
            }
            case Effect.Reserve reserve -> reserved.merge(reserve.payment(), reserve.units(), Long::sum);
            case Effect.Schedule schedule -> jobs.add(schedule.job());
            case Effect.Unschedule unschedule -> jobs.remove(unschedule.job());
            case Effect.MirrorInvoice mirror ->
                invoices.merge(
                        mirror.invoice().providerId(),
                        mirror.invoice(),
                        (was, told) -> Invoice.LATER.compare(told, was) > 0 ? told : was);
            case Effect.Settle _, Effect.ChangeProfile _, Effect.TellCustomer _ -> {}
        }
    }

    <E extends DomainEvent> List<E> told(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<String> types() {
        return events.stream().map(DomainEvent::type).toList();
    }

    /// The account without what may depend on the order of arrival: how often it changed, and how it came to know.
    Account settled() {
        Account bare = stored.with(new Snapshot(
                0,
                stored.snapshot().holdings(),
                stored.snapshot().suspended(),
                Map.of(),
                stored.snapshot().frozenAt(),
                Instant.EPOCH));
        for (Subscription s : stored.subscriptions()) {
            bare = bare.with(new Subscription(
                    s.id(),
                    s.providerId(),
                    s.order(),
                    s.sold(),
                    s.offers(),
                    s.state(),
                    null,
                    0,
                    s.invoices(),
                    s.operation()));
        }
        for (Order order : stored.orders()) {
            PaymentState payment = order.sale().payment();
            if (payment != null && !payment.status().isTerminal()) {
                bare = bare.with(
                        order.with(order.sale().withPaymentAsOfNow(as(payment, Observed.event(Instant.EPOCH)))));
            }
        }
        return bare;
    }
}
