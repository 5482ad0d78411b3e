package io.tollgate.orders.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Customer;
import io.tollgate.accounts.Restraint;
import io.tollgate.fixtures.contracts.Together;
import io.tollgate.fixtures.fakes.FakePayments.Crash;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.jobs.Job;
import io.tollgate.money.Money;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PlacedIntent;
import io.tollgate.orders.usecase.PurchaseOutcome.Placed;
import io.tollgate.orders.usecase.PurchaseOutcome.Refused;
import io.tollgate.orders.usecase.StartPayment.What;
import io.tollgate.providerevents.ProviderFact.PaymentSeen;
import io.tollgate.tenancy.AmountLimit;
import io.tollgate.tenancy.AutomaticTax;
import io.tollgate.tenancy.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StartPaymentTest {
    private static final OrderId ORDER = new OrderId("ord_1");
    private static final What PASS = new What.OfPlan("pass1", null);

    private final Shop shop = new Shop();

    private PurchaseOutcome<PlacedIntent> start(String operation, What what) {
        return start(shop, operation, what);
    }

    private static PurchaseOutcome<PlacedIntent> start(Shop shop, String operation, What what) {
        return shop.startPayment().start(command(operation, what));
    }

    private static StartPayment.Command command(String operation, What what) {
        return new StartPayment.Command(
                operation, Shop.ALICE, Shop.CAUSE, what, new IntentRequest(null, Map.of(), null));
    }

    private PlacedIntent placed(String operation, What what) {
        return ((Placed<PlacedIntent>) start(operation, what)).with();
    }

    @Test
    void a_one_time_price_is_to_be_paid_by_an_intent() {
        PlacedIntent intent = placed("op_1", PASS);

        assertThat(shop.payments.intents()).hasSize(1);
        assertThat(intent.clientSecret()).isEqualTo(intent.id() + "_secret");
        assertThat(intent.state().amount()).isEqualTo(new Money(2500, "usd"));
        assertThat(shop.order("ord_1").status()).isEqualTo("pending");
        assertThat(shop.order("ord_1").sale().paymentIntentId()).isEqualTo(intent.id());
        assertThat(shop.jobs()).containsExactly(new Job.ExpireOrder(Shop.ALICE, ORDER));
        assertThat(shop.alice().toString()).doesNotContain("_secret");
    }

    @Test
    void repeated_it_is_the_same_intent_and_its_secret_is_fetched() {
        PlacedIntent first = placed("op_1", PASS);
        shop.clearOut();

        assertThat(placed("op_1", PASS)).isEqualTo(first);
        assertThat(shop.payments.intents()).hasSize(1);
        assertThat(shop.payments.calls()).endsWith("clientSecret");
    }

    @Test
    void a_recurring_price_has_its_own_way() {
        assertThat(start("op_1", new What.OfPlan("pro", null)))
                .isEqualTo(new Refused<>(new PurchaseRefusal.RecurringPrice()));
        assertThat(start("op_2", new What.OfPlan("gold", null)))
                .isEqualTo(new Refused<>(new PurchaseRefusal.UnknownPlan()));
        assertThat(shop.payments.calls()).isEmpty();
    }

    @Test
    void a_bare_amount_stays_within_the_projects_limits() {
        assertThat(start("op_1", amount(500))).isEqualTo(new Refused<>(new PurchaseRefusal.AmountNotAllowed()));
        AmountLimit limit = new AmountLimit("usd", 100, 1_000);
        shop.settle(Settings.defaults().withAmountLimits(List.of(limit)));

        assertThat(start("op_2", amount(99))).isEqualTo(new Refused<>(new PurchaseRefusal.AmountOutOfRange(limit)));
        assertThat(start("op_3", amount(1_001))).isEqualTo(new Refused<>(new PurchaseRefusal.AmountOutOfRange(limit)));
        assertThat(start("op_4", new What.Amount(new Money(500, "eur"))))
                .isEqualTo(new Refused<>(new PurchaseRefusal.AmountNotAllowed()));
        assertThat(placed("op_5", amount(500)).state().amount()).isEqualTo(new Money(500, "usd"));
        assertThat(placed("op_6", amount(500)).state().amount()).isEqualTo(new Money(500, "usd"));
        // One is not in the way of another: no plan is bought.
        assertThat(shop.order("ord_5").status()).isEqualTo("pending");
    }

    @Test
    void where_taxes_are_required_a_plan_is_sold_on_a_page_which_can_reckon_them() {
        Settings taxed = Settings.defaults()
                .withAutomaticTax(AutomaticTax.REQUIRED)
                .withAmountLimits(List.of(new AmountLimit("usd", 100, 1_000)));
        shop.settle(taxed);

        assertThat(start("op_1", PASS)).isEqualTo(new Refused<>(new PurchaseRefusal.TaxRequired()));
        assertThat(shop.payments.calls()).isEmpty();
        // What is in a bare amount is its caller's matter.
        assertThat(placed("op_2", amount(500)).state().amount()).isEqualTo(new Money(500, "usd"));
        shop.settle(taxed.withAutomaticTax(AutomaticTax.IF_POSSIBLE));
        assertThat(start("op_3", PASS)).isInstanceOf(Placed.class);
    }

    private static What amount(long cents) {
        return new What.Amount(new Money(cents, "usd"));
    }

    @Test
    void bare_amounts_stay_open_beside_each_other_but_no_more_than_ten() {
        shop.settle(Settings.defaults().withAmountLimits(List.of(new AmountLimit("usd", 100, 1_000))));
        for (int i = 0; i < 10; i++) {
            placed("op_" + i, amount(500));
        }

        assertThat(start("op_10", amount(500)))
                .isEqualTo(
                        new Refused<>(new PurchaseRefusal.Restrained(new Restraint.TooManyOpen(Duration.ofHours(1)))));

        // What was begun is finished, and what nobody has paid for an hour makes room.
        assertThat(start("op_3", amount(500))).isInstanceOf(Placed.class);
        shop.time.advance(Buying.INTENT_OPEN);
        shop.work();
        assertThat(start("op_10", amount(500))).isInstanceOf(Placed.class);
    }

    @Test
    void a_bare_amount_that_was_paid_is_history_at_once() {
        shop.settle(Settings.defaults().withAmountLimits(List.of(new AmountLimit("usd", 100, 1_000))));
        PlacedIntent intent = placed("op_1", amount(500));

        tell(intent, PaymentState.Status.SUCCEEDED);

        assertThat(shop.order("ord_1").status()).isEqualTo("paid");
        assertThat(shop.alice().snapshot().version()).isZero();
        assertThat(shop.database.accounts.find(Shop.ALICE).orElseThrow().orders())
                .isEmpty();
    }

    @Test
    void what_nobody_pays_for_a_day_is_closed() {
        PlacedIntent intent = placed("op_1", PASS);

        shop.time.advance(Duration.ofHours(24));
        shop.work();

        assertThat(shop.order("ord_1").status()).isEqualTo("expired");
        assertThat(shop.payments.intents().getFirst().placed().state().status())
                .isEqualTo(PaymentState.Status.CANCELED);
        assertThat(shop.jobs()).isEmpty();
        tell(intent, PaymentState.Status.CANCELED);
        assertThat(shop.order("ord_1").status()).isEqualTo("expired");
    }

    @Test
    void money_on_its_way_is_awaited_and_if_it_fails_the_day_begins_anew() {
        PlacedIntent intent = placed("op_1", PASS);
        tell(intent, PaymentState.Status.PROCESSING);
        shop.time.advance(Duration.ofHours(25));
        shop.work();
        assertThat(shop.order("ord_1").status()).isEqualTo("processing");

        tell(intent, PaymentState.Status.FAILED);

        assertThat(shop.order("ord_1").status()).isEqualTo("pending");
        shop.time.advance(Duration.ofHours(25));
        shop.work();
        assertThat(shop.order("ord_1").status()).isEqualTo("expired");
    }

    @Test
    void a_decline_is_an_attempt_and_the_money_comes_with_the_next() {
        PlacedIntent intent = placed("op_1", PASS);

        tell(intent, PaymentState.Status.FAILED);
        assertThat(shop.order("ord_1").status()).isEqualTo("pending");
        tell(intent, PaymentState.Status.REQUIRES_ACTION);
        tell(intent, PaymentState.Status.SUCCEEDED);

        assertThat(shop.order("ord_1").status()).isEqualTo("paid");
        tell(intent, PaymentState.Status.REQUIRES_ACTION);
        assertThat(shop.order("ord_1").sale().payment().status()).isEqualTo(PaymentState.Status.SUCCEEDED);
    }

    @Test
    void an_intent_takes_the_place_of_a_page_and_the_other_way_round() {
        shop.start("op_1", "pass1");

        placed("op_2", PASS);

        shop.work();
        assertThat(shop.openPages()).isEmpty();
        assertThat(shop.order("ord_1").reason()).isEqualTo("superseded");
        assertThat(shop.order("ord_1").sale().progress().supersededBy()).isEqualTo(new OrderId("ord_2"));
        shop.start("op_3", "pass1");
        shop.work();
        assertThat(shop.payments.intents()).noneMatch(intent -> intent.isOpen());
        assertThat(shop.openPages()).containsExactly("ord_3");
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_BEFORE", "UNKNOWN_AFTER", "CRASH_BEFORE", "CRASH_AFTER"})
    void whatever_stumbles_the_same_operation_makes_one_intent(Fault fault) {
        for (int call = 0; call < 2; call++) {
            Shop fresh = new Shop();
            for (int before = 0; before < call; before++) {
                fresh.payments.stumble(Fault.NONE);
            }
            fresh.payments.stumble(fault);

            try {
                assertThat(start(fresh, "op_1", PASS))
                        .isEqualTo(new Refused<>(new PurchaseRefusal.ProviderUnavailable(ORDER)));
            } catch (Crash e) {
                assertThat(fault.name()).startsWith("CRASH");
            }

            assertThat(start(fresh, "op_1", PASS)).isInstanceOf(Placed.class);
            assertThat(fresh.payments.intents()).hasSize(1);
            assertThat(fresh.payments.customers()).hasSize(1);
        }
    }

    @Test
    void the_job_finishes_what_stopped_even_after_the_keys_are_forgotten() {
        shop.payments.stumble(Fault.NONE, Fault.UNKNOWN_AFTER);
        start("op_1", PASS);
        // Long before the day of the intent is over, but after the provider's.
        shop.time.advance(Duration.ofMinutes(23 * 60 + 30));

        shop.work();

        assertThat(shop.payments.intents()).hasSize(1);
        assertThat(shop.order("ord_1").sale().paymentIntentId())
                .isEqualTo(shop.payments.intents().getFirst().placed().id());
    }

    @Test
    void a_customer_deleted_at_the_provider_is_forgotten_and_the_next_try_makes_another() {
        placed("op_1", PASS);
        String gone = shop.payments.customers().getFirst().id();
        shop.payments.delete(gone);

        assertThat(start("op_2", PASS))
                .matches(outcome -> outcome instanceof Refused<PlacedIntent>(PurchaseRefusal.Declined declined)
                        && declined.code().equals("customer_missing"));
        assertThat(shop.alice().customer()).isEqualTo(new Customer.None());
        assertThat(shop.order("ord_2").reason()).isEqualTo("customer_missing");

        placed("op_3", PASS);

        assertThat(shop.payments.customers()).hasSize(2);
        shop.work();
        assertThat(shop.payments.intents())
                .filteredOn(intent -> intent.isOpen())
                .hasSize(1);
    }

    @Test
    void sixty_four_at_once_with_one_key_make_one_intent() throws Exception {
        StartPayment payment = shop.startPayment();

        List<PurchaseOutcome<PlacedIntent>> outcomes = Together.run(64, _ -> payment.start(command("op_1", PASS)));

        assertThat(outcomes).allMatch(Placed.class::isInstance);
        assertThat(shop.payments.intents()).hasSize(1);
        assertThat(shop.payments.customers()).hasSize(1);
    }

    @Test
    void sixty_four_at_once_with_different_keys_leave_one_that_can_be_paid() throws Exception {
        StartPayment payment = shop.startPayment();

        Together.run(64, i -> payment.start(command("op_" + i, PASS)));
        shop.work();

        assertThat(shop.payments.intents())
                .filteredOn(intent -> intent.isOpen())
                .hasSize(1);
        assertThat(shop.payments.customers()).hasSize(1);
    }

    private void tell(PlacedIntent intent, PaymentState.Status status) {
        shop.time.advance(Duration.ofSeconds(2));
        PaymentSeen seen = new PaymentSeen(
                intent.id(),
                ORDER,
                new PaymentState(
                        status,
                        shop.time.instant(),
                        status == PaymentState.Status.FAILED ? "card_declined" : null,
                        intent.state().amount()));
        shop.take(seen);
    }
}
