package io.tollgate.orders.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.Attempts;
import io.tollgate.accounts.Restraint;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.contracts.Together;
import io.tollgate.fixtures.fakes.FakePayments.Charging;
import io.tollgate.fixtures.fakes.FakePayments.Crash;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.orders.AskedTax;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.orders.usecase.PurchaseOutcome.Placed;
import io.tollgate.orders.usecase.PurchaseOutcome.Refused;
import io.tollgate.orders.usecase.StartSubscription.Started;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.RefusalReason;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.tenancy.AutomaticTax;
import io.tollgate.tenancy.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartSubscriptionTest {
    private static final OrderId ORDER = new OrderId("ord_1");

    private final Shop shop = new Shop();

    private PurchaseOutcome<Started> start(String operation, String plan, @Nullable String method) {
        return start(shop, operation, plan, method);
    }

    private static PurchaseOutcome<Started> start(Shop shop, String operation, String plan, @Nullable String method) {
        return shop.startSubscription().start(command(operation, plan, method));
    }

    private static StartSubscription.Command command(String operation, String plan, @Nullable String method) {
        return new StartSubscription.Command(
                operation,
                Shop.ALICE,
                Shop.CAUSE,
                plan,
                null,
                2,
                new SubscriptionRequest(method, Map.of(), "alice@app.test"));
    }

    private Started started(String operation, @Nullable String method) {
        return ((Placed<Started>) start(operation, "pro", method)).with();
    }

    @Test
    void a_kept_card_is_charged_at_once() {
        shop.payments.hasMethod("pm_1", null, Charging.WORKS);

        Started started = started("op_1", "pm_1");

        assertThat(started.subscription().status()).contains(SubscriptionStatus.ACTIVE);
        assertThat(started.clientSecret()).isNull();
        assertThat(started.subscription().id()).isEqualTo("sub_1");
        assertThat(started.subscription().state().quantity()).isEqualTo(2);
        assertThat(shop.payments.ownerOf("pm_1"))
                .contains(shop.payments.customers().getFirst().id());
        assertThat(shop.jobs()).isEmpty();
        assertThat(start("op_2", "pro", "pm_1"))
                .isEqualTo(new Refused<>(new PurchaseRefusal.AlreadySubscribed("sub_1")));
    }

    @Test
    void an_event_that_tells_how_it_began_does_not_hide_that_it_was_paid() {
        shop.payments.hasMethod("pm_1", null, Charging.WORKS);
        duringCreation(this::tellItsBeginning);

        Started started = started("op_1", "pm_1");

        assertThat(shop.alice().subscriptions().getFirst().isIncomplete()).isTrue();
        assertThat(started.subscription().status()).contains(SubscriptionStatus.ACTIVE);
    }

    private void duringCreation(Runnable meanwhile) {
        shop.payments.during(() -> {
            if (shop.payments.directs().isEmpty()) {
                duringCreation(meanwhile);
            } else {
                meanwhile.run();
            }
        });
    }

    private void tellItsBeginning() {
        String id = shop.payments.directs().getFirst().placed().id();
        SubscriptionState incomplete =
                new SubscriptionState(SubscriptionStatus.INCOMPLETE, null, false, null, null, null, null, 2);
        shop.take(new ProviderFact.SubscriptionSeen(
                id, ORDER, incomplete, Observed.creation(shop.time.instant()), false));
    }

    @Test
    void without_a_card_it_waits_for_the_callers_page() {
        Started started = started("op_1", null);

        assertThat(started.subscription().isIncomplete()).isTrue();
        assertThat(started.payment().status()).isEqualTo(PaymentState.Status.REQUIRES_ACTION);
        assertThat(started.clientSecret()).isNotNull();
        assertThat(shop.order("ord_1").status()).isEqualTo("pending");
        assertThat(shop.alice().toString()).doesNotContain("_secret");
    }

    @Test
    void a_bank_that_wants_a_confirmation_has_not_declined() {
        shop.payments.hasMethod("pm_1", null, Charging.REQUIRES_ACTION);

        Started started = started("op_1", "pm_1");

        assertThat(started.payment().status()).isEqualTo(PaymentState.Status.REQUIRES_ACTION);
        assertThat(started.clientSecret()).isNotNull();
        assertThat(shop.order("ord_1").status()).isEqualTo("pending");
        pay("sub_2");
        assertThat(shop.order("ord_1").status()).isEqualTo("paid");
    }

    @Test
    void a_debit_on_its_way_is_awaited() {
        shop.payments.hasMethod("pm_1", null, Charging.PROCESSING);

        Started started = started("op_1", "pm_1");

        assertThat(started.payment().status()).isEqualTo(PaymentState.Status.PROCESSING);
        assertThat(started.clientSecret()).isNull();
        assertThat(shop.order("ord_1").status()).isEqualTo("processing");
    }

    @Test
    void a_declined_card_fails_the_order_and_its_subscription_is_ended() {
        shop.payments.hasMethod("pm_1", null, Charging.DECLINED);

        PurchaseOutcome<Started> declined = start("op_1", "pro", "pm_1");

        assertThat(declined)
                .isEqualTo(new Refused<>(new PurchaseRefusal.Declined(
                        ORDER,
                        "insufficient_funds",
                        "There is not enough money for this payment: use another card or account")));
        assertThat(start("op_1", "pro", "pm_1")).isEqualTo(declined);
        assertThat(shop.order("ord_1").reason()).isEqualTo("insufficient_funds");
        shop.work();
        assertThat(shop.payments.notEnded()).isEmpty();
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void paid_after_all_the_money_wins() {
        shop.payments.hasMethod("pm_1", null, Charging.DECLINED);
        start("op_1", "pro", "pm_1");

        pay("sub_2");

        assertThat(shop.order("ord_1").status()).isEqualTo("paid");
    }

    @Test
    void anothers_card_is_as_if_unknown_and_nothing_is_moved() {
        shop.payments.hasMethod("pm_1", "cus_other", Charging.WORKS);

        assertThat(start("op_1", "pro", "pm_1"))
                .isEqualTo(new Refused<>(new PurchaseRefusal.Declined(
                        ORDER, "payment_method_not_found", "The user has no such payment method")));
        assertThat(start("op_2", "pro", "pm_none"))
                .matches(outcome -> outcome instanceof Refused<Started>(PurchaseRefusal.Declined declined)
                        && declined.code().equals("payment_method_not_found"));
        assertThat(shop.payments.ownerOf("pm_1")).contains("cus_other");
        assertThat(shop.payments.directs()).isEmpty();
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void cards_that_can_not_be_kept_are_declines_like_any_other() {
        shop.payments.hasMethod("pm_bad", null, Charging.REFUSED);
        for (int i = 1; i <= 10; i++) {
            start("op_" + i, "pro", "pm_bad");
        }

        PurchaseOutcome<Started> eleventh = start("op_11", "pro", "pm_bad");

        assertThat(eleventh)
                .isEqualTo(new Refused<>(
                        new PurchaseRefusal.Restrained(new Restraint.TooManyDeclines(Attempts.REMEMBERED))));
        assertThat(shop.payments.calls()).filteredOn("takeMethod"::equals).hasSize(10);
    }

    @Test
    void one_that_is_canceled_before_it_could_be_sent_is_never_charged() {
        shop.payments.hasMethod("pm_1", null, Charging.WORKS);
        shop.payments.stumble(Fault.NONE, Fault.UNKNOWN_BEFORE);
        start("op_1", "pro", "pm_1");

        cancel();
        shop.time.advance(Duration.ofMinutes(1));
        shop.work();

        assertThat(start("op_1", "pro", "pm_1")).isEqualTo(new Refused<>(new PurchaseRefusal.Superseded(ORDER)));
        assertThat(shop.payments.directs()).isEmpty();
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void one_that_is_canceled_while_it_is_prepared_is_never_charged() {
        shop.payments.hasMethod("pm_1", null, Charging.WORKS);
        shop.payments.during(this::cancel);

        PurchaseOutcome<Started> canceled = start("op_1", "pro", "pm_1");
        shop.time.advance(Duration.ofMinutes(1));
        shop.work();

        assertThat(canceled).isEqualTo(new Refused<>(new PurchaseRefusal.Superseded(ORDER)));
        assertThat(shop.payments.directs()).isEmpty();
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void one_that_is_canceled_when_it_may_have_been_sent_is_found_and_ended() {
        shop.payments.stumble(Fault.NONE, Fault.UNKNOWN_AFTER);
        start("op_1", "pro", null);

        cancel();
        shop.work();

        assertThat(shop.payments.directs()).hasSize(1);
        assertThat(shop.payments.notEnded()).isEmpty();
    }

    private void cancel() {
        new CancelOrder(shop.database.projects, shop.database.accounts, shop.time)
                .cancel(Shop.ALICE, ORDER, Shop.CAUSE);
    }

    @Test
    void a_trial_begins_without_money_and_asks_for_a_card() {
        Started started = ((Placed<Started>) start("op_1", "trial", null)).with();

        assertThat(started.subscription().status()).contains(SubscriptionStatus.TRIALING);
        assertThat(started.payment()).isNull();
        assertThat(started.clientSecret()).isNotNull();
    }

    @Test
    void a_trial_is_offered_once_whichever_way_the_plan_is_bought() {
        shop.payments.hasMethod("pm_1", null, Charging.WORKS);
        start("op_1", "trial", "pm_1");
        assertThat(shop.alice().triedOut()).isTrue();
        shop.take(Samples.canceled("ord_1", "sub_2", shop.time.instant().plusSeconds(5)));

        Started again = ((Placed<Started>) start("op_2", "trial", "pm_1")).with();

        assertThat(again.subscription().status()).contains(SubscriptionStatus.ACTIVE);
        assertThat(shop.order("ord_1").sale().trialDays()).isEqualTo(14);
        assertThat(shop.order("ord_2").sale().trialDays()).isZero();
        shop.take(Samples.canceled("ord_2", "sub_3", shop.time.instant().plusSeconds(5)));
        shop.start("op_3", "trial");
        assertThat(shop.payments.pages().getFirst().sale().trialDays()).isZero();
    }

    @Test
    void a_card_that_is_taken_away_after_the_call_does_not_hide_what_was_charged() {
        shop.payments.hasMethod("pm_1", null, Charging.WORKS);
        shop.payments.stumble(Fault.NONE, Fault.NONE, Fault.UNKNOWN_AFTER);
        start("op_1", "pro", "pm_1");
        shop.payments.hasMethod("pm_1", "cus_other", Charging.WORKS);

        Started started = started("op_1", "pm_1");

        assertThat(started.subscription().status()).contains(SubscriptionStatus.ACTIVE);
        assertThat(shop.payments.directs()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = AutomaticTax.class,
            names = {"IF_POSSIBLE", "REQUIRED"})
    void taxes_are_reckoned_where_they_can_be(AutomaticTax wanted) {
        knownCustomer();
        shop.payments.reckonsTax(true);
        shop.payments.hasAddress("cus_1");
        shop.settle(Settings.defaults().withAutomaticTax(wanted));

        started("op_1", null);

        assertThat(shop.payments.directs())
                .singleElement()
                .satisfies(made -> assertThat(made.sale().request().tax()).isEqualTo(AskedTax.of(wanted)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void where_taxes_are_required_and_can_not_be_reckoned_nothing_is_sold(boolean isSetUp) {
        shop.payments.reckonsTax(isSetUp);
        shop.settle(Settings.defaults().withAutomaticTax(AutomaticTax.REQUIRED));
        RefusalReason why = isSetUp ? RefusalReason.TAX_LOCATION_MISSING : RefusalReason.TAX_NOT_CONFIGURED;

        assertThat(start("op_1", "pro", null))
                .isEqualTo(new Refused<>(new PurchaseRefusal.Declined(ORDER, why.code(), why.text())));

        assertThat(shop.payments.directs()).isEmpty();
        assertThat(shop.order("ord_1").reason()).isEqualTo(why.code());
        assertThat(shop.jobs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void where_taxes_are_wished_for_and_can_not_be_reckoned_it_is_sold_without(boolean isSetUp) {
        shop.payments.reckonsTax(isSetUp);
        shop.settle(Settings.defaults().withAutomaticTax(AutomaticTax.IF_POSSIBLE));

        started("op_1", null);
        // What was decided stays, whatever is set up later.
        shop.payments.reckonsTax(true);
        shop.payments.hasAddress("cus_1");
        started("op_1", null);

        assertThat(shop.payments.directs())
                .singleElement()
                .satisfies(made -> assertThat(made.sale().request().tax()).isEqualTo(AskedTax.GIVEN_UP));
    }

    private void knownCustomer() {
        shop.start("op_0", "pass0");
        assertThat(shop.payments.customers().getFirst().id()).isEqualTo("cus_1");
    }

    @Test
    void only_recurring_prices_that_the_provider_knows_are_sold() {
        assertThat(start("op_1", "pass1", null)).isEqualTo(new Refused<>(new PurchaseRefusal.OneTimePrice()));
        assertThat(start("op_2", "team", null)).isEqualTo(new Refused<>(new PurchaseRefusal.UnknownPrice()));
        assertThat(shop.payments.calls()).isEmpty();
    }

    @Test
    void another_currency_is_refused_before_the_provider_is_called() {
        shop.payments.hasMethod("pm_1", null, Charging.WORKS);
        started("op_1", "pm_1");
        int calls = shop.payments.calls().size();

        assertThat(start("op_2", "euro", "pm_1")).isEqualTo(new Refused<>(new PurchaseRefusal.CurrencyConflict("usd")));
        assertThat(shop.payments.calls()).hasSize(calls);
    }

    @Test
    void each_way_to_buy_a_plan_takes_the_place_of_any_other() {
        shop.start("op_1", "pro");
        started("op_2", null);
        shop.work();
        assertThat(shop.openPages()).isEmpty();

        shop.start("op_3", "pro");
        shop.work();

        assertThat(shop.payments.notEnded()).isEmpty();
        assertThat(shop.openPages()).containsExactly("ord_3");
        assertThat(shop.order("ord_2").reason()).isEqualTo("superseded");
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_BEFORE", "UNKNOWN_AFTER", "CRASH_BEFORE", "CRASH_AFTER"})
    void whatever_stumbles_the_same_operation_makes_one_subscription(Fault fault) {
        for (int call = 0; call < 3; call++) {
            Shop fresh = new Shop();
            fresh.payments.hasMethod("pm_1", null, Charging.WORKS);
            for (int before = 0; before < call; before++) {
                fresh.payments.stumble(Fault.NONE);
            }
            fresh.payments.stumble(fault);
            try {
                assertThat(start(fresh, "op_1", "pro", "pm_1"))
                        .isEqualTo(new Refused<>(new PurchaseRefusal.ProviderUnavailable(ORDER)));
            } catch (Crash e) {
                assertThat(fault.name()).startsWith("CRASH");
            }

            assertThat(start(fresh, "op_1", "pro", "pm_1")).isInstanceOf(Placed.class);

            assertThat(fresh.payments.directs()).hasSize(1);
            assertThat(fresh.payments.customers()).hasSize(1);
        }
    }

    @Test
    void a_decline_that_nobody_heard_of_is_found_by_the_job() {
        shop.payments.hasMethod("pm_1", null, Charging.DECLINED);
        shop.payments.stumble(Fault.NONE, Fault.NONE, Fault.UNKNOWN_AFTER);
        start("op_1", "pro", "pm_1");
        // Its event is quicker than the job.
        shop.take(fetched("sub_2"));

        shop.time.advance(Duration.ofMinutes(1));
        shop.work();

        assertThat(shop.order("ord_1").status()).isEqualTo("failed");
        assertThat(shop.payments.notEnded()).isEmpty();
    }

    @Test
    void sixty_four_at_once_with_one_key_make_one_subscription() throws Exception {
        shop.payments.hasMethod("pm_1", null, Charging.WORKS);
        StartSubscription subscription = shop.startSubscription();

        List<PurchaseOutcome<Started>> outcomes =
                Together.run(64, _ -> subscription.start(command("op_1", "pro", "pm_1")));

        assertThat(outcomes).allMatch(Placed.class::isInstance);
        assertThat(shop.payments.directs()).hasSize(1);
        assertThat(shop.payments.customers()).hasSize(1);
    }

    @Test
    void sixty_four_at_once_with_different_keys_leave_one_that_can_be_paid() throws Exception {
        StartSubscription subscription = shop.startSubscription();

        Together.run(64, i -> subscription.start(command("op_" + i, "pro", null)));
        shop.work();

        assertThat(shop.payments.notEnded()).hasSize(1);
        assertThat(shop.payments.customers()).hasSize(1);
    }

    private ProviderFact fetched(String subscription) {
        var found = shop.payments.fetchSubscription(Samples.STRIPE, subscription, 0);
        assertThat(found).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<Optional<ProviderFact.SubscriptionFetched>>) found)
                .value()
                .orElseThrow();
    }

    private void pay(String subscription) {
        shop.time.advance(Duration.ofMinutes(1));
        shop.take(Samples.active("ord_1", subscription, shop.time.instant()));
        shop.take(Samples.invoicePaid("ord_1", subscription, "in_1", shop.time.instant()));
    }
}
