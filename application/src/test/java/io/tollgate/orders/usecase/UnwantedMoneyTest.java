package io.tollgate.orders.usecase;

import static io.tollgate.orders.usecase.Shop.ALICE;
import static io.tollgate.orders.usecase.Shop.CAUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.GivingBack;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.refunds.Refund;
import io.tollgate.subscriptions.SubscriptionChange.CancelNow;
import io.tollgate.tenancy.LatePayment;
import io.tollgate.tenancy.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Money that nobody waited for goes back, and its subscription ends, whatever the provider answers in between.
class UnwantedMoneyTest {
    private final Shop shop = new Shop();

    private void subscribe(String order, String subscription, String invoice) {
        shop.subscribe(new OrderId(order), subscription, "si_" + order, invoice);
    }

    private void workUntilDone() {
        for (int i = 0; i < 30 && !shop.jobs().isEmpty(); i++) {
            shop.time.advance(GivingBack.SEND_AGAIN_AFTER);
            shop.work();
        }
        assertThat(shop.jobs()).isEmpty();
    }

    private boolean isEnded(String subscription) {
        return shop.alice().subscription(subscription).orElseThrow().isTerminal();
    }

    /// Both pages are paid before the first one is closed.
    private void payTwoPages() {
        shop.start("op_1", "pro");
        shop.start("op_2", "pro");
        subscribe("ord_2", "sub_b", "in_b");
        shop.time.advance(Duration.ofSeconds(10));
        subscribe("ord_1", "sub_a", "in_a");
    }

    @Test
    void of_two_pages_paid_for_one_plan_the_later_goes_back() {
        payTwoPages();

        workUntilDone();

        assertThat(isEnded("sub_a")).isTrue();
        assertThat(isEnded("sub_b")).isFalse();
        assertThat(shop.changes.applied()).containsExactly(new CancelNow());
        assertThat(shop.refunding.refunds()).extracting(Refund::amount).containsExactly(Samples.usd(1999));
        assertThat(shop.order("ord_1").reason()).isEqualTo("paid_twice");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"UNKNOWN_BEFORE", "UNKNOWN_AFTER"})
    void a_provider_that_stumbles_is_asked_until_it_is_done_once(Fault fault) {
        payTwoPages();
        for (int i = 0; i < 4; i++) {
            shop.payments.stumble(fault);
        }

        workUntilDone();

        assertThat(isEnded("sub_a")).isTrue();
        assertThat(isEnded("sub_b")).isFalse();
        assertThat(shop.refunding.refunds()).hasSize(1);
    }

    @Test
    void late_money_of_a_pass_goes_back_where_the_project_wants_it_so() {
        payLate();

        workUntilDone();

        assertThat(shop.order("ord_1").status()).isEqualTo("canceled");
        assertThat(shop.refunding.refunds()).extracting(Refund::amount).containsExactly(new Money(2500, "usd"));
        assertThat(shop.alice().snapshot().holdings()).isEmpty();
    }

    @Test
    void a_provider_that_was_away_for_longer_than_keys_last_is_asked_anew() {
        payLate();
        // The page is closed, too.
        shop.payments.stumble(Fault.UNKNOWN_BEFORE, Fault.UNKNOWN_BEFORE);
        shop.work();
        assertThat(shop.refunding.refunds()).isEmpty();

        shop.time.advance(Duration.ofHours(30));
        workUntilDone();

        assertThat(shop.refunding.refunds()).extracting(Refund::amount).containsExactly(new Money(2500, "usd"));
        assertThat(shop.order("ord_1").sale().reversals().refunds())
                .extracting(Refund::failure)
                .containsExactlyInAnyOrder(Refund.ABANDONED, null);
    }

    /// A pass that was canceled before.
    private void payLate() {
        shop.settle(Settings.defaults().withLatePayment(LatePayment.REFUND));
        shop.start("op_1", "pass1");
        new CancelOrder(shop.database.projects, shop.database.accounts, shop.time)
                .cancel(ALICE, new OrderId("ord_1"), CAUSE);
        shop.time.advance(Duration.ofSeconds(10));
        shop.refunding.hasPayment("pi_ord_1", new Money(2500, "usd"));
        shop.take(Samples.paid("ord_1", shop.time.instant()));
    }
}
