package io.tollgate.orders.usecase;

import static io.tollgate.orders.usecase.Shop.ALICE;
import static io.tollgate.orders.usecase.Shop.CAUSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Buying.CancelDecision;
import io.tollgate.accounts.Buying.Ending;
import io.tollgate.fixtures.fakes.FakePayments.Crash;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.orders.OrderId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndOrderTest {
    private final Shop shop = new Shop();

    private CancelDecision end(Accounts accounts, Ending ending) {
        return new EndOrder(shop.database.projects, accounts, shop.time)
                .end(ALICE, new OrderId("ord_1"), ending, CAUSE);
    }

    private void workUntilDone() {
        for (int i = 0; i < 20 && !shop.jobs().isEmpty(); i++) {
            shop.time.advance(Duration.ofMinutes(5));
            shop.work();
        }
        assertThat(shop.jobs()).isEmpty();
    }

    @Test
    void an_order_that_is_failed_by_hand_is_closed_at_the_provider() {
        shop.start("op_1", "pass1");

        assertThat(end(shop.database.accounts, new Ending.Fail("A test"))).isInstanceOf(CancelDecision.Canceled.class);
        workUntilDone();

        assertThat(shop.openPages()).isEmpty();
        assertThat(shop.order("ord_1").status()).isEqualTo("failed");
        assertThat(shop.order("ord_1").reason()).isEqualTo("A test");
        assertThat(end(shop.database.accounts, new Ending.Cancel("Again"))).isInstanceOf(CancelDecision.NotOpen.class);
    }

    /// Nobody knows whether its page was opened: it is found out, and closed.
    @Test
    void a_page_that_nobody_has_heard_of_is_closed_too() {
        shop.payments.stumble(Fault.UNKNOWN_AFTER);
        shop.start("op_1", "pass1");

        end(shop.database.accounts, new Ending.Fail("A test"));
        workUntilDone();

        assertThat(shop.openPages()).isEmpty();
        assertThat(shop.order("ord_1").status()).isEqualTo("failed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_process_that_dies_leaves_it_open_or_closes_it(boolean after) {
        shop.start("op_1", "pass1");
        Accounts dying = new CrashingAccounts(shop.database.accounts, 1, after);

        assertThatThrownBy(() -> end(dying, new Ending.Cancel("A test"))).isInstanceOf(Crash.class);
        workUntilDone();

        assertThat(shop.openPages()).hasSize(after ? 0 : 1);
    }
}
