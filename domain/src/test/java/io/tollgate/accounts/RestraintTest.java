package io.tollgate.accounts;

import static io.tollgate.accounts.Shop.ALICE;
import static io.tollgate.accounts.Shop.FEB;
import static io.tollgate.accounts.Shop.JAN;
import static io.tollgate.accounts.Shop.ORDER;
import static io.tollgate.accounts.Shop.REQUEST;
import static io.tollgate.accounts.Shop.alice;
import static io.tollgate.accounts.Shop.created;
import static io.tollgate.accounts.Shop.intent;
import static io.tollgate.accounts.Shop.pass;
import static io.tollgate.accounts.Shop.payment;
import static io.tollgate.accounts.Shop.pending;
import static io.tollgate.accounts.Shop.pro;
import static io.tollgate.accounts.Shop.state;
import static io.tollgate.accounts.Shop.usd;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.Buying.OpenDecision;
import io.tollgate.accounts.Keeping.SetupDecision;
import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.jobs.Job;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PlacedSubscription;
import io.tollgate.orders.PurchaseRequest;
import io.tollgate.orders.Sale;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.providerevents.ProviderFact.CardDeclined;
import io.tollgate.providerevents.ProviderFact.PaymentSeen;
import io.tollgate.providerevents.ProviderFact.SetupEnded;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.tenancy.PurchaseLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Somebody who tries out cards is stopped; a buyer never notices.
class RestraintTest {
    private static final OrderId NEXT = new OrderId("ord_next");
    private static final Terms AMOUNT = Terms.ofAmount(usd(500));

    private static Circumstances at(Instant now) {
        return new Circumstances(now, Shop.SETTINGS, Shop.CATALOG);
    }

    private static Optional<Restraint> restraint(Account account, Instant now) {
        return Restraint.of(account, _ -> false, at(now));
    }

    private static Account tried(Account account, ProviderFact... facts) {
        Account tried = account;
        for (ProviderFact fact : facts) {
            tried = TakingIn.fact(tried, fact, at(JAN)).account();
        }
        return tried;
    }

    private static ProviderFact[] declines(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> new CardDeclined("ch_" + i, JAN.minusSeconds(60L * i)))
                .toArray(ProviderFact[]::new);
    }

    private static Account withIntents(int number) {
        return alice(IntStream.range(0, number)
                .mapToObj(i -> intent(new OrderId("ord_" + i)))
                .toArray(Order[]::new));
    }

    private static OpenDecision open(Account account, Terms terms, PurchaseRequest request) {
        return Buying.open(account, new Buying.Opening(NEXT, terms, 1, request, "op_customer"), at(JAN))
                .answer();
    }

    private static OpenDecision open(Account account) {
        return open(account, AMOUNT, new IntentRequest("Repair", Map.of(), null));
    }

    @Test
    void after_ten_declines_within_an_hour_nothing_more_is_begun_until_the_first_is_an_hour_old() {
        Account nine = tried(alice(), declines(9));
        Account ten = tried(alice(), declines(10));

        assertThat(open(nine)).isInstanceOf(OpenDecision.Opened.class);
        assertThat(open(ten))
                .isEqualTo(new OpenDecision.Restrained(new Restraint.TooManyDeclines(Duration.ofMinutes(51))));
        assertThat(restraint(ten, JAN.plus(Duration.ofMinutes(51)).minusNanos(1)))
                .isPresent();
        assertThat(restraint(ten, JAN.plus(Duration.ofMinutes(51)))).isEmpty();
    }

    @Test
    void whoever_goes_on_trying_waits_until_fewer_than_ten_are_within_the_hour() {
        Account thirty = tried(alice(), declines(30));

        Restraint why = restraint(thirty, JAN).orElseThrow();

        // The tenth newest, nine minutes old, is the last to be forgotten.
        assertThat(why).isEqualTo(new Restraint.TooManyDeclines(Duration.ofMinutes(51)));
    }

    @Test
    void one_attempt_told_by_several_events_is_one_and_several_attempts_on_one_intent_are_several() {
        Account account = alice(intent(ORDER));
        ProviderFact charge = new CardDeclined("ch_1", JAN);
        ProviderFact payment = failed(ORDER, JAN, "ch_1");

        assertThat(tried(account, charge, payment, payment, charge).attempts().declines())
                .hasSize(1);
        assertThat(tried(
                                account,
                                payment,
                                failed(ORDER, JAN, "ch_2"),
                                failed(ORDER, JAN.minusSeconds(1), null),
                                failed(ORDER, JAN.minusSeconds(2), null))
                        .attempts()
                        .declines())
                .hasSize(4);
    }

    @Test
    void a_decline_of_what_is_no_order_of_ours_counts_too() {
        assertThat(tried(alice(), failed(null, JAN, "ch_1")).attempts().declines())
                .hasSize(1);
    }

    @Test
    void only_what_failed_is_a_decline() {
        Account account = alice(intent(ORDER));

        for (PaymentState.Status status : PaymentState.Status.values()) {
            assertThat(tried(account, payment(ORDER, status, JAN)).attempts().declines())
                    .hasSize(status == PaymentState.Status.FAILED ? 1 : 0);
        }
    }

    @Test
    void a_subscription_that_is_declined_at_once_is_counted_before_its_events_come_and_once() {
        Order order = new Order.Pending(Sale.begin(
                ORDER, pro(), 1, Shop.PRICE, new SubscriptionRequest("pm_1", Map.of(), null), JAN.minusSeconds(60)));
        PaymentState failed = new PaymentState(PaymentState.Status.FAILED, JAN, "card_declined", Shop.PRICE);
        ProviderFact.SubscriptionFetched seen = new ProviderFact.SubscriptionFetched(
                Shop.SUBSCRIPTION,
                ORDER,
                state(SubscriptionStatus.INCOMPLETE, FEB),
                io.tollgate.subscriptions.Observed.fetched(JAN, JAN),
                0);
        PlacedSubscription made = new PlacedSubscription(Shop.SUBSCRIPTION, seen, failed, null, "ch_1");

        Account declined =
                Buying.subscriptionMade(alice(order), ORDER, made, at(JAN)).account();

        assertThat(declined.order(ORDER).orElseThrow().status()).isEqualTo("failed");
        assertThat(declined.attempts().declines()).hasSize(1);
        assertThat(tried(declined, failed(null, JAN, "ch_1"), new CardDeclined("ch_1", JAN))
                        .attempts()
                        .declines())
                .hasSize(1);
    }

    @Property
    void declines_come_to_the_same_in_any_order_and_are_never_more_than_a_hundred(
            @ForAll @IntRange(max = 250) int number, @ForAll Random random) {
        List<ProviderFact> facts = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            facts.add(new CardDeclined("ch_" + random.nextInt(1_000), JAN.minusSeconds(random.nextInt(7_200))));
        }
        List<ProviderFact> distinct = new ArrayList<>(facts.stream()
                .collect(java.util.stream.Collectors.toMap(
                        fact -> ((CardDeclined) fact).attempt(), fact -> fact, (first, _) -> first))
                .values());
        Account one = tried(alice(), distinct.toArray(ProviderFact[]::new));
        List<ProviderFact> shuffled = new ArrayList<>(distinct);
        shuffled.addAll(distinct);
        Collections.shuffle(shuffled, random);

        Account other = tried(alice(), shuffled.toArray(ProviderFact[]::new));

        assertThat(other.attempts()).isEqualTo(one.attempts());
        assertThat(one.attempts().declines())
                .hasSizeLessThanOrEqualTo(PurchaseLimits.MOST)
                .allMatch(decline -> decline.at().isAfter(JAN.minus(Attempts.REMEMBERED)));
    }

    @Test
    void ten_open_pages_payments_and_set_ups_are_enough() {
        Account account = withIntents(4).with(pending(new OrderId("ord_page"), pass(null)));
        for (int i = 0; i < 4; i++) {
            account = begin(account, "op_" + i).account();
        }
        assertThat(open(account)).isInstanceOf(OpenDecision.Opened.class);

        Account ten = begin(account, "op_last").account();

        Restraint why = new Restraint.TooManyOpen(Duration.ofMinutes(59));
        assertThat(open(ten)).isEqualTo(new OpenDecision.Restrained(why));
        assertThat(begin(ten, "op_more").answer()).isEqualTo(new SetupDecision.Restrained(why));
        assertThat(begin(ten, "op_more").account()).isEqualTo(ten);
    }

    @Test
    void what_was_begun_is_finished_whatever_was_tried_since() {
        Account begun = begin(withIntents(9), "op_1").account();
        Account restrained = tried(begun, declines(10));

        assertThat(begin(restrained, "op_1").answer()).isEqualTo(new SetupDecision.Begun());
        assertThat(Buying.open(
                                restrained,
                                new Buying.Opening(
                                        new OrderId("ord_3"),
                                        AMOUNT,
                                        1,
                                        new IntentRequest(null, Map.of(), null),
                                        "op_customer"),
                                at(JAN))
                        .answer())
                .isInstanceOf(OpenDecision.Opened.class);
    }

    @Test
    void another_page_of_a_plan_takes_the_place_of_the_first_and_does_not_count() {
        Account account = withIntents(9).with(pending(new OrderId("ord_page"), pro()));

        assertThat(open(account, pro(), REQUEST)).isInstanceOf(OpenDecision.Opened.class);
        assertThat(open(account, plan("team"), REQUEST)).isInstanceOf(OpenDecision.Restrained.class);
    }

    @Test
    void what_is_paid_ended_or_on_its_way_is_not_open() {
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            orders.add(pending(new OrderId("ord_processing" + i), pass(null)).process());
            orders.add(pending(new OrderId("ord_failed" + i), pass(null)).fail("declined", JAN));
            orders.add(pending(new OrderId("ord_canceled" + i), pass(null)).cancel("requested", JAN));
            orders.add(pending(new OrderId("ord_paid" + i), plan("plan" + i)).pay(JAN));
        }

        assertThat(restraint(alice(orders.toArray(Order[]::new)), JAN)).isEmpty();
    }

    @Test
    void what_was_begun_an_hour_ago_makes_room_though_it_can_still_be_paid() {
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            orders.add(pending(new OrderId("ord_page" + i), plan("plan" + i)));
            orders.add(intent(new OrderId("ord_intent" + i)));
        }
        orders.add(new Order.Pending(Sale.begin(
                        new OrderId("ord_direct"),
                        plan("direct"),
                        1,
                        Shop.PRICE,
                        new SubscriptionRequest(null, Map.of(), null),
                        JAN)
                .withProviderIds("sub_1", null)));
        Account account = begin(alice(orders.toArray(Order[]::new)), "op_1").account();

        assertThat(restraint(account, JAN.plusSeconds(3539)))
                .contains(new Restraint.TooManyOpen(Duration.ofSeconds(1)));
        assertThat(restraint(account, JAN.plusSeconds(3540))).isEmpty();
    }

    @Test
    void set_ups_are_forgotten_after_a_day_whatever_becomes_of_the_jobs_that_close_them() {
        Account account = begin(alice(), "op_1").account();

        Account later = Keeping.begin(account, "op_2", "op_customer", null, at(JAN.plus(Keeping.SETUP_OPEN)))
                .account();

        assertThat(later.attempts().setups())
                .extracting(Attempts.Setup::operation)
                .containsExactly("op_2");
    }

    @Test
    void a_set_up_that_was_used_is_not_open() {
        Decision<SetupDecision> begun = begin(alice(), "op_1");
        assertThat(begun.effects())
                .contains(new Effect.Schedule(new Job.CloseSetup(ALICE, "op_1"), Duration.ofHours(24)));

        Account ended = tried(begun.account(), new SetupEnded("op_1"), new SetupEnded("op_unknown"));

        assertThat(ended.attempts()).isEqualTo(Attempts.NONE);
    }

    @Test
    void a_project_sets_its_own_limits() {
        Circumstances strict = new Circumstances(JAN, Shop.SETTINGS.withPurchaseLimits(new PurchaseLimits(2, 1)));

        assertThat(Restraint.of(withIntents(1), _ -> false, strict)).isEmpty();
        assertThat(Restraint.of(withIntents(2), _ -> false, strict)).isPresent();
        assertThat(Restraint.of(tried(alice(), declines(1)), _ -> false, strict))
                .isPresent();
    }

    @Test
    void on_a_test_clock_a_year_of_failing_renewals_is_no_card_testing() {
        Account clocked = alice().with(new TestClock("clock_1", JAN));
        for (int month = 0; month < 12; month++) {
            clocked = tried(
                    clocked.with(new TestClock("clock_1", JAN.plus(Duration.ofDays(30L * month)))),
                    failed(null, JAN, "ch_" + month));
        }

        assertThat(restraint(clocked, JAN)).isEmpty();
        assertThat(clocked.attempts().declines()).hasSize(1);
    }

    @Test
    void access_is_none_of_its_business() {
        Account account = tried(alice(pending(ORDER, pro())), declines(10));

        Account subscribed = tried(account, created(state(SubscriptionStatus.ACTIVE, FEB), JAN));

        assertThat(subscribed.subscriptions()).hasSize(1);
        assertThat(subscribed.attempts()).isEqualTo(account.attempts());
    }

    private static Decision<SetupDecision> begin(Account account, String operation) {
        return Keeping.begin(account, operation, "cop_1", null, at(JAN));
    }

    private static PaymentSeen failed(OrderId order, Instant at, String charge) {
        return new PaymentSeen(
                "pi_" + (order == null ? "other" : order.value()),
                order,
                new PaymentState(PaymentState.Status.FAILED, at, "card_declined", usd(500)),
                charge);
    }

    private static Terms plan(String code) {
        return new Terms(code, new Price.OneTime(code + "-once", null, usd(500), "price_" + code), 0, 0, List.of(), 1);
    }
}
