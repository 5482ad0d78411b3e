package io.tollgate.subscriptions.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.TakingIn;
import io.tollgate.accounts.Touching;
import io.tollgate.fixtures.contracts.Samples;
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
import org.junit.jupiter.api.Test;

class CheckTrialTest {
    private final Shop shop = new Shop();
    private final CheckTrial check =
            new CheckTrial(shop.database.projects, shop.database.accounts, shop.payments, shop.trialCards, shop.time);

    private void begin(AccountId account, String operation, String subscription, String card) {
        shop.startCheckout().start(shop.command(operation, account, "trial"));
        shop.payments.hasCard(subscription, card);
        String order = operation.replace("op_", "ord_");
        tell(account, Samples.trialing(order, subscription, shop.time.instant()));
    }

    private void tell(AccountId account, ProviderFact fact) {
        shop.database.accounts.decide(
                account,
                Touching.fact(fact),
                Shop.CAUSE,
                a -> TakingIn.fact(a, fact, new Circumstances(shop.time.instant(), Settings.defaults())));
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
        assertThat(shop.jobs()).contains(new Job.CheckTrial(Shop.ALICE, new OrderId("ord_1")));

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
        tell(Shop.BOB, Samples.trialing("ord_2", "sub_b", shop.time.instant().plusSeconds(5)));
        assertThat(order(Shop.BOB, "ord_2").status()).isEqualTo("canceled");
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

    @Test
    void it_is_looked_at_until_the_provider_answers() {
        begin(Shop.ALICE, "op_1", "sub_a", "fp_1");
        shop.payments.stumble(Fault.UNKNOWN_BEFORE);

        assertThat(check.check(Shop.ALICE, new OrderId("ord_1"))).isFalse();
        shop.time.advance(Duration.ofMinutes(1));
        assertThat(check.check(Shop.ALICE, new OrderId("ord_1"))).isTrue();
    }
}
