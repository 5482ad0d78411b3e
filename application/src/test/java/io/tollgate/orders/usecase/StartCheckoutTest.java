package io.tollgate.orders.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Customer;
import io.tollgate.accounts.Living;
import io.tollgate.accounts.Restraint;
import io.tollgate.accounts.TestClock;
import io.tollgate.accounts.Touching;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.contracts.Together;
import io.tollgate.fixtures.fakes.FakePayments.Crash;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.orders.AskedTax;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Prepared;
import io.tollgate.payments.RefusalReason;
import io.tollgate.tenancy.AutomaticTax;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.PurchaseLimits;
import io.tollgate.tenancy.Settings;
import io.tollgate.tenancy.UserDirectory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartCheckoutTest {
    private final Shop shop = new Shop();

    @Test
    void a_checkout_opens_a_page_for_one_order_and_one_customer() {
        PurchaseOutcome<CheckoutPage> outcome = shop.start("op_1", "pro");

        Order order = shop.order("ord_1");
        assertThat(order).isInstanceOf(Order.Pending.class);
        assertThat(outcome)
                .isEqualTo(new PurchaseOutcome.Placed<>(
                        new OrderId("ord_1"), shop.payments.pages().getFirst().page()));
        assertThat(order.sale().page())
                .isEqualTo(shop.payments.pages().getFirst().page());
        assertThat(shop.alice().customer())
                .isEqualTo(
                        new Customer.Known(shop.payments.customers().getFirst().id()));
        assertThat(shop.payments.customers().getFirst().email()).isEqualTo("alice@app.test");
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void a_second_checkout_uses_the_same_customer() {
        shop.start("op_1", "pro");
        shop.start("op_2", "pass1");

        assertThat(shop.payments.customers()).hasSize(1);
        assertThat(shop.openPages()).containsExactly("ord_1", "ord_2");
    }

    @Test
    void a_user_on_a_test_clock_gets_a_customer_on_it() {
        TestClock clock = new TestClock("clock_1", shop.time.instant());
        shop.database.accounts.decide(
                Shop.ALICE, Touching.NOTHING, Shop.CAUSE, account -> Living.link(account, clock, given()));

        shop.start("op_1", "pro");

        assertThat(shop.payments.customers().getFirst().testClock()).isEqualTo("clock_1");
    }

    @Test
    void an_unknown_plan_is_refused() {
        assertThat(shop.start("op_1", "gold")).isEqualTo(refused(new PurchaseRefusal.UnknownPlan()));
    }

    @Test
    void of_several_prices_one_must_be_named() {
        assertThat(shop.start("op_1", "team")).isEqualTo(refused(new PurchaseRefusal.UnknownPrice()));
        assertThat(shop.start("op_2", "free")).isEqualTo(refused(new PurchaseRefusal.UnknownPrice()));
        assertThat(start("op_3", "team", "pro-month")).isEqualTo(refused(new PurchaseRefusal.UnknownPrice()));
        assertThat(start("op_4", "team", "team-euro")).isInstanceOf(PurchaseOutcome.Placed.class);
        assertThat(shop.order("ord_4").sale().terms().price().code()).isEqualTo("team-euro");
    }

    @Test
    void a_price_that_the_provider_does_not_know_is_refused() {
        assertThat(shop.start("op_1", "new")).isEqualTo(refused(new PurchaseRefusal.NotSynced("new-pass")));
    }

    @Test
    void a_user_must_be_in_the_directory() {
        shop.directory.answer("alice", UserDirectory.Answer.UNKNOWN);
        assertThat(shop.start("op_1", "pro")).isEqualTo(refused(new PurchaseRefusal.UserNotFound()));

        shop.directory.answer("alice", UserDirectory.Answer.UNAVAILABLE);
        assertThat(shop.start("op_1", "pro")).isEqualTo(refused(new PurchaseRefusal.DirectoryUnavailable()));

        assertThat(shop.database.accounts.find(Shop.ALICE)).isEmpty();
        shop.directory.answer("alice", UserDirectory.Answer.EXISTS);
        assertThat(shop.start("op_1", "pro")).isInstanceOf(PurchaseOutcome.Placed.class);
    }

    @Test
    void a_live_subscription_to_the_plan_stands_in_the_way() {
        subscribe("op_1", "pro");

        assertThat(shop.start("op_2", "pro")).isEqualTo(refused(new PurchaseRefusal.AlreadySubscribed("sub_1")));
        assertThat(shop.start("op_3", "pass1")).isInstanceOf(PurchaseOutcome.Placed.class);
    }

    @Test
    void a_customer_is_billed_in_one_currency() {
        subscribe("op_1", "pro");

        assertThat(shop.start("op_2", "euro")).isEqualTo(refused(new PurchaseRefusal.CurrencyConflict("usd")));
    }

    @Test
    void a_second_page_for_the_plan_closes_the_first() {
        shop.start("op_1", "pro");
        shop.start("op_2", "pro");
        shop.work();

        assertThat(shop.order("ord_1").reason()).isEqualTo("superseded");
        assertThat(shop.openPages()).containsExactly("ord_2");
        assertThat(shop.start("op_1", "pro")).isEqualTo(refused(new PurchaseRefusal.Superseded(new OrderId("ord_1"))));
    }

    @Test
    void an_order_superseded_before_its_page_is_known_closes_it_when_it_is() {
        shop.start("op_0", "pass0");
        shop.payments.during(() -> shop.start("op_2", "pro"));

        PurchaseOutcome<CheckoutPage> first = shop.start("op_1", "pro");
        shop.work();

        assertThat(first).isEqualTo(refused(new PurchaseRefusal.Superseded(new OrderId("ord_1"))));
        assertThat(shop.openPages()).containsExactly("ord_0", "ord_2");
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void the_same_operation_comes_to_the_same_page() {
        PurchaseOutcome<CheckoutPage> first = shop.start("op_1", "pro");

        assertThat(shop.start("op_1", "pro")).isEqualTo(first);
        shop.clearOut();
        shop.directory.answer("alice", UserDirectory.Answer.UNAVAILABLE);
        assertThat(shop.start("op_1", "pro")).isEqualTo(first);
        assertThat(shop.payments.pages()).hasSize(1);
    }

    @Test
    void the_same_operation_comes_to_the_same_page_when_it_was_paid_meanwhile() {
        PurchaseOutcome<CheckoutPage> first = shop.start("op_1", "pass1");
        shop.take(Samples.paid("ord_1", shop.time.instant()));

        assertThat(shop.start("op_1", "pass1")).isEqualTo(first);
    }

    @Test
    void what_the_provider_refuses_fails_the_order() {
        shop.payments.stumble(Fault.NONE, Fault.DECLINED);

        PurchaseOutcome<CheckoutPage> outcome = shop.start("op_1", "pro");

        assertThat(outcome)
                .isEqualTo(
                        refused(new PurchaseRefusal.Declined(new OrderId("ord_1"), "refused", "The provider refused")));
        assertThat(shop.order("ord_1").reason()).isEqualTo("refused");
        assertThat(shop.jobs()).isEmpty();
        assertThat(shop.start("op_1", "pro"))
                .matches(StartCheckoutTest::isDeclined)
                .hasToString(
                        "Refused[why=Declined[order=ord_1, code=refused, message=The purchase could not be opened]]");
        assertThat(shop.start("op_2", "pro")).isInstanceOf(PurchaseOutcome.Placed.class);
    }

    @Test
    void a_customer_that_the_provider_refuses_fails_the_order_and_the_next_begins_anew() {
        shop.payments.stumble(Fault.DECLINED);

        assertThat(shop.start("op_1", "pro")).matches(StartCheckoutTest::isDeclined);
        assertThat(shop.alice().customer()).isEqualTo(new Customer.None());
        assertThat(shop.jobs()).isEmpty();
        assertThat(shop.start("op_2", "pro")).isInstanceOf(PurchaseOutcome.Placed.class);
        assertThat(shop.payments.customers()).hasSize(1);
    }

    @Test
    void an_order_that_waited_for_a_refused_customer_fails_too() {
        shop.payments.stumble(Fault.UNKNOWN_BEFORE, Fault.DECLINED);
        shop.start("op_1", "pass1");
        shop.start("op_2", "pass2");
        shop.time.advance(Duration.ofSeconds(30));

        shop.work();

        assertThat(shop.order("ord_1").reason()).isEqualTo("customer_refused");
        assertThat(shop.order("ord_2").reason()).isEqualTo("refused");
        assertThat(shop.jobs()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"UNKNOWN_BEFORE", "UNKNOWN_AFTER"})
    void what_is_not_known_is_finished_by_a_job(Fault fault) {
        for (List<Fault> faults : List.of(List.of(fault), List.of(Fault.NONE, fault))) {
            Shop fresh = new Shop();
            fresh.payments.stumble(faults.toArray(Fault[]::new));

            assertThat(fresh.start("op_1", "pro"))
                    .isEqualTo(refused(new PurchaseRefusal.ProviderUnavailable(new OrderId("ord_1"))));
            assertThat(fresh.jobs()).hasSize(1);
            fresh.time.advance(Duration.ofSeconds(30));
            fresh.work();

            assertOnePage(fresh);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CRASH_BEFORE", "CRASH_AFTER"})
    void after_a_crash_at_the_provider_the_same_operation_goes_on(Fault fault) {
        for (List<Fault> faults : List.of(List.of(fault), List.of(Fault.NONE, fault))) {
            Shop fresh = new Shop();
            fresh.payments.stumble(faults.toArray(Fault[]::new));
            assertThatThrownBy(() -> fresh.start("op_1", "pro")).isInstanceOf(Crash.class);

            assertThat(fresh.start("op_1", "pro")).isInstanceOf(PurchaseOutcome.Placed.class);

            assertOnePage(fresh);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void after_a_crash_at_any_commit_the_job_goes_on(boolean committed) {
        int crashes = 0;
        for (int at = 1; ; at++) {
            Shop fresh = new Shop();
            CrashingAccounts accounts = new CrashingAccounts(fresh.database.accounts, at, committed);
            try {
                fresh.startCheckout(accounts).start(fresh.command("op_1", Shop.ALICE, "pro"));
            } catch (Crash e) {
                crashes++;
            }
            if (accounts.survived()) {
                break;
            }
            if (at > 1 || committed) {
                fresh.time.advance(Duration.ofSeconds(30));
                fresh.work();
                assertOnePage(fresh);
            }
            assertThat(fresh.start("op_1", "pro")).isInstanceOf(PurchaseOutcome.Placed.class);
            assertOnePage(fresh);
        }
        assertThat(crashes).isEqualTo(4);
    }

    @Test
    void when_keys_are_forgotten_the_page_is_looked_for() {
        shop.payments.stumble(Fault.NONE, Fault.UNKNOWN_AFTER);
        shop.start("op_1", "pro");
        shop.time.advance(Duration.ofHours(30));

        PurchaseOutcome<CheckoutPage> outcome = shop.start("op_1", "pro");

        assertThat(outcome).isInstanceOf(PurchaseOutcome.Placed.class);
        assertOnePage(shop);
    }

    @Test
    void when_keys_are_forgotten_and_there_is_no_page_the_order_is_abandoned() {
        shop.payments.stumble(Fault.NONE, Fault.UNKNOWN_BEFORE);
        shop.start("op_1", "pro");
        shop.time.advance(Duration.ofHours(30));

        shop.work();

        assertThat(shop.order("ord_1")).isInstanceOf(Order.Failed.class);
        assertThat(shop.order("ord_1").reason()).isEqualTo("abandoned");
        assertThat(shop.payments.pages()).isEmpty();
        assertThat(shop.jobs()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_BEFORE", "UNKNOWN_AFTER"})
    void when_keys_are_forgotten_the_customer_is_looked_for(Fault fault) {
        shop.payments.stumble(fault);
        shop.start("op_1", "pro");
        shop.time.advance(Duration.ofHours(30));

        assertThat(shop.start("op_2", "pro")).isInstanceOf(PurchaseOutcome.Placed.class);

        assertThat(shop.payments.customers()).hasSize(1);
    }

    @Test
    void the_page_of_an_order_that_was_refused_to_another_runner_is_closed() {
        shop.start("op_0", "pass1");
        shop.payments.during(() -> shop.database.accounts.decide(
                Shop.ALICE,
                Touching.order(new OrderId("ord_1")),
                Shop.CAUSE,
                account -> Buying.placingRefused(account, new OrderId("ord_1"), "refused", given())));

        assertThat(shop.start("op_1", "pro")).matches(StartCheckoutTest::isDeclined);
        shop.work();

        assertThat(shop.openPages()).containsExactly("ord_0");
    }

    @Test
    void while_the_provider_is_away_the_job_tries_again() {
        shop.payments.stumble(Fault.UNKNOWN_BEFORE, Fault.UNKNOWN_BEFORE, Fault.UNKNOWN_BEFORE);
        shop.start("op_1", "pro");

        for (int i = 0; i < 3; i++) {
            shop.time.advance(Duration.ofMinutes(1));
            shop.work();
        }

        assertOnePage(shop);
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void a_project_without_taxes_asks_for_none() {
        shop.start("op_1", "pro");

        assertThat(tax("ord_1")).isEqualTo(AskedTax.NONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = AutomaticTax.class,
            names = {"IF_POSSIBLE", "REQUIRED"})
    void taxes_are_reckoned_where_the_account_is_set_up_for_them(AutomaticTax wanted) {
        taxes(wanted);
        shop.payments.reckonsTax(true);

        shop.start("op_1", "pro");

        assertThat(shop.payments.openPages())
                .singleElement()
                .satisfies(page -> assertThat(page.sale().checkout().tax()).isEqualTo(AskedTax.of(wanted)));
    }

    @Test
    void where_taxes_are_required_and_can_not_be_reckoned_nothing_is_sold() {
        taxes(AutomaticTax.REQUIRED);

        PurchaseOutcome<CheckoutPage> outcome = shop.start("op_1", "pro");

        RefusalReason reason = RefusalReason.TAX_NOT_CONFIGURED;
        assertThat(outcome)
                .isEqualTo(new PurchaseOutcome.Refused<>(
                        new PurchaseRefusal.Declined(new OrderId("ord_1"), reason.code(), reason.text())));
        assertThat(shop.order("ord_1").reason()).isEqualTo("tax_not_configured");
        assertThat(shop.payments.pages()).isEmpty();
    }

    @Test
    void a_promotion_code_is_looked_up_once() {
        shop.payments.hasPromotion("SAVE", "promo_1");
        StartCheckout.Command command = withCode("SAVE");
        shop.payments.stumble(Fault.NONE, Fault.NONE, Fault.UNKNOWN_AFTER);
        assertThat(shop.startCheckout().start(command))
                .isEqualTo(refused(new PurchaseRefusal.ProviderUnavailable(new OrderId("ord_1"))));
        shop.payments.hasPromotion("SAVE", null);

        shop.time.advance(Buying.RESUME_AFTER);
        shop.work();

        assertThat(shop.openPages()).containsExactly("ord_1");
        assertThat(shop.order("ord_1").sale().prepared())
                .isEqualTo(Prepared.of("cus_1").withPromotion("promo_1"));
        assertThat(shop.payments.calls()).containsOnlyOnce("findPromotion");
        assertThat(shop.startCheckout().start(command)).isInstanceOf(PurchaseOutcome.Placed.class);
    }

    @Test
    void a_promotion_code_that_goes_while_another_attempt_has_found_it_is_still_good() {
        shop.payments.hasPromotion("SAVE", "promo_1");
        StartCheckout.Command command = withCode("SAVE");
        shop.start("op_0", "pass0");
        // Another attempt at the same order finds it and opens the page, while this one's look-up finds none.
        shop.payments.during(() -> {
            shop.payments.hasPromotion("SAVE", "promo_1");
            shop.startCheckout().start(command);
        });
        shop.payments.hasPromotion("SAVE", null);

        PurchaseOutcome<CheckoutPage> outcome = shop.startCheckout().start(command);

        assertThat(outcome).isInstanceOf(PurchaseOutcome.Placed.class);
        assertThat(shop.openPages()).containsExactlyInAnyOrder("ord_0", "ord_1");
    }

    @Test
    void an_unknown_promotion_code_sells_nothing() {
        assertThat(shop.startCheckout().start(withCode("NONE")))
                .isEqualTo(refused(new PurchaseRefusal.Declined(
                        new OrderId("ord_1"), "promotion_code_invalid", "This promotion code is not valid")));
        assertThat(shop.order("ord_1").reason()).isEqualTo("promotion_code_invalid");
        assertThat(shop.jobs()).isEmpty();
    }

    private StartCheckout.Command withCode(String code) {
        CheckoutRequest asked = shop.request();
        CheckoutRequest request = new CheckoutRequest(
                asked.successUrl(), asked.cancelUrl(), asked.email(), code, asked.metadata(), asked.expiresAt());
        return new StartCheckout.Command("op_1", Shop.ALICE, Shop.CAUSE, "pro", null, 1, request);
    }

    @Test
    void where_taxes_are_wished_for_and_can_not_be_reckoned_the_page_opens_without() {
        taxes(AutomaticTax.IF_POSSIBLE);

        PurchaseOutcome<CheckoutPage> outcome = shop.start("op_1", "pro");

        assertThat(outcome).isInstanceOf(PurchaseOutcome.Placed.class);
        assertThat(tax("ord_1")).isEqualTo(AskedTax.GIVEN_UP);
        assertThat(shop.start("op_1", "pro")).isEqualTo(outcome);
        assertThat(shop.payments.pages()).hasSize(1);
        assertThat(shop.jobs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void a_page_without_taxes_is_opened_once_wherever_the_process_dies(int at) {
        for (boolean committed : List.of(false, true)) {
            Shop fresh = new Shop();
            taxes(fresh, AutomaticTax.IF_POSSIBLE);
            CrashingAccounts crashing = new CrashingAccounts(fresh.database.accounts, at, committed);
            try {
                fresh.startCheckout(crashing).start(fresh.command("op_1", Shop.ALICE, "pro"));
            } catch (Crash expected) {
                // its end
            }
            // Setting it up meanwhile changes nothing for an order that has been decided without.
            boolean decided = fresh.database.accounts.whole(Shop.ALICE).stream()
                    .flatMap(a -> a.orders().stream())
                    .anyMatch(order -> order.sale().checkout().tax() == AskedTax.GIVEN_UP);
            fresh.payments.reckonsTax(true);
            fresh.time.advance(Buying.RESUME_AFTER);
            fresh.work();
            fresh.startCheckout().start(fresh.command("op_1", Shop.ALICE, "pro"));

            assertThat(fresh.payments.openPages()).singleElement().satisfies(page -> assertThat(
                            page.sale().checkout().tax())
                    .isEqualTo(decided ? AskedTax.GIVEN_UP : AskedTax.IF_POSSIBLE));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void of_two_that_open_an_order_at_once_one_page_stays_even_if_the_account_changes_between(boolean setUpFirst) {
        shop.start("op_0", "pass1");
        taxes(AutomaticTax.IF_POSSIBLE);
        shop.payments.reckonsTax(setUpFirst);
        // The second comes in after the first has been answered, and before it hears of it.
        shop.payments.during(() -> {
            shop.payments.reckonsTax(!setUpFirst);
            shop.start("op_1", "pro");
        });

        PurchaseOutcome<CheckoutPage> outcome = shop.start("op_1", "pro");

        assertThat(shop.openPages()).containsExactlyInAnyOrder("ord_0", "ord_1");
        assertThat(outcome)
                .isEqualTo(new PurchaseOutcome.Placed<>(
                        new OrderId("ord_1"), shop.order("ord_1").sale().page()));
        assertThat(shop.payments.openPages()).anySatisfy(open -> assertThat(open.page())
                .isEqualTo(shop.order("ord_1").sale().page()));
    }

    private AskedTax tax(String order) {
        return shop.order(order).sale().checkout().tax();
    }

    private void taxes(AutomaticTax wanted) {
        taxes(shop, wanted);
    }

    private static void taxes(Shop shop, AutomaticTax wanted) {
        shop.database.projects.change(new ProjectId("acme"), Settings.defaults().withAutomaticTax(wanted));
    }

    @Test
    void of_sixty_four_plans_at_once_ten_may_be_open_and_nobody_else_is_held_up() throws Exception {
        StartCheckout checkout = shop.startCheckout();

        List<PurchaseOutcome<CheckoutPage>> outcomes =
                Together.run(64, i -> checkout.start(shop.command("op_" + i, Shop.ALICE, "pass" + i)));

        assertThat(outcomes)
                .filteredOn(PurchaseOutcome.Placed.class::isInstance)
                .hasSize(10);
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.equals(
                        refused(new PurchaseRefusal.Restrained(new Restraint.TooManyOpen(Duration.ofHours(1))))))
                .hasSize(54);
        assertThat(shop.openPages()).hasSize(10);
        assertThat(shop.alice().orders()).hasSize(10);
        assertThat(checkout.start(shop.command("op_bob", AccountId.of("acme", "bob"), "pass1")))
                .isInstanceOf(PurchaseOutcome.Placed.class);
    }

    @Test
    void sixty_four_first_checkouts_at_once_make_one_customer() throws Exception {
        shop.settle(Settings.defaults().withPurchaseLimits(new PurchaseLimits(64, 10)));
        StartCheckout checkout = shop.startCheckout();

        List<PurchaseOutcome<CheckoutPage>> outcomes =
                Together.run(64, i -> checkout.start(shop.command("op_" + i, Shop.ALICE, "pass" + i)));

        assertThat(outcomes).allMatch(PurchaseOutcome.Placed.class::isInstance);
        assertThat(shop.payments.customers()).hasSize(1);
        assertThat(shop.openPages()).hasSize(64).doesNotHaveDuplicates();
    }

    @Test
    void sixty_four_checkouts_of_a_plan_at_once_leave_one_page_open() throws Exception {
        StartCheckout checkout = shop.startCheckout();

        List<PurchaseOutcome<CheckoutPage>> outcomes =
                Together.run(64, i -> checkout.start(shop.command("op_" + (100 + i), Shop.ALICE, "pro")));
        shop.work();
        // Of those that were superseded before anything was sent.
        shop.time.advance(Buying.RESUME_AFTER);
        shop.work();

        assertThat(outcomes).anyMatch(PurchaseOutcome.Placed.class::isInstance);
        assertThat(outcomes).allMatch(outcome -> outcome instanceof PurchaseOutcome.Placed || isSuperseded(outcome));
        assertThat(shop.payments.customers()).hasSize(1);
        assertThat(shop.openPages()).hasSize(1);
        assertThat(shop.jobs()).isEmpty();
    }

    private static PurchaseOutcome<CheckoutPage> refused(PurchaseRefusal why) {
        return new PurchaseOutcome.Refused<>(why);
    }

    private static boolean isDeclined(PurchaseOutcome<?> outcome) {
        return outcome instanceof PurchaseOutcome.Refused<?>(PurchaseRefusal.Declined _);
    }

    private static boolean isSuperseded(PurchaseOutcome<?> outcome) {
        return outcome instanceof PurchaseOutcome.Refused<?>(PurchaseRefusal.Superseded _);
    }

    private PurchaseOutcome<CheckoutPage> start(String operation, String plan, String price) {
        return shop.startCheckout()
                .start(new StartCheckout.Command(operation, Shop.ALICE, Shop.CAUSE, plan, price, 1, shop.request()));
    }

    private static void assertOnePage(Shop shop) {
        assertThat(shop.payments.customers()).hasSize(1);
        assertThat(shop.payments.pages()).hasSize(1);
        assertThat(shop.order("ord_1").sale().page())
                .isEqualTo(shop.payments.pages().getFirst().page());
        assertThat(shop.alice().customer())
                .isEqualTo(
                        new Customer.Known(shop.payments.customers().getFirst().id()));
    }

    private void subscribe(String operation, String plan) {
        shop.start(operation, plan);
        shop.take(Samples.active("ord_" + operation.substring(3), "sub_p1", shop.time.instant()));
    }

    private Circumstances given() {
        return new Circumstances(shop.time.instant(), Settings.defaults());
    }
}
