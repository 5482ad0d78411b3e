package io.tollgate.subscriptions.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.AccountId;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.contracts.Together;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.jobs.Job;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.usecase.Shop;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.subscriptions.SubscriptionChange;
import io.tollgate.tenancy.Settings;
import io.tollgate.tenancy.TrialReuse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTrialTest {
    private final Shop shop = new Shop();
    private final CheckTrial check =
            new CheckTrial(shop.database.projects, shop.database.accounts, shop.payments, shop.trialCards, shop.time);

    private void begin(AccountId account, String operation, String subscription, String card) {
        shop.startCheckout().start(shop.command(operation, account, "trial"));
        shop.payments.hasCard(subscription, card);
        String order = operation.replace("op_", "ord_");
        shop.take(account, Samples.trialing(order, subscription, shop.time.instant()));
    }

    private Order order(AccountId account, String id) {
        return shop.database
                .accounts
                .whole(account)
                .orElseThrow()
                .order(new OrderId(id))
                .orElseThrow();
    }

    private SubscriptionChange asked(AccountId account) {
        return shop.database
                .accounts
                .whole(account)
                .orElseThrow()
                .subscriptions()
                .getFirst()
                .operation()
                .change();
    }

    @Test
    void the_first_trial_of_a_card_goes_on() {
        begin(Shop.ALICE, "op_1", "sub_a", "fp_1");
        assertThat(shop.jobs()).contains(new Job.CheckTrial(Shop.ALICE, new OrderId("ord_1"), null));

        assertThat(check.check(Shop.ALICE, new OrderId("ord_1"))).isTrue();
        assertThat(check.check(Shop.ALICE, new OrderId("ord_1"))).isTrue();

        assertThat(order(Shop.ALICE, "ord_1").status()).isNotEqualTo("canceled");
    }

    @Test
    void the_second_one_is_canceled_uncharged_and_stays_so() {
        begin(Shop.ALICE, "op_1", "sub_a", "fp_1");
        begin(Shop.BOB, "op_2", "sub_b", "fp_1");
        check.check(Shop.ALICE, new OrderId("ord_1"));

        assertThat(check.check(Shop.BOB, new OrderId("ord_2"))).isTrue();

        assertThat(order(Shop.BOB, "ord_2").status()).isEqualTo("canceled");
        assertThat(order(Shop.BOB, "ord_2").reason()).isEqualTo("trial_used");
        assertThat(asked(Shop.BOB)).isEqualTo(new SubscriptionChange.CancelNow());
        assertThat(shop.jobs()).contains(new Job.ChangeSubscription(Shop.BOB, new OrderId("ord_2")));
        shop.take(
                Shop.BOB, Samples.trialing("ord_2", "sub_b", shop.time.instant().plusSeconds(5)));
        assertThat(order(Shop.BOB, "ord_2").status()).isEqualTo("canceled");
    }

    @Test
    void one_that_was_paid_while_its_card_was_looked_at_goes_on() {
        begin(Shop.ALICE, "op_1", "sub_a", "fp_1");
        begin(Shop.BOB, "op_2", "sub_b", "fp_1");
        check.check(Shop.ALICE, new OrderId("ord_1"));
        shop.payments.during(() -> shop.take(
                Shop.BOB, Samples.active("ord_2", "sub_b", shop.time.instant().plusSeconds(5))));

        assertThat(check.check(Shop.BOB, new OrderId("ord_2"))).isTrue();

        assertThat(order(Shop.BOB, "ord_2").status()).isNotEqualTo("canceled");
        assertThat(shop.jobs()).doesNotContain(new Job.ChangeSubscription(Shop.BOB, new OrderId("ord_2")));
    }

    @Test
    void or_charged_now_where_the_project_wants_it() {
        shop.settle(Settings.defaults().withTrialReuse(TrialReuse.CHARGE_NOW));
        begin(Shop.ALICE, "op_1", "sub_a", "fp_1");
        begin(Shop.BOB, "op_2", "sub_b", "fp_1");
        check.check(Shop.ALICE, new OrderId("ord_1"));

        assertThat(check.check(Shop.BOB, new OrderId("ord_2"))).isTrue();

        assertThat(order(Shop.BOB, "ord_2").status()).isNotEqualTo("canceled");
        assertThat(asked(Shop.BOB)).isEqualTo(new SubscriptionChange.EndTrial());
    }

    /// Two pages of two plans, opened before either trial began.
    private void openBoth() {
        shop.startCheckout().start(shop.command("op_1", Shop.ALICE, "trial"));
        shop.startCheckout().start(shop.command("op_2", Shop.ALICE, "trial2"));
        assertThat(order(Shop.ALICE, "ord_1").sale().trialDays()).isPositive();
        assertThat(order(Shop.ALICE, "ord_2").sale().trialDays()).isPositive();
    }

    private List<ProviderFact> bothBegin() {
        return List.of(
                Samples.trialing("ord_1", "sub_a", shop.time.instant()),
                Samples.trialing("ord_1", "sub_a", shop.time.instant().plusSeconds(1)),
                Samples.trialing("ord_2", "sub_b", shop.time.instant()),
                Samples.trialing("ord_2", "sub_b", shop.time.instant().plusSeconds(1)));
    }

    private long canceled() {
        return Stream.of("ord_1", "ord_2")
                .filter(id -> order(Shop.ALICE, id).status().equals("canceled"))
                .count();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void of_two_trials_of_one_user_one_goes_on_in_whatever_order_they_are_told(long seed) {
        openBoth();
        List<ProviderFact> facts = new ArrayList<>(bothBegin());
        facts.addAll(bothBegin());
        Random random = new Random(seed);
        Collections.shuffle(facts, random);

        for (ProviderFact fact : facts) {
            shop.take(Shop.ALICE, fact);
            if (random.nextBoolean()) {
                check.check(Shop.ALICE, new OrderId("ord_1"));
                check.check(Shop.ALICE, new OrderId("ord_2"));
            }
        }
        check.check(Shop.ALICE, new OrderId("ord_2"));
        check.check(Shop.ALICE, new OrderId("ord_1"));

        assertThat(canceled()).isEqualTo(1);
    }

    @Test
    void of_two_trials_of_one_user_one_goes_on_though_both_are_looked_at_at_once() throws Exception {
        openBoth();
        bothBegin().forEach(fact -> shop.take(Shop.ALICE, fact));

        List<Boolean> done =
                Together.run(16, i -> check.check(Shop.ALICE, new OrderId(i % 2 == 0 ? "ord_1" : "ord_2")));

        assertThat(done).containsOnly(true);
        assertThat(canceled()).isEqualTo(1);
    }

    @Test
    void a_trial_that_was_given_by_hand_is_nobodys_second() {
        begin(Shop.ALICE, "op_1", "sub_a", "fp_1");
        check.check(Shop.ALICE, new OrderId("ord_1"));
        shop.startCheckout().start(shop.command("op_2", Shop.ALICE, "pro"));
        shop.take(Shop.ALICE, Samples.trialing("ord_2", "sub_b", shop.time.instant()));

        assertThat(check.check(Shop.ALICE, new OrderId("ord_2"))).isTrue();

        assertThat(canceled()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_card_that_comes_later_is_looked_at(boolean bySubscription) {
        begin(Shop.BOB, "op_2", "sub_b", "fp_1");
        check.check(Shop.BOB, new OrderId("ord_2"));
        shop.startCheckout().start(shop.command("op_1", Shop.ALICE, "trial"));
        Instant now = shop.time.instant();
        shop.take(Shop.ALICE, Samples.trialing("ord_1", "sub_a", now));
        shop.runJobs().step();
        assertThat(order(Shop.ALICE, "ord_1").status()).isNotEqualTo("canceled");

        shop.payments.hasCard("sub_a", "fp_1");
        shop.time.advance(Duration.ofDays(1));
        shop.take(
                Shop.ALICE,
                bySubscription
                        ? Samples.trialing("ord_1", "sub_a", now.plusSeconds(5))
                        : new ProviderFact.CustomerChanged("cus_1"));
        shop.runJobs().step();

        assertThat(order(Shop.ALICE, "ord_1").reason()).isEqualTo("trial_used");
    }

    @Test
    void a_card_that_comes_while_the_trial_is_looked_at_is_looked_at_as_well() {
        begin(Shop.BOB, "op_2", "sub_b", "fp_1");
        check.check(Shop.BOB, new OrderId("ord_2"));
        shop.runJobs().step();
        shop.startCheckout().start(shop.command("op_1", Shop.ALICE, "trial"));
        shop.take(Shop.ALICE, Samples.trialing("ord_1", "sub_a", shop.time.instant()));
        // The card is told of after the look, and before that look's job is done.
        shop.payments.during(() -> {
            shop.payments.hasCard("sub_a", "fp_1");
            shop.take(Shop.ALICE, new ProviderFact.CustomerChanged("cus_1"));
        });

        shop.runJobs().step();
        shop.runJobs().step();

        assertThat(order(Shop.ALICE, "ord_1").reason()).isEqualTo("trial_used");
    }

    @Test
    void it_is_looked_at_until_the_provider_answers() {
        begin(Shop.ALICE, "op_1", "sub_a", "fp_1");
        shop.payments.stumble(Fault.UNKNOWN_BEFORE);

        assertThat(check.check(Shop.ALICE, new OrderId("ord_1"))).isFalse();
        shop.time.advance(Duration.ofMinutes(1));
        assertThat(check.check(Shop.ALICE, new OrderId("ord_1"))).isTrue();
    }
}
