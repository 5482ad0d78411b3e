package io.tollgate.jobs.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.AccountId;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.jobs.Job;
import io.tollgate.jobs.Jobs;
import io.tollgate.jobs.usecase.FailureLog.Work;
import io.tollgate.orders.OrderId;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.providerevents.Fetched;
import io.tollgate.providerevents.InboxEvent;
import io.tollgate.tenancy.UserId;
import org.junit.jupiter.api.Test;

/// A failure is found by the ids of what it is about, and names nobody.
class FailureLogTest {
    private static final AccountId ALICE = new AccountId(Samples.ACME, new UserId("alice"));

    private static InboxEvent event(AccountId account) {
        return new InboxEvent(
                "whk_1",
                new ProviderAccount("default"),
                null,
                "{}".getBytes(),
                Samples.START,
                account,
                1,
                Fetched.NOTHING);
    }

    @Test
    void an_event_is_named_with_its_project_once_that_is_known() {
        assertThat(Work.of(event(null))).isEqualTo(new Work("whk_1", null, null, "whk_1"));
        assertThat(Work.of(event(ALICE))).isEqualTo(new Work("whk_1", "acme", null, "whk_1"));
    }

    @Test
    void a_job_is_named_with_the_order_that_it_is_about() {
        OrderId order = new OrderId("ord_1");

        assertThat(Work.of(new Jobs.Claimed("job_1", new Job.ResumeCheckout(ALICE, order), 1)))
                .isEqualTo(new Work("job_1", "acme", "ord_1", null));
        assertThat(Work.of(new Jobs.Claimed("job_2", new Job.CloseOrder(ALICE, order), 1)))
                .isEqualTo(new Work("job_2", "acme", "ord_1", null));
        assertThat(Work.of(new Jobs.Claimed("job_3", new Job.MoveClock(ALICE, "clock_1", Samples.START), 1)))
                .isEqualTo(new Work("job_3", "acme", null, null));
    }
}
