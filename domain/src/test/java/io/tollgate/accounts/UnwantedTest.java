package io.tollgate.accounts;

import static io.tollgate.accounts.Shop.FEB;
import static io.tollgate.accounts.Shop.JAN;
import static io.tollgate.accounts.Shop.ORDER;
import static io.tollgate.accounts.Shop.PRICE;
import static io.tollgate.accounts.Shop.alice;
import static io.tollgate.accounts.Shop.bought;
import static io.tollgate.accounts.Shop.completed;
import static io.tollgate.accounts.Shop.pass;
import static io.tollgate.accounts.Shop.payment;
import static io.tollgate.accounts.Shop.pending;
import static io.tollgate.accounts.Shop.pro;
import static io.tollgate.accounts.Shop.reversed;
import static io.tollgate.accounts.Shop.state;
import static io.tollgate.subscriptions.SubscriptionStatus.ACTIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.entitlements.Holding;
import io.tollgate.jobs.Job;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState.Status;
import io.tollgate.orders.Verdict;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.providerevents.ProviderFact.CheckoutSeen.Result;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.RefundId;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.tenancy.LatePayment;
import io.tollgate.tenancy.Settings;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/// Money that nobody waited for any more: whatever order it is told in, the same is given back, once.
class UnwantedTest {
    private static final OrderId SECOND = new OrderId("ord_2");
    private static final OrderId THIRD = new OrderId("ord_3");
    private static final Instant NOW = JAN.plusSeconds(10_000);

    private static List<ProviderFact> subscribing(OrderId order, Instant at) {
        String id = "sub_" + order.value();
        SubscriptionInvoice invoice = Shop.invoice(
                "in_" + order.value(), SubscriptionInvoice.Status.PAID, JAN, FEB, PRICE.amount(), at.plusSeconds(1));
        return List.of(
                new ProviderFact.SubscriptionSeen(id, order, state(ACTIVE, FEB), Observed.event(at), false),
                new ProviderFact.InvoiceSeen(id, order, invoice, true),
                new ProviderFact.CheckoutSeen(
                        "cs_" + order.value(), order, Result.PAID, id, null, PRICE, at.plusSeconds(2)));
    }

    private static Order superseded(OrderId order, OrderId by) {
        Order open = pending(order, pass(Period.ofMonths(1)));
        return open.with(open.sale().supersededBy(by)).cancel("superseded", JAN);
    }

    private static Order taking(OrderId order, OrderId first) {
        Order open = pending(order, pass(Period.ofMonths(1)));
        return open.with(open.sale().ofFamily(first));
    }

    private static Settings refunding(boolean refund) {
        return Shop.SETTINGS.withLatePayment(refund ? LatePayment.REFUND : LatePayment.HONOUR);
    }

    private static Teller told(Account account, boolean refund, List<ProviderFact> facts) {
        Teller teller = Teller.at(NOW, account, null).by(refunding(refund));
        facts.forEach(teller::outcome);
        return teller;
    }

    private static List<ProviderFact> shuffled(List<ProviderFact> facts, Random random) {
        List<ProviderFact> all = new ArrayList<>(facts);
        facts.stream().filter(_ -> random.nextInt(3) == 0).forEach(all::add);
        Collections.shuffle(all, random);
        return all;
    }

    private static Order order(Teller teller, OrderId id) {
        return teller.account().order(id).orElseThrow();
    }

    private static void givesBack(Teller teller, OrderId order, String refund, String payment, long cents) {
        RefundId id = new RefundId(refund);
        assertThat(GivingBack.find(teller.account(), order, id)
                        .orElseThrow()
                        .refund()
                        .status())
                .isEqualTo(Refund.Status.REQUESTED);
        assertThat(teller.reserved).containsExactlyInAnyOrderEntriesOf(Map.of(payment, cents));
        assertThat(teller.jobs).contains(new Job.SendRefund(Shop.ALICE, order, id));
    }

    /// @param name which
    private record Late(String name, Account account, List<ProviderFact> facts, String status) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Provide
    Arbitrary<Late> late() {
        Account open = alice(pending(ORDER, pass(Period.ofMonths(1))));
        List<ProviderFact> money =
                List.of(bought(ORDER, JAN.plusSeconds(20)), payment(ORDER, Status.SUCCEEDED, JAN.plusSeconds(21)));
        List<ProviderFact> debit = new ArrayList<>(money);
        debit.add(completed(ORDER, Result.PROCESSING, JAN));
        debit.add(completed(ORDER, Result.FAILED, JAN.plusSeconds(10)));
        List<ProviderFact> expired = new ArrayList<>(money);
        expired.add(completed(ORDER, Result.EXPIRED, JAN.plusSeconds(10)));
        return Arbitraries.of(
                new Late("a debit that failed", open, debit, "failed"),
                new Late("a page that expired", open, expired, "expired"),
                new Late(
                        "canceled by us",
                        alice(pending(ORDER, pass(Period.ofMonths(1))).cancel("requested", JAN)),
                        money,
                        "canceled"));
    }

    @Property(tries = 1_000, generation = GenerationMode.RANDOMIZED, shrinking = ShrinkingMode.OFF)
    void late_money_pays_or_is_given_back_whatever_comes_first(
            @ForAll("late") Late story, @ForAll boolean refund, @ForAll Random random) {
        Teller teller = told(story.account(), refund, shuffled(story.facts(), random));

        if (refund) {
            assertThat(order(teller, ORDER).status()).isEqualTo(story.status());
            assertThat(order(teller, ORDER).sale().verdict()).isEqualTo(Verdict.LATE);
            givesBack(teller, ORDER, "ref_1-late", "pi_ord_1", 500);
            assertThat(teller.account().snapshot().holdings()).isEmpty();
            assertThat(teller.held).isEmpty();
        } else {
            assertThat(order(teller, ORDER).status()).isEqualTo("paid");
            assertThat(order(teller, ORDER).sale().verdict()).isEqualTo(Verdict.HONOURED);
            assertThat(teller.reserved).isEmpty();
        }
        assertThat(teller.told(DomainEvent.OrderJudged.class)).hasSize(1);
    }

    @Property(tries = 1_000, generation = GenerationMode.RANDOMIZED, shrinking = ShrinkingMode.OFF)
    void a_late_subscription_pays_or_is_ended_and_given_back(@ForAll boolean refund, @ForAll Random random) {
        Account canceled = alice(pending(ORDER, pro()).cancel("requested", JAN));

        Teller teller = told(canceled, refund, shuffled(subscribing(ORDER, JAN.plusSeconds(20)), random));

        assertThat(order(teller, ORDER).status()).isEqualTo(refund ? "canceled" : "paid");
        Job end = new Job.EndSubscription(Shop.ALICE, ORDER);
        if (refund) {
            givesBack(teller, ORDER, "ref_1-late", "in_ord_1", PRICE.amount());
            assertThat(teller.jobs).contains(end);
            assertThat(teller.account().snapshot().holdings()).isEmpty();
            assertThat(teller.held).isEmpty();
        } else {
            assertThat(teller.reserved).isEmpty();
            assertThat(teller.jobs).doesNotContain(end);
        }
    }

    @Example
    void what_was_decided_stays_when_the_setting_changes() {
        Account canceled = alice(pending(ORDER, pass(Period.ofMonths(1))).cancel("requested", JAN));
        Teller teller = told(canceled, false, List.of(bought(ORDER, JAN.plusSeconds(20))));

        teller.by(refunding(true))
                .tell(payment(ORDER, Status.SUCCEEDED, JAN.plusSeconds(21)), bought(ORDER, JAN.plusSeconds(20)));

        assertThat(order(teller, ORDER).status()).isEqualTo("paid");
        assertThat(teller.reserved).isEmpty();
    }

    @Example
    void money_that_came_before_the_end_is_not_late() {
        Account canceled = alice(pending(ORDER, pass(Period.ofMonths(1))).cancel("requested", JAN));

        Teller teller = told(canceled, true, List.of(bought(ORDER, JAN)));

        assertThat(order(teller, ORDER).status()).isEqualTo("paid");
        assertThat(order(teller, ORDER).sale().verdict()).isNull();
    }

    @Property(tries = 1_000, generation = GenerationMode.RANDOMIZED, shrinking = ShrinkingMode.OFF)
    void of_two_subscriptions_to_one_plan_the_earlier_stays(@ForAll Random random) {
        List<ProviderFact> facts = new ArrayList<>(subscribing(ORDER, JAN.plusSeconds(100)));
        facts.addAll(subscribing(SECOND, JAN.plusSeconds(50)));

        Teller teller = told(alice(pending(ORDER, pro()), pending(SECOND, pro())), false, shuffled(facts, random));

        assertThat(order(teller, SECOND).sale().verdict()).isNull();
        assertThat(order(teller, ORDER).sale().verdict()).isEqualTo(Verdict.PAID_TWICE);
        assertThat(order(teller, ORDER).reason()).isEqualTo("paid_twice");
        givesBack(teller, ORDER, "ref_1-double", "in_ord_1", PRICE.amount());
        assertThat(teller.jobs)
                .contains(new Job.EndSubscription(Shop.ALICE, ORDER))
                .doesNotContain(new Job.EndSubscription(Shop.ALICE, SECOND));
        assertThat(sources(teller)).containsOnly("sub_2");
        assertThat(teller.held).containsExactly("sub_2 in_ord_2 tokens");
    }

    @Property(tries = 1_000, generation = GenerationMode.RANDOMIZED, shrinking = ShrinkingMode.OFF)
    void of_passes_that_took_anothers_place_the_earlier_paid_stays(@ForAll Random random) {
        Account account = alice(superseded(ORDER, SECOND), superseded(SECOND, THIRD), taking(THIRD, ORDER));
        List<ProviderFact> facts = List.of(
                bought(ORDER, JAN.plusSeconds(100)),
                payment(ORDER, Status.SUCCEEDED, JAN.plusSeconds(101)),
                bought(THIRD, JAN.plusSeconds(50)),
                payment(THIRD, Status.SUCCEEDED, JAN.plusSeconds(51)));

        Teller teller = told(account, false, shuffled(facts, random));

        assertThat(order(teller, THIRD).sale().verdict()).isNull();
        assertThat(order(teller, ORDER).sale().verdict()).isEqualTo(Verdict.PAID_TWICE);
        givesBack(teller, ORDER, "ref_1-double", "pi_ord_1", 500);
        assertThat(sources(teller)).containsOnly("ord_3");
        assertThat(teller.held).containsExactly("ord_3  tokens");
    }

    private static List<String> sources(Teller teller) {
        return teller.account().snapshot().holdings().stream()
                .map(Holding::source)
                .toList();
    }

    @Example
    void what_is_taken_back_gives_nothing_from_that_instant_and_again_if_the_refund_fails() {
        Teller teller = told(
                alice(superseded(ORDER, SECOND), taking(SECOND, ORDER)),
                false,
                List.of(bought(ORDER, JAN), bought(SECOND, JAN.plusSeconds(50))));
        RefundId refund = new RefundId("ref_2-double");
        assertThat(teller.jobs).contains(new Job.SendRefund(Shop.ALICE, SECOND, refund));
        assertThat(sources(teller)).containsOnly("ord_1");
        assertThat(teller.held).containsExactly("ord_1  tokens");
        assertThat(teller.told(DomainEvent.OrderPaid.class).getLast().expiresAt())
                .isEqualTo(JAN.plusSeconds(50));

        teller.decide(
                Touching.order(SECOND),
                account -> GivingBack.failed(account, SECOND, refund, "refused", teller.given()));

        assertThat(sources(teller)).containsOnly("ord_1", "ord_2");
        assertThat(teller.held).containsExactlyInAnyOrder("ord_1  tokens", "ord_2  tokens");
        assertThat(teller.reserved).containsEntry("pi_ord_2", 0L);
    }

    @Example
    void what_is_told_of_a_late_purchase_after_its_refund_goes_back_too() {
        Account canceled = alice(pending(ORDER, pro()).cancel("requested", JAN));
        Teller teller = told(canceled, true, subscribing(ORDER, JAN.plusSeconds(20)));
        send(teller, new RefundId("ref_1-late"), Refund.Status.SUCCEEDED);

        teller.tell(
                invoiced("in_more", 700),
                // Larger than it was told at first.
                invoiced("in_ord_1", PRICE.amount() + 1));

        assertThat(asked(teller)).containsExactlyInAnyOrder("in_more 700", "in_ord_1 1");
    }

    private static ProviderFact invoiced(String id, long cents) {
        return new ProviderFact.InvoiceSeen(
                "sub_" + ORDER.value(),
                ORDER,
                Shop.invoice(id, SubscriptionInvoice.Status.PAID, FEB, Shop.MAR, cents, FEB),
                true);
    }

    /// Asked for, and not answered yet.
    private static List<String> asked(Teller teller) {
        return teller.account().subscriptions().stream()
                .flatMap(subscription -> subscription.invoices().stream())
                .flatMap(invoice -> invoice.reversals().refunds().stream()
                        .filter(refund -> refund.status() == Refund.Status.REQUESTED)
                        .map(refund -> invoice.id() + " " + refund.amount().amount()))
                .toList();
    }

    private static void send(Teller teller, RefundId id, Refund.Status status) {
        Refund asked =
                GivingBack.find(teller.account(), ORDER, id).orElseThrow().refund();
        Refund told = new Refund(
                id, "re_" + id, asked.amount(), status, null, null, Refund.Access.BY_AMOUNT, NOW.plusSeconds(1));
        teller.decide(Touching.order(ORDER), account -> GivingBack.told(account, ORDER, told, teller.given()));
    }

    /// A provider with a late payment of 500, of which others give back, too.
    private static final class Till {
        final Teller teller;
        final Random random;
        final List<ProviderFact> untold = new ArrayList<>();
        long given;
        int made;

        Till(Teller teller, Random random) {
            this.teller = teller;
            this.random = random;
        }

        void giveBackInTheDashboard(long cents) {
            if (cents <= 500 - given) {
                given += cents;
                untold.add(reversed(ORDER, Shop.refunding("re_dash_" + made++, cents, Refund.Status.SUCCEEDED)));
            }
        }

        void send() {
            for (Job job : List.copyOf(teller.jobs)) {
                if (job instanceof Job.SendRefund send) {
                    answer(send.refund());
                }
            }
        }

        private void answer(RefundId id) {
            Refund asked =
                    GivingBack.find(teller.account(), ORDER, id).orElseThrow().refund();
            if (asked.amount().amount() > 500 - given) {
                teller.decide(
                        Touching.order(ORDER),
                        account -> GivingBack.failed(account, ORDER, id, "too_much", teller.given()));
                return;
            }
            given += asked.amount().amount();
            UnwantedTest.send(teller, id, Refund.Status.SUCCEEDED);
        }

        void tell() {
            Collections.shuffle(untold, random);
            if (!untold.isEmpty()) {
                teller.tell(untold.removeLast());
            }
        }
    }

    @Property(tries = 1_000, generation = GenerationMode.RANDOMIZED, shrinking = ShrinkingMode.OFF)
    void every_cent_of_unwanted_money_goes_back_once_whatever_the_dashboard_gives_back(@ForAll Random random) {
        Teller teller = told(alice(pending(ORDER, pass(Period.ofMonths(1))).cancel("requested", JAN)), true, List.of());
        Till till = new Till(teller, random);
        till.untold.addAll(shuffled(
                List.of(bought(ORDER, JAN.plusSeconds(20)), payment(ORDER, Status.SUCCEEDED, JAN.plusSeconds(21))),
                random));

        for (int i = 0; i < 20; i++) {
            switch (random.nextInt(4)) {
                case 0 -> till.giveBackInTheDashboard(1 + random.nextInt(300));
                case 1 -> till.send();
                default -> till.tell();
            }
            assertThat(till.given).isLessThanOrEqualTo(500);
        }
        while (!till.untold.isEmpty()) {
            till.tell();
        }
        // What was refused as too much is asked for again as what is left.
        till.send();
        till.send();

        assertThat(till.given).isEqualTo(500);
        assertThat(teller.jobs).noneMatch(Job.SendRefund.class::isInstance);
        assertThat(order(teller, ORDER).sale().reversals().refunded()).isEqualTo(500);
        assertThat(teller.account().snapshot().holdings()).isEmpty();
    }

    @Example
    void what_could_not_be_asked_for_in_time_is_asked_for_anew() {
        Account canceled = alice(pending(ORDER, pass(Period.ofMonths(1))).cancel("requested", JAN));
        Teller teller = told(canceled, true, List.of(bought(ORDER, JAN.plusSeconds(20))));

        teller.decide(
                Touching.order(ORDER),
                account -> GivingBack.failed(
                        account, ORDER, new RefundId("ref_1-late"), Refund.ABANDONED, teller.given()));

        assertThat(teller.jobs).containsExactly(new Job.SendRefund(Shop.ALICE, ORDER, new RefundId("ref_1-late-2")));
        assertThat(teller.reserved).containsEntry("pi_ord_1", 500L);
        assertThat(teller.account().snapshot().holdings()).isEmpty();
    }

    @Example
    void a_refund_that_is_refused_is_not_asked_for_again_until_less_is_left() {
        Account canceled = alice(pending(ORDER, pass(Period.ofMonths(1))).cancel("requested", JAN));
        Teller teller = told(canceled, true, List.of(bought(ORDER, JAN.plusSeconds(20))));
        teller.decide(
                Touching.order(ORDER),
                account -> GivingBack.failed(
                        account, ORDER, new RefundId("ref_1-late"), "charge_disputed", teller.given()));
        teller.tell(payment(ORDER, Status.SUCCEEDED, JAN.plusSeconds(21)));
        assertThat(teller.jobs).isEmpty();

        teller.tell(reversed(ORDER, Shop.refunding("re_dash", 200, Refund.Status.SUCCEEDED)));

        assertThat(teller.jobs).containsExactly(new Job.SendRefund(Shop.ALICE, ORDER, new RefundId("ref_1-late-2")));
        assertThat(teller.reserved).containsEntry("pi_ord_1", 300L);
    }

    @Example
    void a_pass_bought_again_on_purpose_adds_on() {
        Account account = alice(pending(ORDER, pass(Period.ofMonths(1))), pending(SECOND, pass(Period.ofMonths(1))));

        Teller teller = told(account, false, List.of(bought(ORDER, JAN), bought(SECOND, JAN.plusSeconds(50))));

        assertThat(teller.account().orders()).allMatch(order -> order.sale().verdict() == null);
        assertThat(teller.reserved).isEmpty();
    }
}
