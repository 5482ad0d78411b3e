package io.tollgate.accounts;

import io.tollgate.accounts.GivingBack.Made;
import io.tollgate.jobs.Job;
import io.tollgate.money.Money;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Sale;
import io.tollgate.orders.Verdict;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.RefundId;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.tenancy.LatePayment;
import io.tollgate.tenancy.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Money that came though nobody waited for it any more: after the order had ended, or a second time for one plan.
/// It is decided once, as soon as all is known that the decision needs, and stays so; whatever order that was told in.
final class Unwanted {
    private static final Comparator<Order.Paid> EARLIER = Comparator.comparing(Order.Paid::paidAt)
            .thenComparing(paid -> paid.id().value());

    private Unwanted() {}

    static Account judge(Account before, Account account, Settings settings) {
        return judgeTwice(before, judgeLate(account, settings));
    }

    private static Account judgeLate(Account account, Settings settings) {
        Verdict wanted = settings.latePayment() == LatePayment.REFUND ? Verdict.LATE : Verdict.HONOURED;
        Account judged = account;
        for (Order order : account.orders()) {
            Verdict known = order.sale().verdict();
            if (order instanceof Order.Paid && known == Verdict.LATE) {
                // The money was told of once more.
                judged = judged.with(order.judge(known));
            } else if (order instanceof Order.Paid paid && known == null && paid.isLate()) {
                judged = judged.with(order.judge(wanted));
            }
        }
        return judged;
    }

    /// Of those that are meant to be one, the earliest stays. That two are is seen when the later known one is paid:
    /// what becomes alike long after (a plan changed elsewhere) was never bought twice.
    private static Account judgeTwice(Account before, Account account) {
        List<Order.Paid> standing = account.orders().stream()
                .flatMap(order -> order instanceof Order.Paid paid ? Stream.of(paid) : Stream.empty())
                .filter(paid -> stands(account, paid))
                .sorted(EARLIER)
                .toList();
        Account judged = account;
        for (int i = 1; i < standing.size(); i++) {
            Order.Paid later = standing.get(i);
            boolean twice = standing.subList(0, i).stream()
                    .anyMatch(earlier ->
                            isOne(earlier.sale(), later.sale()) && (isNew(before, earlier) || isNew(before, later)));
            judged = twice ? judged.with(later.judge(Verdict.PAID_TWICE)) : judged;
        }
        return judged;
    }

    /// Not known before as paid, with its subscription's state where it has one.
    private static boolean isNew(Account before, Order.Paid paid) {
        boolean wasPaid =
                before.order(paid.id()).filter(Order.Paid.class::isInstance).isPresent();
        boolean wasTold = !paid.sale().terms().isRecurring()
                || subscription(before, paid.id())
                        .filter(s -> s.state() != null)
                        .isPresent();
        return !wasPaid || !wasTold;
    }

    private static boolean stands(Account account, Order.Paid paid) {
        Sale sale = paid.sale();
        if (sale.isGivenBack() || sale.terms().isBareAmount()) {
            return false;
        }
        return sale.terms().isRecurring()
                ? subscription(account, paid.id())
                        .filter(s -> s.terms().plan().equals(sale.terms().plan())
                                && s.status()
                                        .filter(SubscriptionStatus::occupiesPlan)
                                        .isPresent())
                        .isPresent()
                : !paid.isTakenBack();
    }

    /// Nobody has one subscription twice. A pass may be bought again on purpose, but not by two pages of which one took
    /// the other's place.
    private static boolean isOne(Sale earlier, Sale later) {
        return earlier.terms().plan().equals(later.terms().plan())
                && earlier.terms().isRecurring() == later.terms().isRecurring()
                && (later.terms().isRecurring() || earlier.family().equals(later.family()));
    }

    private static Optional<Subscription> subscription(Account account, OrderId order) {
        return account.subscriptions().stream()
                .filter(subscription -> subscription.order().equals(order))
                .findFirst();
    }

    /// Asks for all that is left of each payment that is to be given back, now and whenever more of it is told.
    /// What was asked for in vain is not asked for again, but what is left after that is, and what could not be
    /// asked for.
    static Account giveBack(Account account, Instant wall) {
        Account giving = account;
        for (Order order : account.orders()) {
            if (order.sale().isGivenBack()) {
                for (Made made : GivingBack.payments(giving, order)) {
                    giving = giveBack(giving, order, made, wall);
                }
            }
        }
        return giving;
    }

    private static Account giveBack(Account account, Order order, Made made, Instant wall) {
        long left = made.reversals().left(made.paid());
        if (left == 0 || made.reversals().isGivenUp(made.paid(), ids(order))) {
            return account;
        }
        Refund refund = new Refund(
                next(account, order),
                null,
                new Money(left, made.paid().currency()),
                Refund.Status.REQUESTED,
                verdict(order).code(),
                null,
                Refund.Access.REVOKE,
                wall);
        return GivingBack.with(account, order.id(), made.target(), refund);
    }

    private static RefundId next(Account account, Order order) {
        long earlier = refunds(account, order).count();
        return new RefundId(earlier == 0 ? ids(order) : ids(order) + "-" + (earlier + 1));
    }

    private static String ids(Order order) {
        return verdict(order).refundsOf(order.id());
    }

    private static Verdict verdict(Order order) {
        return Objects.requireNonNull(order.sale().verdict());
    }

    static List<DomainEvent> events(Account before, Account after) {
        return after.orders().stream()
                .flatMap(order -> Stream.ofNullable(order.sale().verdict())
                        .filter(verdict -> before.order(order.id())
                                .filter(was -> was.sale().verdict() == verdict)
                                .isEmpty())
                        .map(verdict -> (DomainEvent) new DomainEvent.OrderJudged(order.id(), verdict)))
                .toList();
    }

    static List<Effect> jobs(Account before, Account after) {
        List<Effect> jobs = new ArrayList<>();
        for (Order order : after.orders()) {
            if (order.sale().isGivenBack()) {
                refunds(after, order)
                        .filter(refund ->
                                GivingBack.find(before, order.id(), refund.id()).isEmpty())
                        .map(refund -> now(new Job.SendRefund(after.id(), order.id(), refund.id())))
                        .forEach(jobs::add);
                if (isToEnd(after, order.id()) && !isToEnd(before, order.id())) {
                    jobs.add(now(new Job.EndSubscription(after.id(), order.id())));
                }
            }
        }
        return jobs;
    }

    private static Stream<Refund> refunds(Account account, Order order) {
        return GivingBack.payments(account, order).stream()
                .flatMap(made -> made.reversals().refunds().stream())
                .filter(refund -> refund.id().value().startsWith(ids(order)));
    }

    private static boolean isToEnd(Account account, OrderId id) {
        return account.order(id).filter(order -> order.sale().isGivenBack()).isPresent()
                && subscription(account, id)
                        .filter(s -> s.state() != null && !s.isTerminal())
                        .isPresent();
    }

    private static Effect now(Job job) {
        return new Effect.Schedule(job, Duration.ZERO);
    }
}
