package io.tollgate.jobs.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.jobs.Job;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.usecase.Shop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunJobsTest {
    private final Shop shop = new Shop();

    @Test
    void nothing_due_is_nothing_done() {
        assertThat(shop.runJobs().step()).isZero();
    }

    @Test
    void a_job_that_fails_holds_up_no_other_and_is_dead_in_the_end() {
        Job broken = new Job.ResumeCheckout(Shop.BOB, new OrderId("ord_none"));
        shop.database.jobs.schedule(List.of(broken), shop.time.instant());
        shop.payments.stumble(Fault.NONE, Fault.UNKNOWN_BEFORE);
        shop.start("op_1", "pro");
        shop.time.advance(Duration.ofMinutes(1));

        shop.work();

        assertThat(shop.openPages()).containsExactly("ord_1");
        assertThat(shop.jobs()).containsExactly(broken);
        assertThat(shop.failures).isNotEmpty();
        for (int i = 0; i < 40; i++) {
            shop.time.advance(Duration.ofHours(2));
            shop.work();
        }
        assertThat(shop.database.jobs.dead()).containsExactly(broken);
    }
}
