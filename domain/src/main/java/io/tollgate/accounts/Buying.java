package io.tollgate.accounts;

import io.tollgate.catalog.Terms;
import io.tollgate.jobs.Job;
import io.tollgate.money.Money;
import io.tollgate.orders.AskedTax;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PlacedIntent;
import io.tollgate.orders.PlacedSubscription;
import io.tollgate.orders.Prepared;
import io.tollgate.orders.PurchaseRequest;
import io.tollgate.orders.Sale;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.payments.DeclineReason;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.tenancy.TrialReuse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Decisions about a purchase, before the provider tells of money.
public final class Buying {
    /// After this long, a checkout that has not heard from itself is finished by a job.
    public static final Duration RESUME_AFTER = Duration.ofSeconds(30);

    /// An intent that nobody has paid by then is closed.
    public static final Duration INTENT_OPEN = Duration.ofHours(24);

    /// For so long at most an answer of the provider's is waited for before another purchase may take an order's place.
    private static final Duration STARTING = Duration.ofMinutes(2);

    private Buying() {}

    /// @param customerOperation used only if the account has no customer yet
    public record Opening(
            OrderId order, Terms terms, int quantity, PurchaseRequest request, String customerOperation) {}

    public sealed interface OpenDecision {
        /// The order stands; what is left is the provider's part. Decided again for the same order, it is the same.
        record Opened(Order order, Customer customer) implements OpenDecision {}

        /// @param source the live subscription (ours), or the order on its way to one
        record AlreadySubscribed(String source) implements OpenDecision {}

        /// The provider bills a customer in one currency.
        record CurrencyConflict(String currency) implements OpenDecision {}

        /// Too much was tried.
        record Restrained(Restraint why) implements OpenDecision {}
    }

    /// Opens an order, at most one at a time for a plan: an earlier one whose page is still open is superseded.
    public static Decision<OpenDecision> open(Account account, Opening opening, Circumstances given) {
        Optional<Order> known = account.order(opening.order());
        if (known.isPresent()) {
            return Decision.unchanged(account, new OpenDecision.Opened(known.get(), account.customer()));
        }
        Optional<OpenDecision> refusal = refuse(account, opening.terms(), given.now())
                .or(() -> Restraint.of(
                                account, order -> isTakenOver(order.sale().terms(), opening.terms()), given)
                        .map(OpenDecision.Restrained::new));
        if (refusal.isPresent()) {
            return Decision.unchanged(account, refusal.get());
        }
        Sale sale = ready(account, sale(account, opening, given));
        Order.Pending pending = new Order.Pending(account.triedOut() ? sale.withoutTrial() : sale);
        Account opened = wantCustomer(
                account, opening.customerOperation(), opening.request().email(), given);
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Schedule(new Job.ResumeCheckout(account.id(), opening.order()), RESUME_AFTER));
        if (opening.request() instanceof IntentRequest) {
            effects.add(new Effect.Schedule(new Job.ExpireOrder(account.id(), opening.order()), INTENT_OPEN));
        }
        Order taking = pending;
        for (Order order : account.orders()) {
            if (order instanceof Order.Pending && isTakenOver(order.sale().terms(), opening.terms())) {
                taking = taking.with(taking.sale().ofFamily(order.sale().family()));
                Order superseded = order.with(order.sale().supersededBy(opening.order()));
                opened = opened.with(superseded.cancel("superseded", account.now(given.now())));
                effects.add(close(account, order.id()));
            }
        }
        opened = opened.with(taking);
        return Conclusion.of(account, opened, given, new OpenDecision.Opened(taking, opened.customer()), effects);
    }

    private static boolean isTakenOver(Terms open, Terms next) {
        return !next.isBareAmount() && open.plan().equals(next.plan());
    }

    private static Effect close(Account account, OrderId order) {
        return new Effect.Schedule(new Job.CloseOrder(account.id(), order), Duration.ZERO);
    }

    private static Sale sale(Account account, Opening opening, Circumstances given) {
        Money total = opening.terms().price().amount().times(opening.quantity());
        PurchaseRequest request =
                opening.request().taxed(AskedTax.of(given.settings().automaticTax()));
        return Sale.begin(opening.order(), opening.terms(), opening.quantity(), total, request, given.now())
                .openedAt(account.now(given.now()));
    }

    /// What needs nothing else is sent for the customer that is known now.
    private static Sale ready(Account account, Sale sale) {
        return account.customer() instanceof Customer.Known known
                        && sale.request().isComplete()
                ? sale.prepared(Prepared.of(known.id()))
                : sale;
    }

    /// A subscription without a page is charged at once: it can't be closed like a page before anybody pays. Until the
    /// provider's answer is there it stands in the way of another.
    private static boolean isStarting(Order order, Instant now) {
        return order instanceof Order.Pending
                && order.sale().request() instanceof SubscriptionRequest
                && order.sale().subscriptionId() == null
                && now.isBefore(order.sale().operationStartedAt().plus(STARTING));
    }

    private static Optional<OpenDecision> refuse(Account account, Terms terms, Instant now) {
        if (!terms.isRecurring()) {
            return Optional.empty();
        }
        List<Subscription> occupying = account.subscriptions().stream()
                .filter(s -> s.status().filter(SubscriptionStatus::occupiesPlan).isPresent())
                .toList();
        Stream<String> subscriptions = occupying.stream()
                .filter(s -> s.terms().plan().equals(terms.plan()))
                .map(Subscription::id);
        Stream<String> onTheirWay = account.orders().stream()
                .filter(order -> (order instanceof Order.Processing || isStarting(order, now))
                        && order.sale().terms().isRecurring()
                        && order.sale().terms().plan().equals(terms.plan()))
                .map(order -> order.id().value());
        Stream<OpenDecision> same = Stream.concat(subscriptions, onTheirWay).map(OpenDecision.AlreadySubscribed::new);
        Stream<OpenDecision> otherCurrency = occupying.stream()
                .map(s -> s.terms().price().amount().currency())
                .filter(currency -> !currency.equals(terms.price().amount().currency()))
                .map(OpenDecision.CurrencyConflict::new);
        return Stream.concat(same, otherCurrency).findFirst();
    }

    /// Somebody needs a customer. The first one's operation stands.
    public static Decision<Customer> customerWanted(
            Account account, String operation, @Nullable String email, Circumstances given) {
        Account wanting = wantCustomer(account, operation, email, given);
        return Conclusion.of(account, wanting, given, wanting.customer());
    }

    static Account wantCustomer(Account account, String operation, @Nullable String email, Circumstances given) {
        return account.customer() instanceof Customer.None
                ? account.with(new Customer.Creating(operation, email, given.now()))
                : account;
    }

    /// The provider has made the customer.
    public static Decision<Customer> customerMade(Account account, String customerId, Circumstances given) {
        if (account.customer() instanceof Customer.Known known) {
            return Decision.unchanged(account, known);
        }
        Customer known = new Customer.Known(customerId);
        return Conclusion.of(account, account.with(known), given, known);
    }

    /// The provider has deleted the customer. Whoever wants one next begins anew; another that is known meanwhile
    /// stays.
    public static Decision<Customer> customerGone(Account account, String customerId, Circumstances given) {
        boolean gone =
                account.customer() instanceof Customer.Known known && known.id().equals(customerId);
        Account without = gone ? account.with(new Customer.None()) : account;
        return Conclusion.of(account, without, given, without.customer());
    }

    /// What the request needs was found out. Whoever sends it from now on sends what was found first. An order that
    /// ended before anything was sent stays unprepared, so that nothing ever is.
    public static Decision<Order> prepared(Account account, OrderId id, Prepared found, Circumstances given) {
        Order order = order(account, id);
        if (order.isUnsent()) {
            return Decision.unchanged(account, order);
        }
        Order ready = order.with(order.sale().prepared(found));
        return Conclusion.of(account, account.with(ready), given, ready);
    }

    /// What the request needs isn't there, so that it can't be made. Another attempt may have found it, and sent the
    /// request: then the order goes on.
    public static Decision<Order> unprepared(Account account, OrderId id, String reason, Circumstances given) {
        Order order = order(account, id);
        return order.sale().prepared() == null
                ? placingRefused(declined(account, id, reason, given), id, reason, given)
                : Decision.unchanged(account, order);
    }

    /// A card that can't be kept for the customer is declined without a charge, and no event tells of it.
    private static Account declined(Account account, OrderId id, String reason, Circumstances given) {
        Instant now = account.now(given.now());
        return DeclineReason.of(reason).isPresent() ? account.declined(id.value(), now, now) : account;
    }

    /// The provider has opened the page. An order that ended meanwhile keeps its end, and the page is closed.
    public static Decision<Order> pageOpened(Account account, OrderId id, CheckoutPage page, Circumstances given) {
        Order order = order(account, id);
        boolean known = order instanceof Order.Paid || order.sale().page() != null;
        return placed(account, known ? order : order.with(order.sale().withPage(page)), given);
    }

    /// The provider has made the intent. An order that ended meanwhile keeps its end, and the intent is canceled.
    public static Decision<Order> intentMade(Account account, OrderId id, PlacedIntent intent, Circumstances given) {
        Order order = order(account, id);
        Sale sale = order.sale().withProviderIds(null, intent.id()).withPayment(intent.state());
        return placed(account, order.with(sale), given);
    }

    /// The provider has made the subscription, and may have charged it already. What was seen of it counts like any
    /// other sighting, unless its events were quicker: they know as much. A declined one is closed, as its order is
    /// over; should it be paid after all, the money wins.
    public static Decision<Order> subscriptionMade(
            Account account, OrderId id, PlacedSubscription made, Circumstances given) {
        Account seen = made.seen() == null
                ? account
                : TakingIn.fact(account, made.seen(), given).account();
        Order order = order(seen, id);
        Order known = order.sale().subscriptionId() == null
                ? order.with(order.sale().withProviderIds(made.id(), null))
                : order;
        boolean processing = made.payment() != null && made.payment().status() == PaymentState.Status.PROCESSING;
        Order now = made.declined()
                .filter(_ -> known.isOpen())
                .map(reason -> known.fail(reason, account.now(given.now())))
                .orElse(processing ? known.process() : known);
        return placed(account, tried(seen.with(now), made, given), now, given);
    }

    /// Its events tell of the same attempt, and may be long in coming.
    private static Account tried(Account account, PlacedSubscription made, Circumstances given) {
        PaymentState payment = made.payment();
        if (payment == null || payment.status() != PaymentState.Status.FAILED) {
            return account;
        }
        Instant now = account.now(given.now());
        String attempt = made.declinedCharge() == null ? made.id() : made.declinedCharge();
        return account.declined(attempt, now, now);
    }

    private static Decision<Order> placed(Account account, Order placed, Circumstances given) {
        return placed(account, account.with(placed), placed, given);
    }

    private static Decision<Order> placed(Account account, Account after, Order placed, Circumstances given) {
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Unschedule(new Job.ResumeCheckout(account.id(), placed.id())));
        if (!placed.isOpen() && !(placed instanceof Order.Paid)) {
            effects.add(close(account, placed.id()));
        }
        return Conclusion.of(account, after, given, placed, effects);
    }

    private static Order order(Account account, OrderId id) {
        return account.order(id).orElseThrow(() -> new IllegalStateException("no order " + id));
    }

    /// The provider refused to make the customer, for good (it doesn't take the e-mail, say). Whoever wants one next
    /// begins anew, with its own parameters.
    ///
    /// @param operation the one refused; another that was begun meanwhile stays
    public static Decision<Customer> customerRefused(Account account, String operation, Circumstances given) {
        boolean stands = account.customer() instanceof Customer.Creating creating
                && creating.operation().equals(operation);
        Account without = stands ? account.with(new Customer.None()) : account;
        return Conclusion.of(account, without, given, without.customer());
    }

    /// The provider refused what it is to be paid with, as it can't reckon the taxes. Where the project can do without,
    /// this decides for good that it is asked for so: whoever asks from now on, asks the same.
    ///
    /// @param sent what was refused; another may have decided the same meanwhile
    public static Decision<Order> taxRefused(Account account, Sale sent, String reason, Circumstances given) {
        Order order = order(account, sent.id());
        if (!(order instanceof Order.Pending) || sent.request().tax() != AskedTax.IF_POSSIBLE) {
            return placingRefused(account, sent.id(), reason, given);
        }
        if (order.sale().page() != null || order.sale().subscriptionId() != null) {
            return Decision.unchanged(account, order);
        }
        Order without = order.with(order.sale().withoutTax());
        return Conclusion.of(account, account.with(without), given, without);
    }

    /// The provider refused to open what it is to be paid with, for good.
    public static Decision<Order> placingRefused(Account account, OrderId id, String reason, Circumstances given) {
        Order order = order(account, id);
        Order failed = order instanceof Order.Pending ? order.fail(reason, account.now(given.now())) : order;
        return Conclusion.of(
                account,
                account.with(failed),
                given,
                failed,
                List.of(new Effect.Unschedule(new Job.ResumeCheckout(account.id(), id))));
    }

    public sealed interface CancelDecision {
        record Canceled(Order order) implements CancelDecision {}

        /// Not open any more.
        record NotOpen(Order order) implements CancelDecision {}

        record NoSuchOrder() implements CancelDecision {}
    }

    /// The caller wants an open page closed. If it was paid in the same moment, the money wins.
    public static Decision<CancelDecision> cancel(Account account, OrderId id, Circumstances given) {
        Optional<Order> order = account.order(id);
        if (order.isEmpty()) {
            return Decision.unchanged(account, new CancelDecision.NoSuchOrder());
        }
        if (!(order.get() instanceof Order.Pending pending)) {
            return Decision.unchanged(account, new CancelDecision.NotOpen(order.get()));
        }
        Order canceled = pending.cancel("requested", account.now(given.now()));
        return Conclusion.of(
                account,
                account.with(canceled),
                given,
                new CancelDecision.Canceled(canceled),
                List.of(close(account, id)));
    }

    /// The card of a trial has had one before, for another order: it is canceled uncharged, or charged now, by the
    /// project's setting.
    ///
    /// @return false: another change must be finished first
    public static Decision<Boolean> trialUsed(Account account, OrderId id, Circumstances given) {
        if (!isTrialing(account, id)) {
            // It has ended, or was paid, since the card was looked at.
            return Decision.unchanged(account, true);
        }
        boolean cancels = given.settings().trialReuse() == TrialReuse.CANCEL;
        Changing.Wish wish = cancels ? new Changing.Wish.Cancel(false) : new Changing.Wish.EndTrial();
        String operation = "op_" + id.value().substring(id.value().indexOf('_') + 1) + "-trial";
        Decision<Changing.ChangeDecision> begun = Changing.begin(account, id, operation, wish, given);
        if (begun.answer() instanceof Changing.ChangeDecision.Busy) {
            return Decision.unchanged(account, false);
        }
        Order order = order(begun.account(), id);
        Account ended = cancels ? begun.account().with(order.withdraw(account.now(given.now()))) : begun.account();
        Effect make = new Effect.Schedule(new Job.ChangeSubscription(account.id(), id), Duration.ZERO);
        return Conclusion.of(account, ended, given, true, List.of(make));
    }

    private static boolean isTrialing(Account account, OrderId order) {
        return account.subscriptions().stream()
                .anyMatch(subscription -> subscription.order().equals(order) && subscription.isTrialing());
    }

    /// How an order may be ended by hand. Never paid: only the provider's word is money.
    public sealed interface Ending {
        record Cancel(String reason) implements Ending {}

        record Fail(String reason) implements Ending {}
    }

    /// An admin ends an order that is open, even while money is on its way. If that comes after all, it is late.
    public static Decision<CancelDecision> end(Account account, OrderId id, Ending ending, Circumstances given) {
        Optional<Order> order = account.order(id);
        if (order.isEmpty()) {
            return Decision.unchanged(account, new CancelDecision.NoSuchOrder());
        }
        if (!order.get().isOpen()) {
            return Decision.unchanged(account, new CancelDecision.NotOpen(order.get()));
        }
        Instant now = account.now(given.now());
        Order ended =
                switch (ending) {
                    case Ending.Cancel(String reason) -> order.get().cancel(reason, now);
                    case Ending.Fail(String reason) -> order.get().fail(reason, now);
                };
        return Conclusion.of(
                account, account.with(ended), given, new CancelDecision.Canceled(ended), List.of(close(account, id)));
    }

    /// The time to pay is over. Money that is on its way is awaited.
    public static Decision<Order> expire(Account account, OrderId id, Circumstances given) {
        Order order = order(account, id);
        // Under the account's lock: should a payment fail that is on its way, the job is scheduled anew.
        Effect done = new Effect.Unschedule(new Job.ExpireOrder(account.id(), id));
        if (!(order instanceof Order.Pending pending)) {
            return Decision.unchanged(account, order).and(done);
        }
        Order expired = pending.expire(account.now(given.now()));
        return Conclusion.of(account, account.with(expired), given, expired, List.of(done, close(account, id)));
    }
}
