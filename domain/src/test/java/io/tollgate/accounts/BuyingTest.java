package io.tollgate.accounts;

import static io.tollgate.accounts.Shop.ALICE;
import static io.tollgate.accounts.Shop.FEB;
import static io.tollgate.accounts.Shop.JAN;
import static io.tollgate.accounts.Shop.MAR;
import static io.tollgate.accounts.Shop.ORDER;
import static io.tollgate.accounts.Shop.REQUEST;
import static io.tollgate.accounts.Shop.alice;
import static io.tollgate.accounts.Shop.bought;
import static io.tollgate.accounts.Shop.created;
import static io.tollgate.accounts.Shop.pass;
import static io.tollgate.accounts.Shop.pending;
import static io.tollgate.accounts.Shop.pro;
import static io.tollgate.accounts.Shop.state;
import static io.tollgate.accounts.Shop.subscribed;
import static io.tollgate.accounts.Shop.subscriber;
import static io.tollgate.accounts.Shop.usd;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.Buying.CancelDecision;
import io.tollgate.accounts.Buying.OpenDecision;
import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.jobs.Job;
import io.tollgate.money.Money;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.subscriptions.SubscriptionStatus;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BuyingTest {
    private static final Circumstances NOW = new Circumstances(JAN, Shop.SETTINGS);
    private static final OrderId SECOND = new OrderId("ord_2");
    private static final CheckoutPage PAGE = new CheckoutPage("cs_new", "https://pay/new", JAN.plusSeconds(1800));

    @Test
    void an_order_is_opened_with_its_customer_and_a_job_that_finishes_it() {
        Decision<OpenDecision> decision = open(Account.empty(ALICE), ORDER, pro(), 3);

        OpenDecision.Opened opened = (OpenDecision.Opened) decision.answer();
        assertThat(opened.order()).isInstanceOf(Order.Pending.class);
        assertThat(opened.order().sale().total()).isEqualTo(usd(3 * 1999));
        assertThat(opened.customer()).isEqualTo(new Customer.Creating("op_customer", null, JAN));
        assertThat(decision.account().customer()).isEqualTo(opened.customer());
        assertThat(decision.effects())
                .containsExactly(new Effect.Schedule(new Job.ResumeCheckout(ALICE, ORDER), Duration.ofSeconds(30)));
        assertThat(decision.events()).containsExactly(new DomainEvent.OrderOpened(ORDER, "pro", "pro-month"));
    }

    @Test
    void decided_again_for_the_same_order_it_is_the_same() {
        Account once = open(Account.empty(ALICE), ORDER, pro(), 1).account();

        Decision<OpenDecision> again = open(once, ORDER, pro(), 1);

        assertThat(again.account()).isEqualTo(once);
        assertThat(again.answer())
                .isEqualTo(new OpenDecision.Opened(once.order(ORDER).orElseThrow(), once.customer()));
        assertThat(again.events()).isEmpty();
        assertThat(again.effects()).isEmpty();
    }

    @Test
    void a_known_customer_and_one_on_its_way_are_kept() {
        Account known = alice();
        Account creating = Account.empty(ALICE).with(new Customer.Creating("op_first", "a@b", JAN));

        assertThat(open(known, ORDER, pro(), 1).account().customer()).isEqualTo(new Customer.Known("cus_1"));
        assertThat(open(creating, ORDER, pro(), 1).account().customer())
                .isEqualTo(new Customer.Creating("op_first", "a@b", JAN));
    }

    @Test
    void a_second_page_for_the_same_plan_supersedes_the_first() {
        Decision<OpenDecision> decision = open(subscriber(), SECOND, pro(), 1);

        assertThat(decision.account().order(ORDER).orElseThrow())
                .extracting(Order::status, Order::reason)
                .containsExactly("canceled", "superseded");
        assertThat(decision.account().order(SECOND).orElseThrow().status()).isEqualTo("pending");
        assertThat(decision.effects()).contains(new Effect.Schedule(new Job.CloseOrder(ALICE, ORDER), Duration.ZERO));
        assertThat(decision.events())
                .extracting(DomainEvent::type)
                .containsExactlyInAnyOrder("order.failed", "order.opened");
    }

    @Test
    void another_plans_page_stays_open() {
        assertThat(open(subscriber(), SECOND, pass(null), 1)
                        .account()
                        .order(ORDER)
                        .orElseThrow()
                        .status())
                .isEqualTo("pending");
    }

    @ParameterizedTest
    @EnumSource(names = {"TRIALING", "ACTIVE", "PAST_DUE", "UNPAID", "PAUSED"})
    void a_second_subscription_to_the_same_plan_is_refused(SubscriptionStatus status) {
        Account subscribed = Teller.at(JAN, subscriber(), null)
                .tell(created(state(status, FEB), JAN))
                .account();

        Decision<OpenDecision> decision = open(subscribed, SECOND, pro(), 1);

        assertThat(decision.answer()).isEqualTo(new OpenDecision.AlreadySubscribed("sub_1"));
        assertThat(decision.account()).isEqualTo(subscribed);
        assertThat(decision.effects()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"INCOMPLETE", "INCOMPLETE_EXPIRED", "CANCELED"})
    void one_that_is_over_or_never_began_is_not_in_the_way(SubscriptionStatus status) {
        Account former = Teller.at(JAN, subscriber(), null)
                .tell(created(state(status, FEB), JAN))
                .account();

        assertThat(open(former, SECOND, pro(), 1).answer()).isInstanceOf(OpenDecision.Opened.class);
    }

    @Test
    void one_on_its_way_is_in_the_way() {
        Account processing =
                Teller.at(JAN, subscriber(), null).tell(subscribed(JAN)).account();

        assertThat(open(processing, SECOND, pro(), 1).answer()).isEqualTo(new OpenDecision.AlreadySubscribed("ord_1"));
        assertThat(open(processing, SECOND, pass(null), 1).answer()).isInstanceOf(OpenDecision.Opened.class);
    }

    @Test
    void a_subscription_without_a_page_is_in_the_way_until_the_provider_has_answered() {
        Buying.Opening direct =
                new Buying.Opening(ORDER, pro(), 1, new SubscriptionRequest("pm_1", Map.of(), null), "op_customer");
        Account starting = Buying.open(alice(), direct, NOW).account();

        assertThat(open(starting, SECOND, pro(), 1).answer()).isEqualTo(new OpenDecision.AlreadySubscribed("ord_1"));

        Account incomplete = Teller.at(JAN, starting, null)
                .tell(created(state(SubscriptionStatus.INCOMPLETE, FEB), JAN))
                .account();
        assertThat(open(incomplete, SECOND, pro(), 1).answer()).isInstanceOf(OpenDecision.Opened.class);
        Circumstances later = new Circumstances(JAN.plusSeconds(120), Shop.SETTINGS);
        assertThat(Buying.open(starting, new Buying.Opening(SECOND, pro(), 1, REQUEST, "op_customer"), later)
                        .answer())
                .isInstanceOf(OpenDecision.Opened.class);
    }

    @Test
    void on_a_test_clock_an_order_is_made_in_that_clocks_time_and_its_key_in_ours() {
        Account clocked = alice().with(new TestClock("clock_1", MAR));

        Order order = open(clocked, ORDER, pro(), 1).account().order(ORDER).orElseThrow();

        assertThat(order.sale().createdAt()).isEqualTo(MAR);
        assertThat(order.sale().operationStartedAt()).isEqualTo(JAN);
    }

    @Test
    void the_provider_bills_a_customer_in_one_currency() {
        Account subscribed = Teller.at(JAN, subscriber(), null)
                .tell(created(state(SubscriptionStatus.ACTIVE, FEB), JAN))
                .account();
        Terms inEuros = new Terms(
                "team",
                new Price.Recurring("team", Period.ofMonths(1), new Money(100, "eur"), null),
                0,
                0,
                List.of(),
                1);

        assertThat(open(subscribed, SECOND, inEuros, 1).answer()).isEqualTo(new OpenDecision.CurrencyConflict("usd"));
    }

    @Test
    void a_pass_can_be_bought_again_while_it_runs() {
        Account holder = Teller.at(JAN, alice(pending(ORDER, pass(Period.ofMonths(1)))), null)
                .tell(bought(ORDER, JAN))
                .account();

        assertThat(open(holder, SECOND, pass(Period.ofMonths(1)), 1).answer()).isInstanceOf(OpenDecision.Opened.class);
    }

    @Test
    void the_customer_is_made_once() {
        Account creating = open(Account.empty(ALICE), ORDER, pro(), 1).account();

        Decision<Customer> made = Buying.customerMade(creating, "cus_1", NOW);
        Decision<Customer> again = Buying.customerMade(made.account(), "cus_2", NOW);

        assertThat(made.events()).containsExactly(new DomainEvent.CustomerLinked("cus_1"));
        assertThat(again.answer()).isEqualTo(new Customer.Known("cus_1"));
        assertThat(again.account()).isEqualTo(made.account());
    }

    @Test
    void the_page_is_remembered_once() {
        Account opened = open(alice(), ORDER, pro(), 1).account();

        Decision<Order> first = Buying.pageOpened(opened, ORDER, PAGE, NOW);
        Decision<Order> again =
                Buying.pageOpened(first.account(), ORDER, new CheckoutPage("cs_other", "https://x", JAN), NOW);

        assertThat(first.answer().sale().page()).isEqualTo(PAGE);
        assertThat(first.effects()).containsExactly(new Effect.Unschedule(new Job.ResumeCheckout(ALICE, ORDER)));
        assertThat(again.account()).isEqualTo(first.account());
    }

    @Test
    void a_page_that_opens_after_its_order_was_superseded_is_closed() {
        Account opened = open(alice(), ORDER, pro(), 1).account();
        Account superseded = open(opened, SECOND, pro(), 1).account();

        Decision<Order> late = Buying.pageOpened(superseded, ORDER, PAGE, NOW);

        assertThat(late.answer()).extracting(Order::status).isEqualTo("canceled");
        assertThat(late.answer().sale().page()).isEqualTo(PAGE);
        assertThat(late.effects()).contains(new Effect.Schedule(new Job.CloseOrder(ALICE, ORDER), Duration.ZERO));
    }

    @Test
    void a_late_answer_never_changes_a_paid_order() {
        Account opened = open(alice(), ORDER, pass(null), 1).account();
        Account paid = Teller.at(JAN, opened, null).tell(bought(ORDER, JAN)).account();

        assertThat(Buying.pageOpened(paid, ORDER, PAGE, NOW).account()).isEqualTo(paid);
        assertThat(Buying.placingRefused(paid, ORDER, "price_gone", NOW).account())
                .isEqualTo(paid);
    }

    @Test
    void a_page_that_the_provider_refuses_fails_the_order() {
        Account opened = open(alice(), ORDER, pro(), 1).account();

        Decision<Order> refused = Buying.placingRefused(opened, ORDER, "price_gone", NOW);

        assertThat(refused.answer()).extracting(Order::status, Order::reason).containsExactly("failed", "price_gone");
        assertThat(refused.events()).extracting(DomainEvent::type).containsExactly("order.failed");
        assertThat(refused.effects()).containsExactly(new Effect.Unschedule(new Job.ResumeCheckout(ALICE, ORDER)));
    }

    @Test
    void an_open_page_is_canceled_once() {
        Decision<CancelDecision> canceled = Buying.cancel(subscriber(), ORDER, NOW);

        assertThat(canceled.answer()).isInstanceOf(CancelDecision.Canceled.class);
        assertThat(canceled.account().order(ORDER).orElseThrow().reason()).isEqualTo("requested");
        assertThat(canceled.effects())
                .containsExactly(new Effect.Schedule(new Job.CloseOrder(ALICE, ORDER), Duration.ZERO));
        assertThat(Buying.cancel(canceled.account(), ORDER, NOW).answer()).isInstanceOf(CancelDecision.NotOpen.class);
        assertThat(Buying.cancel(alice(), ORDER, NOW).answer()).isInstanceOf(CancelDecision.NoSuchOrder.class);
    }

    @Test
    void paid_in_the_moment_of_its_cancellation_the_money_wins() {
        Account canceled =
                Buying.cancel(alice(pending(ORDER, pass(null))), ORDER, NOW).account();

        Account paid = Teller.at(JAN, canceled, null).tell(bought(ORDER, JAN)).account();

        assertThat(paid.order(ORDER).orElseThrow())
                .extracting(Order::status, Order::reason)
                .containsExactly("paid", null);
    }

    private static Decision<OpenDecision> open(Account account, OrderId order, Terms terms, int quantity) {
        return Buying.open(account, new Buying.Opening(order, terms, quantity, REQUEST, "op_customer"), NOW);
    }
}
