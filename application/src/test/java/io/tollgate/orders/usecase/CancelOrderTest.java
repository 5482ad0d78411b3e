package io.tollgate.orders.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.Buying.CancelDecision;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CancelOrderTest {
    private static final OrderId ORDER = new OrderId("ord_1");

    private final Shop shop = new Shop();
    private final CancelOrder cancelOrder = new CancelOrder(shop.database.projects, shop.database.accounts, shop.time);
    private final CloseOrder closeOrder =
            new CloseOrder(shop.database.projects, shop.database.accounts, shop.payments, shop.time);

    @Test
    void an_open_order_is_canceled_and_its_page_closed() {
        shop.start("op_1", "pro");

        CancelDecision decision = cancel();
        shop.work();

        assertThat(decision).isEqualTo(new CancelDecision.Canceled(shop.order("ord_1")));
        assertThat(shop.order("ord_1").reason()).isEqualTo("requested");
        assertThat(shop.openPages()).isEmpty();
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void what_is_not_open_stays() {
        shop.start("op_1", "pass1");
        pay();

        assertThat(cancel()).isInstanceOf(CancelDecision.NotOpen.class);
        assertThat(shop.order("ord_1")).isInstanceOf(Order.Paid.class);
    }

    @Test
    void an_unknown_order_and_another_users_are_the_same() {
        shop.start("op_1", "pro");

        assertThat(cancelOrder.cancel(Shop.ALICE, new OrderId("ord_9"), Shop.CAUSE))
                .isEqualTo(new CancelDecision.NoSuchOrder());
        assertThat(cancelOrder.cancel(Shop.BOB, ORDER, Shop.CAUSE)).isEqualTo(new CancelDecision.NoSuchOrder());
    }

    @Test
    void a_page_that_was_paid_in_the_same_moment_is_left_alone() {
        shop.start("op_1", "pass1");
        cancel();
        pay();

        shop.work();

        assertThat(shop.order("ord_1")).isInstanceOf(Order.Paid.class);
        assertThat(shop.payments.calls()).doesNotContain("expireCheckout");
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void a_page_that_is_closed_already_is_done() {
        shop.start("op_1", "pro");
        cancel();

        assertThat(closeOrder.close(Shop.ALICE, ORDER)).isTrue();
        assertThat(closeOrder.close(Shop.ALICE, ORDER)).isTrue();
    }

    @Test
    void closing_is_tried_until_the_provider_answers() {
        shop.start("op_1", "pro");
        cancel();
        shop.payments.stumble(Fault.UNKNOWN_BEFORE, Fault.UNKNOWN_AFTER);

        shop.work();
        assertThat(shop.openPages()).hasSize(1);
        shop.time.advance(Duration.ofMinutes(1));
        shop.work();
        shop.time.advance(Duration.ofMinutes(1));
        shop.work();

        assertThat(shop.openPages()).isEmpty();
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void a_page_opened_by_a_call_that_nobody_heard_of_is_found_and_closed() {
        shop.payments.stumble(Fault.NONE, Fault.UNKNOWN_AFTER);
        shop.start("op_1", "pro");
        cancel();

        shop.work();

        assertThat(shop.payments.pages()).hasSize(1);
        assertThat(shop.openPages()).isEmpty();
        shop.time.advance(Duration.ofMinutes(1));
        shop.work();
        assertThat(shop.jobs()).isEmpty();
        assertThat(shop.order("ord_1").reason()).isEqualTo("requested");
    }

    @Test
    void an_order_that_is_open_keeps_its_page() {
        shop.start("op_1", "pro");

        assertThat(closeOrder.close(Shop.ALICE, ORDER)).isTrue();

        assertThat(shop.openPages()).containsExactly("ord_1");
    }

    private CancelDecision cancel() {
        return cancelOrder.cancel(Shop.ALICE, ORDER, Shop.CAUSE);
    }

    private void pay() {
        shop.take(Samples.paid("ord_1", shop.time.instant()));
    }
}
