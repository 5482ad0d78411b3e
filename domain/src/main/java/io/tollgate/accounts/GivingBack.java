package io.tollgate.accounts;

import io.tollgate.jobs.Job;
import io.tollgate.money.Money;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.Sale;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.RefundId;
import io.tollgate.refunds.RefundTarget;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionInvoice;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Decisions about giving money back. What was asked for is held until the provider has answered, so that all that
/// runs at once never gives back more than was paid.
public final class GivingBack {
    /// After this long, a refund whose answer is not known is sent again by a job.
    public static final Duration SEND_AGAIN_AFTER = Duration.ofSeconds(30);
    /// After this long without an end, it is looked what became of a refund.
    public static final Duration LOOK_AFTER = Duration.ofDays(7);

    private GivingBack() {}

    /// @param id drawn once, before the decision: the provider's key comes from it
    /// @param payment the provider's id of a payment of the order; null: a one-time price's only one, or that of a
    ///     subscription's last paid period
    /// @param amount null: all that is left
    /// @param cancelSubscription whether the subscription is to end with it, once the provider has given the
    ///     money back
    public record Wish(
            RefundId id,
            OrderId order,
            @Nullable String payment,
            @Nullable Money amount,
            String reason,
            Refund.Access access,
            boolean cancelSubscription) {}

    public sealed interface RefundDecision {
        /// The refund stands; what is left is the provider's part. Decided again for the same id, it is the same.
        record Reserved(RefundTarget target, Refund refund) implements RefundDecision {}

        /// @param left what can still be given back, whatever is on its way
        record MoreThanLeft(Money left) implements RefundDecision {}

        /// @param paidIn currency
        record WrongCurrency(String paidIn) implements RefundDecision {}

        record NotPaid() implements RefundDecision {}

        record NoSuchPayment() implements RefundDecision {}

        /// It may be a payment so old that nothing is known of it here any more: to be fetched.
        record Bygone(String invoice) implements RefundDecision {}
    }

    /// A payment that was made.
    ///
    /// @param periodEnd of the invoice that it paid
    record Made(
            RefundTarget target,
            Money paid,
            Reversals reversals,
            @Nullable Instant periodEnd,
            @Nullable Instant paidAt) {}

    public static Decision<RefundDecision> request(Account account, Wish wish, Circumstances given) {
        Optional<Order> order = account.order(wish.order());
        if (order.isEmpty()) {
            return Decision.unchanged(account, new RefundDecision.NoSuchPayment());
        }
        List<Made> payments = payments(account, order.get());
        Optional<RefundDecision> known = known(payments, wish.id());
        if (known.isPresent()) {
            return Decision.unchanged(account, known.get());
        }
        Optional<Made> payment = wish.payment() == null
                ? payments.stream().max(NEWEST)
                : payments.stream()
                        .filter(made -> made.target().providerId().equals(wish.payment()))
                        .findFirst();
        return payment.map(made -> request(account, made, wish, given, UnaryOperator.identity()))
                .orElseGet(() -> Decision.unchanged(account, notFound(account, wish, payments)));
    }

    private static RefundDecision notFound(Account account, Wish wish, List<Made> payments) {
        String asked = wish.payment();
        boolean mayBeOld = account.subscriptions().stream()
                .anyMatch(subscription -> subscription.order().equals(wish.order()));
        if (asked != null && mayBeOld) {
            return new RefundDecision.Bygone(asked);
        }
        return payments.isEmpty() ? new RefundDecision.NotPaid() : new RefundDecision.NoSuchPayment();
    }

    /// The same, of a payment that was fetched as nothing was known of it here any more.
    ///
    /// @param seen with all that was given back of it
    public static Decision<RefundDecision> request(Account account, Wish wish, InvoiceSeen seen, Circumstances given) {
        Decision<RefundDecision> held = request(account, wish, given);
        if (!(held.answer() instanceof RefundDecision.Bygone(String asked))) {
            // Somebody else has brought it back meanwhile.
            return held;
        }
        return account.subscription(seen.subscriptionId())
                .filter(subscription -> subscription.order().equals(wish.order()))
                .filter(_ -> seen.invoice().isPaid() && seen.invoice().id().equals(asked))
                .map(subscription -> request(account, subscription, seen.invoice(), wish, given))
                .orElseGet(() -> Decision.unchanged(account, new RefundDecision.NoSuchPayment()));
    }

    private static Decision<RefundDecision> request(
            Account account, Subscription subscription, SubscriptionInvoice seen, Wish wish, Circumstances given) {
        SubscriptionInvoice invoice =
                subscription.invoice(seen.id()).map(seen::merge).orElse(seen);
        return request(account, made(invoice), wish, given, asked -> bill(asked, subscription, seen));
    }

    /// With what was asked for of it, it is held.
    private static Account bill(Account asked, Subscription subscription, SubscriptionInvoice seen) {
        return asked.with(
                asked.subscription(subscription.providerId()).orElseThrow().bill(seen));
    }

    /// The period that ends last is the running one; an invoice without one (a proration) comes after all others.
    private static final Comparator<Made> NEWEST = Comparator.comparing(
                    Made::periodEnd, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .thenComparing(Made::paidAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .thenComparing(made -> made.target().providerId());

    /// @param knowing what else is to be kept with it
    private static Decision<RefundDecision> request(
            Account account, Made made, Wish wish, Circumstances given, UnaryOperator<Account> knowing) {
        Money left = new Money(made.reversals().left(made.paid()), made.paid().currency());
        Money amount = wish.amount() == null ? left : wish.amount();
        if (!amount.currency().equals(left.currency())) {
            return Decision.unchanged(account, new RefundDecision.WrongCurrency(left.currency()));
        }
        if (amount.amount() == 0 || amount.amount() > left.amount()) {
            return Decision.unchanged(account, new RefundDecision.MoreThanLeft(left));
        }
        Refund refund = new Refund(
                wish.id(), null, amount, Refund.Status.REQUESTED, wish.reason(), null, wish.access(), given.now());
        return Conclusion.of(
                account,
                knowing.apply(with(account, wish.order(), made.target(), refund)),
                given,
                new RefundDecision.Reserved(made.target(), refund),
                jobs(account, wish));
    }

    private static List<Effect> jobs(Account account, Wish wish) {
        Stream<Job> send = Stream.of(new Job.SendRefund(account.id(), wish.order(), wish.id()));
        Stream<Job> cancel = wish.cancelSubscription()
                ? Stream.of(new Job.CancelRefunded(account.id(), wish.order(), wish.id()))
                : Stream.empty();
        return Stream.concat(send, cancel)
                .map(job -> (Effect) new Effect.Schedule(job, SEND_AGAIN_AFTER))
                .toList();
    }

    private static Optional<RefundDecision> known(List<Made> payments, RefundId id) {
        return payments.stream()
                .flatMap(made -> made.reversals().refund(id).stream()
                        .map(refund -> (RefundDecision) new RefundDecision.Reserved(made.target(), refund)))
                .findFirst();
    }

    /// The refund of this id, and what it is given back of.
    public static Optional<RefundDecision.Reserved> find(Account account, OrderId order, RefundId id) {
        return account.order(order)
                .flatMap(known -> known(payments(account, known), id))
                .map(RefundDecision.Reserved.class::cast);
    }

    static List<Made> payments(Account account, Order order) {
        Sale sale = order.sale();
        String intent = sale.paymentIntentId();
        Stream<Made> ofOrder = intent == null || sale.terms().isRecurring()
                ? Stream.empty()
                : Stream.ofNullable(paidAt(order))
                        .map(at -> new Made(new RefundTarget.Intent(intent), sale.total(), sale.reversals(), null, at));
        Stream<Made> ofInvoices = account.subscriptions().stream()
                .filter(subscription -> subscription.order().equals(order.id()))
                .flatMap(subscription -> subscription.invoices().stream())
                .filter(SubscriptionInvoice::isPaid)
                .map(GivingBack::made);
        return Stream.concat(ofOrder, ofInvoices).toList();
    }

    private static Made made(SubscriptionInvoice invoice) {
        return new Made(
                new RefundTarget.Invoice(invoice.id()),
                invoice.amountPaid(),
                invoice.reversals(),
                invoice.periodEnd(),
                invoice.paidAt());
    }

    /// Null: it is not, or nobody waits for the money any more and it has not come.
    private static @Nullable Instant paidAt(Order order) {
        if (order instanceof Order.Paid paid) {
            return paid.paidAt();
        }
        PaymentState payment = order.sale().payment();
        if (payment == null || !order.sale().isGivenBack()) {
            return null;
        }
        return payment.status() == PaymentState.Status.SUCCEEDED ? payment.at() : null;
    }

    /// The provider has told of the refund, for good or on its way.
    ///
    /// @param told under our id
    public static Decision<Refund> told(Account account, OrderId order, Refund told, Circumstances given) {
        RefundDecision.Reserved known = known(account, order, told.id());
        Account changed = with(account, order, known.target(), told);
        Refund now = known(changed, order, told.id()).refund();
        return Conclusion.of(account, changed, given, now, List.of(sent(account, order, told.id())));
    }

    /// It was looked what became of a refund that was on its way. If it still is, it is looked again.
    public static Decision<Refund> followed(Account account, Job.FollowRefund job, Refund found, Circumstances given) {
        Decision<Refund> decision = told(account, job.order(), found, given);
        return decision.answer().isOnItsWay()
                ? decision.and(new Effect.Schedule(
                        new Job.FollowRefund(job.account(), job.order(), job.refund(), job.look() + 1), LOOK_AFTER))
                : decision;
    }

    /// The provider refused, for good, or was never asked in time. What was held is free again.
    ///
    /// @param code why
    public static Decision<Refund> failed(
            Account account, OrderId order, RefundId id, String code, Circumstances given) {
        RefundDecision.Reserved known = known(account, order, id);
        Refund refund = known.refund();
        Effect done = sent(account, order, id);
        if (refund.status() != Refund.Status.REQUESTED) {
            // An event was quicker, and knows better.
            return Decision.unchanged(account, refund).and(done);
        }
        Refund failed = new Refund(
                id,
                null,
                refund.amount(),
                Refund.Status.FAILED,
                refund.reason(),
                code,
                refund.access(),
                refund.createdAt());
        return Conclusion.of(account, with(account, order, known.target(), failed), given, failed, List.of(done));
    }

    private static RefundDecision.Reserved known(Account account, OrderId order, RefundId id) {
        return find(account, order, id).orElseThrow(() -> new IllegalStateException("no refund " + id));
    }

    private static Effect sent(Account account, OrderId order, RefundId id) {
        return new Effect.Unschedule(new Job.SendRefund(account.id(), order, id));
    }

    static Account with(Account account, OrderId order, RefundTarget target, Refund refund) {
        Reversals told = Reversals.of(refund);
        return switch (target) {
            case RefundTarget.Intent _ -> {
                Order known = account.order(order).orElseThrow();
                yield account.with(known.with(known.sale().withReversals(told)));
            }
            case RefundTarget.Invoice(String invoice) -> {
                Subscription known = account.subscriptions().stream()
                        .filter(subscription -> subscription.order().equals(order))
                        .findFirst()
                        .orElseThrow();
                yield account.with(known.bill(
                        SubscriptionInvoice.reversed(invoice, refund.amount().currency(), told)));
            }
        };
    }
}
