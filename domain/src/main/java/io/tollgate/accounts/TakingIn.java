package io.tollgate.accounts;

import io.tollgate.jobs.Job;
import io.tollgate.money.Money;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.Sale;
import io.tollgate.providerevents.FactOutcome;
import io.tollgate.providerevents.FactOutcome.Applied;
import io.tollgate.providerevents.FactOutcome.Ignored;
import io.tollgate.providerevents.FactOutcome.NeedsFetch;
import io.tollgate.providerevents.FactOutcome.NeedsInvoice;
import io.tollgate.providerevents.FactOutcome.NeedsPayment;
import io.tollgate.providerevents.PaymentRef;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.providerevents.ProviderFact.CardDeclined;
import io.tollgate.providerevents.ProviderFact.CheckoutSeen;
import io.tollgate.providerevents.ProviderFact.CustomerChanged;
import io.tollgate.providerevents.ProviderFact.CustomerGone;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.providerevents.ProviderFact.InvoiceTold;
import io.tollgate.providerevents.ProviderFact.PaymentReversed;
import io.tollgate.providerevents.ProviderFact.PaymentSeen;
import io.tollgate.providerevents.ProviderFact.SetupEnded;
import io.tollgate.providerevents.ProviderFact.SubscriptionFetched;
import io.tollgate.providerevents.ProviderFact.SubscriptionSeen;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.Subscription.Sighting;
import io.tollgate.subscriptions.SubscriptionInvoice;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes in what the provider tells: in any order, any number of times, with the same end.
public final class TakingIn {
    private static final FactOutcome NOT_OURS = new Ignored("not_ours");

    private TakingIn() {}

    public static Decision<FactOutcome> fact(Account account, ProviderFact fact, Circumstances given) {
        return switch (fact) {
            case CheckoutSeen seen -> checkout(account, seen, given);
            case SubscriptionSeen seen -> subscription(account, seen, given);
            case SubscriptionFetched seen -> fetched(account, seen, given);
            case InvoiceSeen seen -> invoice(account, seen, given);
            case InvoiceTold told -> mirrored(account, told, given);
            case PaymentSeen seen -> payment(account, seen, given);
            case CustomerGone gone -> forget(account, gone, given);
            case CustomerChanged _ -> lookAtTrials(account, given);
            case PaymentReversed seen -> reversed(account, seen, given);
            case CardDeclined seen -> applied(account, declined(account, seen.attempt(), seen.at(), given), given);
            case SetupEnded ended ->
                Keeping.end(account, ended.operation(), given).map(_ -> new Applied());
        };
    }

    private static Decision<FactOutcome> checkout(Account account, CheckoutSeen seen, Circumstances given) {
        Optional<Order> order = Optional.ofNullable(seen.order())
                .flatMap(account::order)
                .or(() -> account.orders().stream()
                        .filter(o -> o.sale().page() != null
                                && o.sale().page().sessionId().equals(seen.sessionId()))
                        .findFirst());
        return order.map(o -> applied(account, account.with(checkout(account, o, seen)), given))
                .orElseGet(() -> Decision.unchanged(account, NOT_OURS));
    }

    /// How the payment stands is told by the payment's own events.
    private static Order checkout(Account account, Order order, CheckoutSeen seen) {
        Order known = order.with(order.sale().withProviderIds(seen.subscriptionId(), seen.paymentIntentId()));
        Instant at = account.now(seen.at());
        return switch (seen.result()) {
            case PROCESSING -> known.process();
            case FAILED -> known.fail("payment_failed", at);
            case EXPIRED -> known.expire(at);
            case PAID ->
                order.sale().terms().isRecurring() ? known.process() : pay(account, known, seen.at(), seen.total());
        };
    }

    /// Pays a one-time price. An account on a test clock is paid in that clock's time.
    private static Order pay(Account account, Order order, Instant at, @Nullable Money total) {
        Order priced = total == null || isAtMostKnown(order, total)
                ? order
                : order.with(order.sale().withTotal(total));
        PaymentState there = new PaymentState(
                PaymentState.Status.SUCCEEDED, at, null, priced.sale().total());
        Order told = priced.sale().paymentIntentId() == null
                ? priced
                : priced.with(priced.sale().withPayment(there));
        boolean onClock = account.clock() != null;
        return onClock && told instanceof Order.Paid ? told : told.pay(account.now(at));
    }

    /// Told of one payment twice, the larger amount stays, whatever came first.
    private static boolean isAtMostKnown(Order order, Money total) {
        return order instanceof Order.Paid
                && total.amount() <= order.sale().total().amount();
    }

    private static Decision<FactOutcome> payment(Account account, PaymentSeen seen, Circumstances given) {
        Optional<Order> order = Optional.ofNullable(seen.order())
                .flatMap(account::order)
                .or(() -> byPaymentIntent(account, seen.paymentIntentId()))
                .filter(o -> !o.sale().terms().isRecurring())
                .filter(o -> isIts(o, seen.paymentIntentId()));
        boolean failed = seen.status() == PaymentState.Status.FAILED;
        Account tried = failed ? declined(account, seen.attempt(), seen.state().at(), given) : account;
        return order.map(o -> payment(account, tried, o, seen, given))
                // A subscription's invoice tells of what was paid.
                .orElseGet(() -> failed ? applied(account, tried, given) : Decision.unchanged(account, new Applied()));
    }

    /// Whatever it was for.
    private static Account declined(Account account, String attempt, Instant at, Circumstances given) {
        return account.declined(attempt, account.now(at), account.now(given.now()));
    }

    private static Decision<FactOutcome> payment(
            Account account, Account tried, Order order, PaymentSeen seen, Circumstances given) {
        PaymentState held = order.sale().payment();
        if (held == null) {
            return applied(account, tried.with(payment(account, order, seen, seen.state())), given);
        }
        return held.later(seen.state(), account.clock() == null)
                .or(() -> seen.settle(held))
                .map(latest -> applied(account, tried.with(payment(account, order, seen, latest)), given))
                .orElseGet(() -> Decision.unchanged(account, new NeedsPayment(seen.paymentIntentId(), held)));
    }

    private static Order payment(Account account, Order order, PaymentSeen seen, PaymentState latest) {
        Sale sale = order.sale().withProviderIds(null, seen.paymentIntentId()).withPaymentAsOfNow(latest);
        Order known = order.with(sale);
        if (seen.status() == PaymentState.Status.SUCCEEDED) {
            return pay(account, known, seen.state().at(), seen.state().amount());
        }
        if (sale.request() instanceof IntentRequest) {
            return known.follow(latest, account.now(latest.at()));
        }
        // The page stays open for another card; a delayed payment's end is told by the page's own event.
        return seen.status() == PaymentState.Status.PROCESSING ? known.process() : known;
    }

    /// An order is of one payment: another one that names it, too (somebody has copied the metadata), is not its.
    private static boolean isIts(Order order, String paymentIntentId) {
        String known = order.sale().paymentIntentId();
        return known == null || known.equals(paymentIntentId);
    }

    private static Optional<Order> byPaymentIntent(Account account, String paymentIntentId) {
        return account.orders().stream()
                .filter(o -> paymentIntentId.equals(o.sale().paymentIntentId()))
                .findFirst();
    }

    private static Decision<FactOutcome> subscription(Account account, SubscriptionSeen seen, Circumstances given) {
        Optional<Subscription> known = find(account, seen.providerId(), seen.order());
        if (known.isEmpty()) {
            return Decision.unchanged(account, NOT_OURS);
        }
        Decision<FactOutcome> seenNow = seen(account, known.get(), seen, given);
        // Its event may tell of another card, which the next look shows. (Its beginning is looked at anyhow.)
        return known.get().isTrialing() ? seenNow.and(checkTrial(account, known.get(), given)) : seenNow;
    }

    private static Decision<FactOutcome> seen(
            Account account, Subscription known, SubscriptionSeen seen, Circumstances given) {
        Sighting sighting = known.see(seen.state(), seen.observed(), account.clock() == null);
        if (sighting instanceof Sighting.Undecided && seen.fallback()) {
            return applied(account, account.with(known.seeByRank(seen.state(), seen.observed())), given);
        }
        return sighted(account, known, sighting, given);
    }

    private static Decision<FactOutcome> fetched(Account account, SubscriptionFetched seen, Circumstances given) {
        Optional<Subscription> known = find(account, seen.providerId(), seen.order());
        return known.map(s ->
                        sighted(account, s, s.seeFetched(seen.state(), seen.observed(), seen.asOfRevision()), given))
                .orElseGet(() -> Decision.unchanged(account, NOT_OURS));
    }

    private static Decision<FactOutcome> sighted(
            Account account, Subscription known, Sighting sighting, Circumstances given) {
        return switch (sighting) {
            case Sighting.Newer newer -> applied(account, account.with(newer.subscription()), given);
            case Sighting.Older _ -> applied(account, account.with(known), given);
            case Sighting.Undecided undecided ->
                Decision.unchanged(account, new NeedsFetch(known.providerId(), undecided.revision()));
        };
    }

    /// What a customer pays with may be another card.
    private static Decision<FactOutcome> lookAtTrials(Account account, Circumstances given) {
        Decision<FactOutcome> decision = Decision.unchanged(account, new Applied());
        for (Subscription subscription : account.subscriptions()) {
            if (subscription.isTrialing()) {
                decision = decision.and(checkTrial(account, subscription, given));
            }
        }
        return decision;
    }

    private static Effect checkTrial(Account account, Subscription trial, Circumstances given) {
        Job check = new Job.CheckTrial(account.id(), trial.order(), given.now().toString());
        return new Effect.Schedule(check, Duration.ZERO);
    }

    /// The next purchase makes another.
    private static Decision<FactOutcome> forget(Account account, CustomerGone gone, Circumstances given) {
        boolean ours =
                account.customer() instanceof Customer.Known known && known.id().equals(gone.customer());
        return ours
                ? applied(account, account.with(new Customer.None()), given)
                : Decision.unchanged(account, NOT_OURS);
    }

    /// Every invoice of the customer is mirrored, also one of a subscription that is not ours.
    private static Decision<FactOutcome> mirrored(Account account, InvoiceTold told, Circumstances given) {
        InvoiceSeen bill = told.bill();
        if (bill == null) {
            return Decision.<FactOutcome>unchanged(account, new Applied())
                    .and(new Effect.MirrorInvoice(told.invoice()));
        }
        Decision<FactOutcome> billed = invoice(account, bill, given);
        return switch (billed.answer()) {
            case NeedsFetch _, NeedsPayment _, NeedsInvoice _, FactOutcome.Parked _ -> billed;
            case Applied _, Ignored _ ->
                billed.<FactOutcome>map(_ -> new Applied())
                        .and(new Effect.MirrorInvoice(billed.account()
                                .subscription(bill.subscriptionId())
                                .map(subscription -> told.invoice().of(subscription.id()))
                                .orElse(told.invoice())));
        };
    }

    private static Decision<FactOutcome> reversed(Account account, PaymentReversed seen, Circumstances given) {
        PaymentRef payment = seen.payment();
        if (payment.subscriptionId() != null && payment.invoice() != null) {
            SubscriptionInvoice reversed = payment.invoice().reversed(seen.currency(), seen.told());
            return invoice(
                    account,
                    new InvoiceSeen(payment.subscriptionId(), payment.order(), reversed, seen.fallback()),
                    given);
        }
        Optional<Order> order = Optional.ofNullable(payment.order())
                .flatMap(account::order)
                .or(() -> Optional.ofNullable(payment.paymentIntentId())
                        .flatMap(intent -> byPaymentIntent(account, intent)))
                .filter(o -> isPaidBy(o, payment.paymentIntentId()));
        return order.map(o -> applied(account, account.with(o.with(o.sale().withReversals(seen.told()))), given))
                .orElseGet(() -> Decision.unchanged(account, NOT_OURS));
    }

    /// An order may have been paid twice: what speaks against the other payment, says nothing of this one.
    private static boolean isPaidBy(Order order, @Nullable String paymentIntentId) {
        String paidBy = order.sale().paymentIntentId();
        return !order.sale().terms().isRecurring()
                && (paidBy == null || paymentIntentId == null || paidBy.equals(paymentIntentId));
    }

    /// Adds to a subscription's invoices. What the subscription is must be known too: its state alone says whether
    /// what is paid gives access.
    private static Decision<FactOutcome> invoice(Account account, InvoiceSeen seen, Circumstances given) {
        Optional<Subscription> found = find(account, seen.subscriptionId(), seen.order());
        if (found.isEmpty()) {
            return Decision.unchanged(account, NOT_OURS);
        }
        Subscription known = found.get();
        if (known.state() == null && !seen.fallback()) {
            return Decision.unchanged(account, new NeedsFetch(seen.subscriptionId(), known.revision()));
        }
        SubscriptionInvoice invoice = seen.invoice();
        boolean doubtful = known.mayHaveForgotten(invoice) && !seen.isAsOf(known.revision());
        if (doubtful && !seen.fallback()) {
            return Decision.unchanged(account, new NeedsInvoice(invoice.id(), known.revision()));
        }
        return applied(account, account.with(known.bill(doubtful ? invoice.gone() : invoice)), given);
    }

    /// The subscription, or the beginning of one if its order is ours. An order is of one subscription: another one
    /// that names it, too (somebody has copied the metadata), must not take its place.
    private static Optional<Subscription> find(Account account, String providerId, @Nullable OrderId order) {
        return account.subscription(providerId).or(() -> Optional.ofNullable(order)
                .flatMap(account::order)
                .or(() -> account.orders().stream()
                        .filter(o -> providerId.equals(o.sale().subscriptionId()))
                        .findFirst())
                .filter(o -> o.sale().subscriptionId() == null
                        || o.sale().subscriptionId().equals(providerId))
                .map(o -> Subscription.of(o.id(), providerId, o.sale().terms())));
    }

    private static Decision<FactOutcome> applied(Account before, Account after, Circumstances given) {
        return Conclusion.of(before, after, given, new Applied());
    }
}
