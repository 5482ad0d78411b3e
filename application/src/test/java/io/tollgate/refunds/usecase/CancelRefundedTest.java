package io.tollgate.refunds.usecase;

import static io.tollgate.orders.usecase.Shop.ALICE;
import static io.tollgate.orders.usecase.Shop.CAUSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.GivingBack;
import io.tollgate.fixtures.fakes.FakePayments.Crash;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.jobs.Job;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.usecase.CrashingAccounts;
import io.tollgate.orders.usecase.Shop;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.RefundId;
import io.tollgate.refunds.usecase.RefundPayment.Command;
import io.tollgate.refunds.usecase.RefundPayment.Outcome;
import io.tollgate.subscriptions.SubscriptionChange.CancelNow;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CancelRefundedTest {
    private static final OrderId ORDER = new OrderId("ord_1");

    private final Shop shop = new Shop();

    @BeforeEach
    void subscribe() {
        shop.start("op_1", "pro");
        shop.time.advance(Duration.ofSeconds(31));
        shop.work();
        shop.subscribe(ORDER, "sub_p", "si_1", "in_1");
    }

    private Outcome refund(Accounts accounts) {
        return new RefundPayment(
                        shop.database.projects, accounts, shop.refunding, shop.cancelRefunded(accounts), shop.time)
                .refund(new Command("op_2", ALICE, CAUSE, ORDER, null, null, "sorry", Refund.Access.BY_AMOUNT, true));
    }

    private void workLater() {
        shop.time.advance(GivingBack.SEND_AGAIN_AFTER);
        shop.work();
    }

    private boolean isCanceled() {
        return shop.alice().subscription("sub_p").orElseThrow().isTerminal();
    }

    @Test
    void the_subscription_ends_with_its_refund() {
        Outcome outcome = refund(shop.database.accounts);

        assertThat(outcome).isInstanceOf(Outcome.Made.class);
        assertThat(isCanceled()).isTrue();
        workLater();
        assertThat(shop.changes.applied()).containsExactly(new CancelNow());
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void a_refund_that_is_refused_ends_nothing() {
        shop.payments.stumble(Fault.DECLINED);

        assertThat(refund(shop.database.accounts)).isInstanceOf(Outcome.Refused.class);

        workLater();
        assertThat(isCanceled()).isFalse();
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void an_end_that_the_provider_refuses_is_not_taken_for_one() {
        shop.payments.stumble(Fault.NONE, Fault.DECLINED);

        assertThat(refund(shop.database.accounts)).isInstanceOf(Outcome.Made.class);

        assertThat(isCanceled()).isFalse();
        workLater();
        assertThat(shop.jobs()).containsExactly(new Job.CancelRefunded(ALICE, ORDER, new RefundId("ref_2")));
    }

    @Test
    void what_stays_unknown_is_finished_by_jobs() {
        shop.payments.stumble(Fault.UNKNOWN_AFTER);
        refund(shop.database.accounts);
        assertThat(isCanceled()).isFalse();

        for (int i = 0; i < 20 && !shop.jobs().isEmpty(); i++) {
            workLater();
        }

        assertThat(isCanceled()).isTrue();
        assertThat(shop.refunding.refunds()).hasSize(1);
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void a_process_that_dies_before_the_end_is_picked_up() {
        Accounts dying = new CrashingAccounts(shop.database.accounts, 4, true);
        assertThatThrownBy(() -> refund(dying)).isInstanceOf(Crash.class);

        for (int i = 0; i < 20 && !shop.jobs().isEmpty(); i++) {
            workLater();
        }

        assertThat(isCanceled()).isTrue();
        assertThat(shop.refunding.refunds()).hasSize(1);
        assertThat(shop.jobs()).isEmpty();
    }
}
