package io.tollgate.accounts;

import static io.tollgate.accounts.Shop.APR;
import static io.tollgate.accounts.Shop.FEB;
import static io.tollgate.accounts.Shop.JAN;
import static io.tollgate.accounts.Shop.MAR;
import static io.tollgate.accounts.Shop.ORDER;
import static io.tollgate.accounts.Shop.PRICE;
import static io.tollgate.accounts.Shop.SUBSCRIPTION;
import static io.tollgate.accounts.Shop.alice;
import static io.tollgate.accounts.Shop.bought;
import static io.tollgate.accounts.Shop.canceled;
import static io.tollgate.accounts.Shop.completed;
import static io.tollgate.accounts.Shop.created;
import static io.tollgate.accounts.Shop.debit;
import static io.tollgate.accounts.Shop.ending;
import static io.tollgate.accounts.Shop.free;
import static io.tollgate.accounts.Shop.intent;
import static io.tollgate.accounts.Shop.open;
import static io.tollgate.accounts.Shop.paid;
import static io.tollgate.accounts.Shop.pass;
import static io.tollgate.accounts.Shop.payment;
import static io.tollgate.accounts.Shop.pending;
import static io.tollgate.accounts.Shop.pro;
import static io.tollgate.accounts.Shop.refund;
import static io.tollgate.accounts.Shop.settled;
import static io.tollgate.accounts.Shop.state;
import static io.tollgate.accounts.Shop.subscribed;
import static io.tollgate.accounts.Shop.subscriber;
import static io.tollgate.accounts.Shop.trialing;
import static io.tollgate.accounts.Shop.updated;
import static io.tollgate.accounts.Shop.usd;
import static io.tollgate.subscriptions.SubscriptionStatus.ACTIVE;
import static io.tollgate.subscriptions.SubscriptionStatus.INCOMPLETE;
import static io.tollgate.subscriptions.SubscriptionStatus.INCOMPLETE_EXPIRED;
import static io.tollgate.subscriptions.SubscriptionStatus.PAST_DUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tollgate.catalog.CatalogRules;
import io.tollgate.catalog.PlanFeature;
import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.credits.CreditLot;
import io.tollgate.entitlements.Entitlement;
import io.tollgate.entitlements.Holding;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Payment;
import io.tollgate.orders.PaymentState.Status;
import io.tollgate.providerevents.FactOutcome;
import io.tollgate.providerevents.PaymentRef;
import io.tollgate.providerevents.ProviderFact.CheckoutSeen;
import io.tollgate.providerevents.ProviderFact.CheckoutSeen.Result;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.providerevents.ProviderFact.PaymentReversed;
import io.tollgate.providerevents.ProviderFact.SubscriptionSeen;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.publishing.DomainEvent.OrderFailed;
import io.tollgate.publishing.DomainEvent.OrderPaid;
import io.tollgate.publishing.DomainEvent.OrderRefunded;
import io.tollgate.publishing.DomainEvent.SubscriptionMoved;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.subscriptions.SubscriptionState;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TakingInTest {
    private static final Duration SLACK = Duration.ofHours(24);
    private static final OrderId SECOND = new OrderId("ord_2");
    private static final SubscriptionState GOOD = state(ACTIVE, FEB);

    /// Bought in January, running.
    private static Teller running() {
        return Teller.at(JAN.plusSeconds(10), subscriber(), GOOD)
                .tell(
                        created(state(INCOMPLETE, FEB), JAN),
                        updated(GOOD, JAN),
                        paid("in_1", JAN, FEB, JAN.plusSeconds(1)),
                        subscribed(JAN.plusSeconds(2)));
    }

    @Test
    void a_subscription_is_bought() {
        Teller teller = running();

        assertThat(teller.types())
                .containsExactly("subscription.activated", "order.paid", "credits.granted", "entitlements.changed");
        assertThat(teller.told(OrderPaid.class))
                .containsExactly(new OrderPaid(ORDER, "sub_1", "pro", "pro-month", PRICE, FEB.plus(SLACK)));
        assertThat(order(teller).status()).isEqualTo("paid");
        assertThat(order(teller).sale().subscriptionId()).isEqualTo(SUBSCRIPTION);
        assertThat(teller.payments)
                .containsOnlyKeys("in_1")
                .containsEntry(
                        "in_1", new Payment(ORDER, "in_1", "succeeded", null, PRICE, usd(0), JAN.plusSeconds(1)));
        assertThat(teller.grants).containsExactly(new CreditLot("sub_1", "in_1", "tokens", 100, FEB));
        assertThat(teller.fetches).isZero();
    }

    @Test
    void until_the_money_is_there_nothing_is_granted() {
        Teller teller =
                Teller.at(JAN, subscriber(), GOOD).tell(created(GOOD, JAN), subscribed(JAN), open("in_1", JAN, FEB));

        assertThat(order(teller).status()).isEqualTo("processing");
        assertThat(teller.account().snapshot().holdings()).isEmpty();
        assertThat(teller.told(OrderPaid.class)).isEmpty();
        assertThat(teller.grants).isEmpty();
    }

    @Test
    void a_first_payment_by_bank_debit_is_on_its_way_without_a_page_too() {
        InvoiceSeen onItsWay = debit("in_1", JAN.plusSeconds(5), null);
        InvoiceSeen failed = debit("in_1", null, JAN.plusSeconds(9));

        Teller told = Teller.at(JAN, subscriber(), GOOD).tell(created(state(INCOMPLETE, FEB), JAN), onItsWay);
        assertThat(order(told).status()).isEqualTo("processing");

        Teller other = Teller.at(JAN, subscriber(), GOOD).tell(created(state(INCOMPLETE, FEB), JAN), failed, onItsWay);
        assertThat(order(told.tell(failed))).isEqualTo(order(other));
    }

    @Test
    void the_snapshot_holds_what_the_plan_gives() {
        Teller teller = running();

        assertThat(access(teller, "reports", FEB)).isNotNull();
        assertThat(access(teller, "seats", FEB)).extracting(Entitlement::limit).isEqualTo(5L);
        assertThat(access(teller, "seats", FEB))
                .extracting(Entitlement::expiresAt, Entitlement::currentPeriodEnd, Entitlement::sources)
                .containsExactly(FEB.plus(SLACK), FEB, List.of("sub_1"));
        assertThat(access(teller, "tokens", FEB)).isNull();
        assertThat(access(teller, "reports", FEB.plus(SLACK))).isNull();
    }

    @Test
    void whoever_hears_that_the_order_is_paid_finds_the_access_too() {
        Teller teller = Teller.at(JAN.plusSeconds(10), subscriber(), GOOD)
                .tell(created(state(INCOMPLETE, FEB), JAN), paid("in_1", JAN, FEB, JAN.plusSeconds(1)));
        assertThat(order(teller).status()).isEqualTo("processing");

        teller.tell(updated(GOOD, JAN.plusSeconds(1)));

        assertThat(teller.told(OrderPaid.class))
                .extracting(OrderPaid::expiresAt)
                .containsExactly(FEB.plus(SLACK));
        assertThat(access(teller, "reports", JAN.plusSeconds(10))).isNotNull();
    }

    @Test
    void an_invoice_before_any_state_is_fetched_for() {
        Teller teller =
                Teller.at(JAN.plusSeconds(10), subscriber(), GOOD).tell(paid("in_1", JAN, FEB, JAN.plusSeconds(1)));

        assertThat(teller.fetches).isOne();
        assertThat(order(teller).status()).isEqualTo("paid");
        assertThat(access(teller, "reports", JAN.plusSeconds(20))).isNotNull();
    }

    @Test
    void an_invoice_without_a_period_does_not_pay_the_order() {
        SubscriptionInvoice bare = new SubscriptionInvoice(
                "in_x", SubscriptionInvoice.Status.PAID, null, null, usd(300), JAN, JAN, null, null, Reversals.NONE);
        Teller teller = Teller.at(JAN, subscriber(), GOOD).tell(created(GOOD, JAN), Shop.invoice(bare));

        assertThat(teller.told(OrderPaid.class)).isEmpty();

        teller.tell(paid("in_1", JAN, FEB, JAN.plusSeconds(1)));

        assertThat(teller.told(OrderPaid.class)).singleElement().satisfies(paid -> assertThat(paid.amount())
                .isEqualTo(PRICE));
        assertThat(teller.payments).containsOnlyKeys("in_x", "in_1");
    }

    @Test
    void a_renewal_moves_the_end() {
        Teller teller = running().moveTo(FEB.plusSeconds(7200));

        teller.tell(updated(state(ACTIVE, MAR), FEB), paid("in_2", FEB, MAR, FEB.plusSeconds(3600)));

        assertThat(access(teller, "reports", FEB))
                .extracting(Entitlement::expiresAt)
                .isEqualTo(MAR.plus(SLACK));
        assertThat(teller.told(SubscriptionMoved.class))
                .extracting(DomainEvent::type)
                .containsExactly("subscription.activated", "subscription.renewed");
        assertThat(teller.told(SubscriptionMoved.class).getLast())
                .extracting(SubscriptionMoved::currentPeriodEnd, SubscriptionMoved::expiresAt)
                .containsExactly(MAR, MAR.plus(SLACK));
        assertThat(teller.told(OrderPaid.class)).hasSize(1);
        assertThat(teller.grants).hasSize(2);
        assertThat(order(teller).sale().total()).isEqualTo(PRICE);
        assertThat(teller.payments).containsOnlyKeys("in_1", "in_2");
    }

    @Test
    void a_missed_payment_ends_access_after_the_slack_and_paying_restores_it() {
        Teller teller = running()
                .moveTo(FEB.plusSeconds(7200))
                .tell(updated(state(PAST_DUE, MAR), FEB.plusSeconds(3600)), open("in_2", FEB, MAR));
        assertThat(access(teller, "reports", FEB.plusSeconds(7200)))
                .extracting(Entitlement::expiresAt)
                .isEqualTo(FEB.plus(SLACK));

        teller.moveTo(FEB.plus(SLACK)).pass();
        assertThat(teller.account().snapshot().holdings()).isEmpty();
        assertThat(teller.account().snapshot().ended()).containsEntry("reports", FEB.plus(SLACK));
        assertThat(teller.types()).contains("subscription.pastDue").endsWith("entitlements.changed");

        teller.moveTo(FEB.plus(Duration.ofDays(4)));
        teller.tell(
                paid("in_2", FEB, MAR, FEB.plus(Duration.ofDays(4))),
                updated(state(ACTIVE, MAR), FEB.plus(Duration.ofDays(4))));
        assertThat(access(teller, "reports", FEB.plus(Duration.ofDays(4))))
                .extracting(Entitlement::expiresAt)
                .isEqualTo(MAR.plus(SLACK));
        assertThat(teller.account().snapshot().ended()).doesNotContainKey("reports");
    }

    @Test
    void canceled_at_once_it_gives_nothing_more() {
        Teller teller = running().moveTo(JAN.plusSeconds(600));

        teller.tell(updated(canceled(FEB, JAN.plusSeconds(500)), JAN.plusSeconds(500)));

        assertThat(teller.account().snapshot().holdings()).isEmpty();
        assertThat(teller.account().snapshot().ended()).containsEntry("reports", JAN.plusSeconds(600));
        assertThat(teller.told(SubscriptionMoved.class).getLast())
                .extracting(SubscriptionMoved::change, SubscriptionMoved::expiresAt)
                .containsExactly("canceled", null);
        assertThat(order(teller).status()).isEqualTo("paid");
    }

    @Test
    void to_be_canceled_at_the_periods_end_it_ends_exactly_then() {
        Teller teller = running().tell(updated(ending(ACTIVE, FEB), JAN.plusSeconds(500)));

        assertThat(access(teller, "reports", JAN.plusSeconds(600)))
                .extracting(Entitlement::expiresAt)
                .isEqualTo(FEB);
        assertThat(teller.told(SubscriptionMoved.class).getLast().change()).isEqualTo("changed");
    }

    @Test
    void told_of_payment_only_after_its_end_the_order_is_paid_with_an_end() {
        Teller teller = Teller.at(FEB, subscriber(), canceled(FEB, JAN.plusSeconds(500)))
                .tell(
                        updated(canceled(FEB, JAN.plusSeconds(500)), JAN.plusSeconds(500)),
                        paid("in_1", JAN, FEB, JAN.plusSeconds(1)));

        assertThat(teller.told(OrderPaid.class))
                .extracting(OrderPaid::expiresAt)
                .containsExactly(JAN.plusSeconds(500));
        assertThat(teller.account().snapshot().holdings()).isEmpty();
    }

    @Test
    void a_trial_makes_the_order_paid_with_nothing_due() {
        Instant end = JAN.plus(Duration.ofDays(14));
        Teller teller = Teller.at(JAN.plusSeconds(10), subscriber(), trialing(end))
                .tell(created(trialing(end), JAN), free("in_1", JAN, end, JAN));

        assertThat(teller.told(OrderPaid.class))
                .extracting(OrderPaid::amount, OrderPaid::expiresAt)
                .containsExactly(tuple(usd(0), end.plus(SLACK)));
        assertThat(teller.payments).isEmpty();
        assertThat(access(teller, "reports", JAN.plusSeconds(10))).isNotNull();
    }

    @Test
    void a_trial_of_a_used_card_leaves_no_credits_whatever_was_told_first() {
        Instant end = JAN.plus(Duration.ofDays(14));
        Teller before = Teller.at(JAN.plusSeconds(10), subscriber(), trialing(end))
                .tell(created(trialing(end), JAN), free("in_1", JAN, end, JAN));
        assertThat(before.grants).hasSize(1);
        Teller after =
                Teller.at(JAN.plusSeconds(10), subscriber(), trialing(end)).tell(created(trialing(end), JAN));

        before.decide(Touching.order(ORDER), account -> Buying.trialUsed(account, ORDER, before.given()));
        after.decide(Touching.order(ORDER), account -> Buying.trialUsed(account, ORDER, after.given()));
        after.tell(free("in_1", JAN, end, JAN));

        assertThat(before.withdrawals).containsExactly(new Effect.WithdrawCredits("sub_1", "in_1"));
        assertThat(after.grants).isEmpty();
    }

    @Test
    void a_subscription_that_was_never_paid_fails_its_order() {
        Teller teller = Teller.at(FEB, subscriber(), state(INCOMPLETE_EXPIRED, FEB))
                .tell(
                        created(state(INCOMPLETE, FEB), JAN),
                        open("in_1", JAN, FEB),
                        updated(state(INCOMPLETE_EXPIRED, FEB), JAN.plusSeconds(82_800)));

        assertThat(teller.told(OrderFailed.class))
                .containsExactly(new OrderFailed(ORDER, "pro", PRICE, "failed", "payment_failed"));
    }

    @Test
    void canceled_with_its_first_invoice_written_off_fails_its_order() {
        Teller teller = Teller.at(FEB, subscriber(), canceled(FEB, JAN))
                .tell(
                        created(state(INCOMPLETE, FEB), JAN),
                        updated(canceled(FEB, JAN), JAN.plusSeconds(5)),
                        settled("in_1", SubscriptionInvoice.Status.VOID, JAN, FEB));

        assertThat(order(teller).status()).isEqualTo("failed");
    }

    @Test
    void a_full_refund_of_the_running_period_takes_its_access_and_credits() {
        Teller teller = running()
                .moveTo(FEB.plusSeconds(7200))
                .tell(
                        updated(state(ACTIVE, MAR), FEB),
                        paid("in_2", FEB, MAR, FEB.plusSeconds(3600)),
                        refund("in_2", 1998));
        assertThat(access(teller, "reports", FEB.plusSeconds(7200))).isNotNull();
        assertThat(teller.withdrawals).isEmpty();

        teller.tell(refund("in_2", 1999), refund("in_2", 1998));

        assertThat(teller.account().snapshot().holdings()).isEmpty();
        assertThat(teller.withdrawals).containsExactly(new Effect.WithdrawCredits("sub_1", "in_2"));
        assertThat(teller.told(OrderRefunded.class))
                .extracting(OrderRefunded::refunded)
                .containsExactly(usd(1998), usd(1999));
        assertThat(teller.payments.get("in_2")).extracting(Payment::refunded).isEqualTo(usd(1999));
    }

    @Test
    void a_refund_told_before_the_payment_grants_nothing() {
        Teller teller = Teller.at(JAN.plusSeconds(10), subscriber(), GOOD)
                .tell(refund("in_1", 1999), paid("in_1", JAN, FEB, JAN.plusSeconds(1)));

        assertThat(teller.account().snapshot().holdings()).isEmpty();
        assertThat(teller.grants).isEmpty();
        assertThat(teller.told(OrderPaid.class))
                .extracting(OrderPaid::expiresAt)
                .containsExactly(JAN.plusSeconds(1));
    }

    @Test
    void what_the_provider_has_forgotten_is_taken_by_what_the_event_carries() {
        Teller teller =
                Teller.at(JAN.plusSeconds(10), subscriber(), null).tell(paid("in_1", JAN, FEB, JAN.plusSeconds(1)));

        assertThat(order(teller).status()).isEqualTo("paid");
        assertThat(teller.account().snapshot().holdings()).isEmpty();

        teller.tell(updated(GOOD, JAN), updated(state(PAST_DUE, FEB), JAN));

        assertThat(teller.account().subscriptions().getFirst().state()).isEqualTo(state(PAST_DUE, FEB));
    }

    @Test
    void a_pass_gives_access_from_payment_and_adds_on() {
        Teller teller = Teller.at(
                        JAN.plusSeconds(100),
                        alice(pending(ORDER, pass(Period.ofMonths(1))), pending(SECOND, pass(Period.ofMonths(1)))),
                        null)
                .tell(bought(ORDER, JAN), bought(SECOND, JAN.plusSeconds(50)));

        assertThat(access(teller, "reports", JAN.plusSeconds(100)))
                .extracting(Entitlement::expiresAt)
                .isEqualTo(MAR);
        assertThat(teller.told(OrderPaid.class))
                .extracting(OrderPaid::expiresAt)
                .containsExactly(FEB, MAR);
        assertThat(teller.payments.get("pi_ord_1"))
                .isEqualTo(new Payment(ORDER, "pi_ord_1", "succeeded", null, usd(500), usd(0), JAN));
    }

    @Test
    void a_refunded_pass_makes_room_for_the_next_at_once() {
        Teller teller = Teller.at(
                        JAN.plusSeconds(100),
                        alice(pending(ORDER, pass(Period.ofMonths(1))), pending(SECOND, pass(Period.ofMonths(1)))),
                        null)
                .tell(bought(ORDER, JAN), bought(SECOND, JAN.plusSeconds(50)), refund(ORDER, 500));

        assertThat(access(teller, "reports", JAN.plusSeconds(100)))
                .extracting(Entitlement::expiresAt, Entitlement::sources)
                .containsExactly(FEB.plusSeconds(50), List.of("ord_2"));
        assertThat(teller.withdrawals).containsExactly(new Effect.WithdrawCredits("ord_1", ""));
        assertThat(teller.told(OrderRefunded.class))
                .containsExactly(new OrderRefunded(ORDER, "pass", "pi_ord_1", usd(500), usd(500)));
    }

    @Test
    void for_life_there_is_no_end() {
        Teller teller = Teller.at(JAN, alice(pending(ORDER, pass(null))), null).tell(bought(ORDER, JAN));

        assertThat(teller.told(OrderPaid.class)).singleElement().satisfies(paid -> assertThat(paid.expiresAt())
                .isNull());
        assertThat(access(teller, "reports", APR.plus(Duration.ofDays(9999)))).isNotNull();
    }

    @Test
    void credit_packs_add_up_and_are_soon_history() {
        Terms pack = new Terms(
                "pack",
                new Price.OneTime("pack-once", null, usd(500), "price_3"),
                0,
                0,
                List.of(PlanFeature.credits("tokens", 100)),
                1);
        Instant later = JAN.plus(Duration.ofDays(8));
        Teller teller = Teller.at(later, alice(pending(ORDER, pack), pending(SECOND, pack)), null)
                .tell(
                        bought(ORDER, JAN),
                        bought(SECOND, later),
                        bought(ORDER, JAN),
                        payment(ORDER, Status.SUCCEEDED, JAN));

        assertThat(teller.grants)
                .containsExactly(
                        new CreditLot("ord_1", "", "tokens", 100, null),
                        new CreditLot("ord_2", "", "tokens", 100, null));
        assertThat(teller.account().isLive(order(teller), later)).isFalse();
        assertThat(teller.account().isLive(teller.account().order(SECOND).orElseThrow(), later))
                .isTrue();

        teller.tell(refund(ORDER, 500));

        assertThat(teller.withdrawals).containsExactly(new Effect.WithdrawCredits("ord_1", ""));
    }

    @Test
    void a_bank_debit_grants_nothing_until_it_succeeds() {
        Teller teller = Teller.at(JAN, alice(pending(ORDER, pass(null))), null)
                .tell(completed(ORDER, Result.PROCESSING, JAN), payment(ORDER, Status.PROCESSING, JAN));
        assertThat(order(teller).status()).isEqualTo("processing");
        assertThat(teller.account().snapshot().holdings()).isEmpty();

        teller.tell(completed(ORDER, Result.FAILED, JAN.plusSeconds(5)));
        assertThat(order(teller)).extracting(Order::status, Order::reason).containsExactly("failed", "payment_failed");

        teller.tell(bought(ORDER, JAN.plusSeconds(9)));
        assertThat(order(teller).status()).isEqualTo("paid");
        assertThat(teller.types())
                .containsExactly(
                        "order.failed", "order.paid", "order.honoured", "credits.granted", "entitlements.changed");
    }

    @Test
    void a_declined_card_leaves_the_page_open() {
        Teller teller =
                Teller.at(JAN, alice(pending(ORDER, pass(null))), null).tell(payment(ORDER, Status.FAILED, JAN));

        assertThat(order(teller).status()).isEqualTo("pending");
    }

    @Test
    void a_page_that_nobody_paid_expires() {
        Teller teller =
                Teller.at(JAN, subscriber(), null).tell(completed(ORDER, Result.EXPIRED, JAN.plusSeconds(3600)));

        assertThat(teller.told(OrderFailed.class))
                .containsExactly(new OrderFailed(ORDER, "pro", PRICE, "expired", null));
    }

    @Test
    void what_was_really_paid_is_the_total() {
        Teller teller = Teller.at(JAN, alice(pending(ORDER, pass(null))), null);
        teller.tell(new CheckoutSeen("cs_ord_1", ORDER, Result.PAID, null, "pi_ord_1", usd(450), JAN));

        assertThat(order(teller).sale().total()).isEqualTo(usd(450));
        assertThat(teller.told(OrderPaid.class)).extracting(OrderPaid::amount).containsExactly(usd(450));
    }

    @Test
    void the_page_alone_finds_its_order() {
        Teller teller = Teller.at(JAN, alice(pending(ORDER, pass(null))), null);
        teller.tell(new CheckoutSeen("cs_ord_1", null, Result.PAID, null, "pi_ord_1", usd(500), JAN));
        teller.tell(new PaymentReversed(
                new PaymentRef(null, "pi_ord_1", null, null), "usd", Reversals.inTotal(500), false));

        assertThat(order(teller).sale().refunded()).isEqualTo(usd(500));
    }

    @Test
    void what_is_not_ours_changes_nothing() {
        Account nobody = alice();
        Teller teller = Teller.at(JAN, nobody, GOOD);

        assertThat(teller.outcome(subscribed(JAN))).isEqualTo(new FactOutcome.Ignored("not_ours"));
        assertThat(teller.outcome(updated(GOOD, JAN))).isEqualTo(new FactOutcome.Ignored("not_ours"));
        assertThat(teller.outcome(paid("in_1", JAN, FEB, JAN))).isEqualTo(new FactOutcome.Ignored("not_ours"));
        assertThat(teller.outcome(refund("in_1", 5))).isEqualTo(new FactOutcome.Ignored("not_ours"));
        assertThat(teller.outcome(refund(SECOND, 5))).isEqualTo(new FactOutcome.Ignored("not_ours"));
        assertThat(teller.outcome(payment(SECOND, Status.SUCCEEDED, JAN))).isEqualTo(new FactOutcome.Applied());
        assertThat(teller.events).isEmpty();
        assertThat(teller.account()).isEqualTo(nobody);
    }

    @Test
    void another_subscription_that_names_the_same_order_takes_nobodys_place() {
        Teller teller = running();
        Account before = teller.account();
        SubscriptionState state = state(ACTIVE, MAR);

        assertThat(teller.outcome(
                        new SubscriptionSeen("sub_copy", ORDER, state, Observed.creation(JAN.plusSeconds(9)), false)))
                .isEqualTo(new FactOutcome.Ignored("not_ours"));
        assertThat(teller.outcome(new InvoiceSeen(
                        "sub_copy",
                        ORDER,
                        Shop.invoice("in_9", SubscriptionInvoice.Status.OPEN, JAN, MAR, 0, null),
                        false)))
                .isEqualTo(new FactOutcome.Ignored("not_ours"));
        assertThat(teller.account()).isEqualTo(before);
    }

    @Test
    void a_quantity_beyond_all_bounds_still_comes_to_a_decision() {
        Teller teller = Teller.at(JAN, alice(pending(ORDER, most())), GOOD)
                .tell(
                        created(
                                new SubscriptionState(ACTIVE, FEB, false, null, null, null, null, Integer.MAX_VALUE),
                                JAN),
                        paid("in_1", JAN, FEB, JAN));

        assertThat(teller.account().snapshot().holdings())
                .extracting(Holding::amount)
                .containsOnly(Long.MAX_VALUE);
    }

    private static Terms most() {
        Terms pro = pro();
        List<PlanFeature> features = List.of(PlanFeature.limit("seats", CatalogRules.MAX_FEATURE_AMOUNT * 1_000_000));
        return new Terms(pro.plan(), pro.price(), 0, 0, features, 1);
    }

    @Test
    void on_a_test_clock_a_pass_is_paid_in_that_clocks_time() {
        Teller teller = Teller.at(
                        JAN, alice(pending(ORDER, pass(Period.ofMonths(1)))).with(new TestClock("clock_1", MAR)), null)
                .tell(bought(ORDER, JAN));

        assertThat(teller.told(OrderPaid.class))
                .extracting(OrderPaid::expiresAt)
                .containsExactly(APR);
        assertThat(access(teller, "reports", JAN)).isNotNull();
        assertThat(teller.account().snapshot().frozenAt()).isEqualTo(MAR);
    }

    @Test
    void on_a_test_clock_a_canceled_payment_ends_its_order_in_that_clocks_time() {
        Teller teller = Teller.at(JAN, alice(intent(ORDER)).with(new TestClock("clock_1", MAR)), null)
                .tell(payment(ORDER, Status.CANCELED, JAN));

        Order order = order(teller);
        assertThat(order.reason()).isEqualTo("payment_canceled");
        assertThat(order.sale().progress().endedAt()).isEqualTo(MAR);
    }

    @Test
    void a_late_payment_still_adds_on_to_what_has_just_run_out() {
        Teller teller = Teller.at(
                        FEB.minusSeconds(10),
                        alice(pending(ORDER, pass(Period.ofMonths(1))), pending(SECOND, pass(Period.ofMonths(1)))),
                        null)
                .tell(bought(ORDER, JAN))
                .moveTo(FEB.plusSeconds(60))
                .pass()
                .tell(bought(SECOND, FEB.minusSeconds(5)));

        assertThat(access(teller, "reports", FEB.plusSeconds(60)))
                .extracting(Entitlement::expiresAt)
                .isEqualTo(MAR);
    }

    @Test
    void a_payment_told_again_long_after_moves_nothing() {
        Teller teller = Teller.at(
                        JAN.plusSeconds(100),
                        alice(pending(ORDER, pass(Period.ofMonths(1))), pending(SECOND, pass(Period.ofMonths(1)))),
                        null)
                .tell(bought(ORDER, JAN), bought(SECOND, JAN.plusSeconds(50)))
                .moveTo(APR)
                .pass();
        Account before = teller.account();

        teller.tell(bought(SECOND, JAN.plusSeconds(50)));

        assertThat(teller.account()).isEqualTo(before);
    }

    private static Order order(Teller teller) {
        return teller.account().order(ORDER).orElseThrow();
    }

    private static @Nullable Entitlement access(Teller teller, String feature, Instant at) {
        return teller.account().snapshot().at(at, feature, List.of());
    }
}
