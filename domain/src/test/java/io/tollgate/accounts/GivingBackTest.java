package io.tollgate.accounts;

import static io.tollgate.accounts.Shop.FEB;
import static io.tollgate.accounts.Shop.JAN;
import static io.tollgate.accounts.Shop.MAR;
import static io.tollgate.accounts.Shop.ORDER;
import static io.tollgate.accounts.Shop.alice;
import static io.tollgate.accounts.Shop.completed;
import static io.tollgate.accounts.Shop.paid;
import static io.tollgate.accounts.Shop.pass;
import static io.tollgate.accounts.Shop.pending;
import static io.tollgate.accounts.Shop.reversed;
import static io.tollgate.accounts.Shop.state;
import static io.tollgate.accounts.Shop.subscriber;
import static io.tollgate.accounts.Shop.updated;
import static io.tollgate.accounts.Shop.usd;
import static io.tollgate.subscriptions.SubscriptionStatus.ACTIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tollgate.accounts.GivingBack.RefundDecision;
import io.tollgate.accounts.GivingBack.RefundDecision.Reserved;
import io.tollgate.accounts.GivingBack.Wish;
import io.tollgate.jobs.Job;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Payment;
import io.tollgate.orders.PaymentState;
import io.tollgate.providerevents.ProviderFact.CheckoutSeen.Result;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.providerevents.ProviderFact.PaymentSeen;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.Refund.Status;
import io.tollgate.refunds.RefundId;
import io.tollgate.refunds.RefundTarget;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.tenancy.LatePayment;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GivingBackTest {
    private static final RefundId REFUND = new RefundId("ref_1");
    private static final RefundId OTHER = new RefundId("ref_2");
    private static final Circumstances GIVEN = new Circumstances(JAN, Shop.SETTINGS);

    private static Teller bought() {
        return Teller.at(JAN, alice(pending(ORDER, pass(null))), null).tell(Shop.bought(ORDER, JAN));
    }

    private static Teller renewed() {
        return Teller.at(FEB.plusSeconds(7200), subscriber(), state(ACTIVE, MAR))
                .tell(
                        paid("in_1", JAN, FEB, JAN.plusSeconds(1)),
                        updated(state(ACTIVE, MAR), FEB),
                        paid("in_2", FEB, MAR, FEB.plusSeconds(3600)));
    }

    private static RefundDecision request(
            Teller teller, RefundId id, @Nullable String payment, @Nullable Money amount) {
        Wish wish = new Wish(id, ORDER, payment, amount, "sorry", Refund.Access.BY_AMOUNT, false);
        return teller.decide(Touching.order(ORDER), a -> GivingBack.request(a, wish, GIVEN));
    }

    private static Refund told(Teller teller, RefundId id, long cents, Status status) {
        Refund told = new Refund(id, "re_" + id, usd(cents), status, null, null, Refund.Access.BY_AMOUNT, JAN);
        return teller.decide(Touching.order(ORDER), a -> GivingBack.told(a, ORDER, told, GIVEN));
    }

    @Test
    void what_is_asked_for_is_held_and_takes_nothing_yet() {
        Teller teller = bought();

        RefundDecision decision = request(teller, REFUND, null, usd(300));

        assertThat(decision).isInstanceOfSatisfying(Reserved.class, reserved -> {
            assertThat(reserved.target()).isEqualTo(new RefundTarget.Intent("pi_ord_1"));
            assertThat(reserved.refund())
                    .isEqualTo(new Refund(
                            REFUND, null, usd(300), Status.REQUESTED, "sorry", null, Refund.Access.BY_AMOUNT, JAN));
        });
        assertThat(teller.reserved).isEqualTo(Map.of("pi_ord_1", 300L));
        assertThat(teller.jobs).containsExactly(new Job.SendRefund(Shop.ALICE, ORDER, REFUND));
        assertThat(teller.account().snapshot().holdings()).isNotEmpty();
        assertThat(request(teller, OTHER, null, usd(201))).isEqualTo(new RefundDecision.MoreThanLeft(usd(200)));
        assertThat(request(teller, OTHER, null, usd(200))).isInstanceOf(Reserved.class);
        assertThat(request(teller, new RefundId("ref_3"), null, null))
                .isEqualTo(new RefundDecision.MoreThanLeft(usd(0)));
    }

    @Test
    void the_same_refund_asked_for_again_is_the_same() {
        Teller teller = bought();
        RefundDecision first = request(teller, REFUND, null, null);

        assertThat(request(teller, REFUND, null, null)).isEqualTo(first);
        assertThat(teller.reserved).isEqualTo(Map.of("pi_ord_1", 500L));
    }

    @Test
    void the_providers_answer_turns_what_was_held_into_what_was_given() {
        Teller teller = bought();
        request(teller, REFUND, null, null);

        Refund pending = told(teller, REFUND, 500, Status.PENDING);

        assertThat(pending.status()).isEqualTo(Status.PENDING);
        assertThat(teller.reserved).isEqualTo(Map.of("pi_ord_1", 0L));
        assertThat(teller.payments.get("pi_ord_1"))
                .extracting(Payment::refunded)
                .isEqualTo(usd(500));
        assertThat(teller.account().snapshot().holdings()).isEmpty();
        assertThat(teller.jobs).containsExactly(new Job.FollowRefund(Shop.ALICE, ORDER, REFUND, 1));
    }

    @Test
    void what_the_provider_refuses_is_free_again() {
        Teller teller = bought();
        request(teller, REFUND, null, null);

        Refund failed = fail(teller, "charge_disputed");

        assertThat(failed)
                .extracting(Refund::status, Refund::failure)
                .containsExactly(Status.FAILED, "charge_disputed");
        assertThat(teller.reserved).isEqualTo(Map.of("pi_ord_1", 0L));
        assertThat(teller.jobs).isEmpty();
        assertThat(request(teller, OTHER, null, null)).isInstanceOf(Reserved.class);
    }

    @Test
    void an_event_that_was_quicker_than_a_refusal_knows_better() {
        Teller teller = bought();
        request(teller, REFUND, null, null);
        Refund seen = new Refund(
                REFUND, "re_1", usd(500), Status.SUCCEEDED, null, null, Refund.Access.BY_AMOUNT, JAN.plusSeconds(1));
        teller.tell(reversed(ORDER, Reversals.of(seen)));

        assertThat(fail(teller, "abandoned").status()).isEqualTo(Status.SUCCEEDED);
        assertThat(teller.jobs).isEmpty();
    }

    @Test
    void one_that_was_given_up_too_early_counts_when_it_is_told() {
        Teller teller = bought();
        request(teller, REFUND, null, null);
        fail(teller, "abandoned");

        told(teller, REFUND, 500, Status.SUCCEEDED);

        assertThat(teller.account().snapshot().holdings()).isEmpty();
        assertThat(request(teller, OTHER, null, null)).isEqualTo(new RefundDecision.MoreThanLeft(usd(0)));
    }

    @Test
    void of_a_subscription_the_running_periods_payment_is_given_back_and_no_other() {
        Teller teller = renewed();

        assertThat(request(teller, REFUND, null, null))
                .isInstanceOfSatisfying(Reserved.class, reserved -> assertThat(reserved.target())
                        .isEqualTo(new RefundTarget.Invoice("in_2")));
        assertThat(request(teller, OTHER, null, null)).isEqualTo(new RefundDecision.MoreThanLeft(usd(0)));
        assertThat(request(teller, OTHER, "in_1", null)).isInstanceOf(Reserved.class);
        assertThat(teller.reserved).isEqualTo(Map.of("in_2", 1999L, "in_1", 1999L));
    }

    private static Instant month(int i) {
        return JAN.atOffset(ZoneOffset.UTC).plusMonths(i).toInstant();
    }

    private static InvoiceSeen paidMonth(int i) {
        return paid("in_" + i, month(i), month(i + 1), month(i).plusSeconds(3600));
    }

    /// In its fifteenth month: nothing is known of the first two any more.
    private static Teller old() {
        Teller teller = Teller.at(month(14).plusSeconds(7200), subscriber(), state(ACTIVE, month(15)));
        IntStream.range(0, 15).forEach(i -> teller.tell(paidMonth(i)));
        assertThat(teller.account().subscriptions().getFirst().invoices()).hasSize(12);
        return teller;
    }

    private static RefundDecision recall(Teller teller, RefundId id, @Nullable Money amount, InvoiceSeen seen) {
        Wish wish = new Wish(id, ORDER, seen.invoice().id(), amount, "sorry", Refund.Access.BY_AMOUNT, false);
        return teller.decide(Touching.order(ORDER), a -> GivingBack.request(a, wish, seen, GIVEN));
    }

    @Test
    void a_payment_of_long_ago_is_fetched_and_then_held_like_any_other() {
        Teller teller = old();
        var holdings = teller.account().snapshot().at(month(14).plusSeconds(7200), "reports", List.of());
        int granted = teller.told(DomainEvent.CreditsGranted.class).size();
        assertThat(request(teller, REFUND, "in_0", usd(1500))).isEqualTo(new RefundDecision.Bygone("in_0"));

        RefundDecision decision = recall(teller, REFUND, usd(1500), paidMonth(0));

        assertThat(decision).isInstanceOfSatisfying(Reserved.class, reserved -> assertThat(reserved.target())
                .isEqualTo(new RefundTarget.Invoice("in_0")));
        assertThat(teller.reserved).isEqualTo(Map.of("in_0", 1500L));
        assertThat(request(teller, REFUND, "in_0", usd(1500))).isEqualTo(decision);
        assertThat(request(teller, OTHER, "in_0", usd(500))).isEqualTo(new RefundDecision.MoreThanLeft(usd(499)));
        assertThat(recall(teller, OTHER, usd(500), paidMonth(0))).isEqualTo(new RefundDecision.MoreThanLeft(usd(499)));
        told(teller, REFUND, 1500, Status.SUCCEEDED);
        assertThat(teller.payments.get("in_0"))
                .extracting(Payment::amount, Payment::refunded)
                .containsExactly(usd(1999), usd(1500));
        // What it gave is long over, and comes neither again nor goes.
        assertThat(teller.account().snapshot().at(month(14).plusSeconds(7200), "reports", List.of()))
                .isEqualTo(holdings);
        assertThat(teller.told(DomainEvent.CreditsGranted.class)).hasSize(granted);
        assertThat(teller.withdrawals).isEmpty();
    }

    @Test
    void what_was_given_back_of_it_elsewhere_counts() {
        InvoiceSeen seen = paidMonth(0);
        InvoiceSeen less = new InvoiceSeen(
                seen.subscriptionId(),
                seen.order(),
                seen.invoice().reversed("usd", Shop.refunding("re_9", 1500, Status.SUCCEEDED)),
                false);
        Teller teller = old();

        assertThat(recall(teller, REFUND, usd(500), less)).isEqualTo(new RefundDecision.MoreThanLeft(usd(499)));
        assertThat(recall(teller, REFUND, null, less)).isInstanceOfSatisfying(Reserved.class, reserved -> assertThat(
                        reserved.refund().amount())
                .isEqualTo(usd(499)));
        assertThat(teller.payments.get("in_0")).extracting(Payment::refunded).isEqualTo(usd(1500));
        assertThat(teller.told(DomainEvent.OrderRefunded.class))
                .extracting(DomainEvent.OrderRefunded::amount, DomainEvent.OrderRefunded::refunded)
                .containsExactly(tuple(usd(1999), usd(1500)));
    }

    @Test
    void what_is_not_this_orders_or_was_never_paid_is_not_given_back() {
        Teller teller = old();
        InvoiceSeen paid = paidMonth(0);
        InvoiceSeen anothers = new InvoiceSeen("sub_other", ORDER, paid.invoice(), false);
        InvoiceSeen open = Shop.settled("in_0", SubscriptionInvoice.Status.VOID, JAN, FEB);

        assertThat(recall(teller, REFUND, null, anothers)).isEqualTo(new RefundDecision.NoSuchPayment());
        assertThat(recall(teller, REFUND, null, open)).isEqualTo(new RefundDecision.NoSuchPayment());
        assertThat(teller.reserved).isEmpty();
        assertThat(teller.account()).isEqualTo(old().account());
    }

    @Test
    void a_refund_of_long_ago_that_is_told_is_known_by_what_was_paid() {
        Teller teller = old();
        int granted = teller.told(DomainEvent.CreditsGranted.class).size();

        teller.tell(reversed(paidMonth(0).invoice(), Shop.refunding("re_1", 1999, Status.SUCCEEDED)));

        assertThat(teller.told(DomainEvent.OrderRefunded.class))
                .extracting(DomainEvent.OrderRefunded::amount, DomainEvent.OrderRefunded::refunded)
                .containsExactly(tuple(usd(1999), usd(1999)));
        assertThat(teller.payments.get("in_0")).extracting(Payment::refunded).isEqualTo(usd(1999));
        assertThat(teller.told(DomainEvent.CreditsGranted.class)).hasSize(granted);
        assertThat(request(teller, REFUND, "in_0", null)).isEqualTo(new RefundDecision.MoreThanLeft(usd(0)));
    }

    @Test
    void a_year_in_which_nothing_was_collected_does_not_hide_the_last_payment() {
        Teller teller =
                Teller.at(month(14), subscriber(), state(ACTIVE, month(15))).tell(paidMonth(0));
        IntStream.range(1, 15)
                .forEach(i ->
                        teller.tell(Shop.settled("in_" + i, SubscriptionInvoice.Status.VOID, month(i), month(i + 1))));

        assertThat(request(teller, REFUND, null, null))
                .isInstanceOfSatisfying(Reserved.class, reserved -> assertThat(reserved.target())
                        .isEqualTo(new RefundTarget.Invoice("in_0")));
    }

    private static Teller late() {
        return Teller.at(JAN, alice(pending(ORDER, pass(null))), null)
                .by(Shop.SETTINGS.withLatePayment(LatePayment.REFUND))
                .tell(completed(ORDER, Result.EXPIRED, JAN.minusSeconds(60)));
    }

    @Test
    void money_that_comes_after_the_end_goes_back_once_where_the_project_wants_it_so() {
        Teller teller = late().tell(Shop.bought(ORDER, JAN), payment(ORDER, JAN), Shop.bought(ORDER, JAN));

        RefundId refund = new RefundId("ref_1-late");
        assertThat(teller.jobs).containsExactly(new Job.SendRefund(Shop.ALICE, ORDER, refund));
        assertThat(teller.reserved).isEqualTo(Map.of("pi_ord_1", 500L));
        told(teller, refund, 500, Status.SUCCEEDED);
        assertThat(teller.account().snapshot().holdings()).isEmpty();
        assertThat(teller.account().order(ORDER).orElseThrow().status()).isEqualTo("expired");
    }

    @Test
    void it_does_not_matter_whether_the_end_or_the_money_is_told_first() {
        Teller teller = Teller.at(JAN, alice(pending(ORDER, pass(null))), null)
                .by(Shop.SETTINGS.withLatePayment(LatePayment.REFUND))
                .tell(Shop.bought(ORDER, JAN));
        assertThat(teller.jobs).isEmpty();

        teller.tell(completed(ORDER, Result.EXPIRED, JAN.minusSeconds(60)));

        assertThat(teller.jobs).hasSize(1);
        assertThat(teller.account())
                .isEqualTo(late().tell(Shop.bought(ORDER, JAN))
                        .account()
                        .with(teller.account().snapshot()));
    }

    @Test
    void money_that_comes_after_the_end_is_honoured_by_default_and_so_is_what_came_before_it() {
        Teller honoured = Teller.at(JAN, alice(pending(ORDER, pass(null))), null)
                .tell(completed(ORDER, Result.EXPIRED, JAN.minusSeconds(60)), Shop.bought(ORDER, JAN));
        Teller before = late().tell(Shop.bought(ORDER, JAN.minusSeconds(61)));

        assertThat(honoured.jobs).isEmpty();
        assertThat(before.jobs).isEmpty();
        assertThat(before.account().snapshot().holdings()).isNotEmpty();
    }

    private static PaymentSeen payment(OrderId order, Instant at) {
        return Shop.payment(order, PaymentState.Status.SUCCEEDED, at);
    }

    @Test
    void refusals_are_told_apart() {
        Teller teller = bought();

        assertThat(request(teller, REFUND, null, new Money(5, "eur")))
                .isEqualTo(new RefundDecision.WrongCurrency("usd"));
        assertThat(request(teller, REFUND, "pi_other", null)).isEqualTo(new RefundDecision.NoSuchPayment());
        Wish nobodys = new Wish(REFUND, new OrderId("ord_9"), null, null, "x", Refund.Access.BY_AMOUNT, false);
        assertThat(teller.<RefundDecision>decide(Touching.NOTHING, a -> GivingBack.request(a, nobodys, GIVEN)))
                .isEqualTo(new RefundDecision.NoSuchPayment());
        Teller open = Teller.at(JAN, alice(pending(ORDER, pass(null))), null);
        assertThat(request(open, REFUND, null, null)).isEqualTo(new RefundDecision.NotPaid());
        assertThat(request(open, REFUND, "pi_ord_1", null)).isEqualTo(new RefundDecision.NotPaid());
        assertThat(teller.reserved).isEmpty();
    }

    @Property
    void refunds_never_exceed_what_was_paid(
            @ForAll @Size(max = 12) java.util.List<@LongRange(min = 1, max = 400) Long> amounts) {
        Teller teller = bought();
        for (int i = 0; i < amounts.size(); i++) {
            RefundId id = new RefundId("ref_" + i);
            request(teller, id, null, usd(amounts.get(i)));
            if (i % 3 == 0 && GivingBack.find(teller.account(), ORDER, id).isPresent()) {
                told(teller, id, amounts.get(i), i % 2 == 0 ? Status.SUCCEEDED : Status.FAILED);
            }

            Reversals reversals =
                    teller.account().order(ORDER).orElseThrow().sale().reversals();
            assertThat(reversals.refunded() + reversals.requested()).isLessThanOrEqualTo(500);
            assertThat(teller.reserved.getOrDefault("pi_ord_1", 0L)).isEqualTo(reversals.requested());
        }
    }

    private static Refund fail(Teller teller, String code) {
        return teller.decide(Touching.order(ORDER), a -> GivingBack.failed(a, ORDER, REFUND, code, GIVEN));
    }
}
