package io.tollgate.accounts.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.TestClock;
import io.tollgate.accounts.usecase.LinkTestClock.Outcome;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.orders.usecase.Shop;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LinkTestClockTest {
    private final Shop shop = new Shop();
    private final Instant frozen = shop.time.instant().minus(Duration.ofDays(100));

    @Test
    void before_the_first_purchase_a_user_can_live_by_a_test_clock() {
        shop.payments.hasClock("clock_1", frozen);

        assertThat(link("clock_1")).isEqualTo(new Outcome.Linked(new TestClock("clock_1", frozen)));

        assertThat(shop.alice().clock()).isEqualTo(new TestClock("clock_1", frozen));
        assertThat(link("clock_1")).isInstanceOf(Outcome.Linked.class);
    }

    @Test
    void a_move_that_came_in_between_is_not_missed() {
        shop.payments.hasClock("clock_1", frozen);
        Instant later = frozen.plusSeconds(60);
        shop.payments.during(() -> shop.payments.hasClock("clock_1", later));

        assertThat(link("clock_1")).isEqualTo(new Outcome.Linked(new TestClock("clock_1", later)));

        assertThat(shop.alice().clock()).isEqualTo(new TestClock("clock_1", later));
    }

    @Test
    void a_clock_that_the_provider_does_not_have_is_refused() {
        assertThat(link("clock_9")).isEqualTo(new Outcome.NoSuchClock());
    }

    @Test
    void after_the_first_purchase_it_is_too_late() {
        shop.payments.hasClock("clock_1", frozen);
        shop.start("op_1", "pro");

        assertThat(link("clock_1")).isEqualTo(new Outcome.TooLate());
    }

    @Test
    void while_the_provider_is_away_nothing_is_linked() {
        shop.payments.hasClock("clock_1", frozen);
        shop.payments.stumble(Fault.UNKNOWN_BEFORE);

        assertThat(link("clock_1")).isEqualTo(new Outcome.ProviderUnavailable());
        assertThat(shop.database.accounts.find(Shop.ALICE)).isEmpty();
    }

    @Test
    void in_live_mode_there_are_no_test_clocks() {
        shop.payments.hasClock("clock_1", frozen);

        assertThat(link(true, "clock_1")).isEqualTo(new Outcome.NotTestMode());
        assertThat(shop.payments.calls()).isEmpty();
    }

    private Outcome link(String clock) {
        return link(false, clock);
    }

    private Outcome link(boolean liveMode, String clock) {
        return new LinkTestClock(shop.database.projects, shop.database.accounts, shop.payments, shop.time, liveMode)
                .link(Shop.ALICE, clock, Shop.CAUSE);
    }
}
