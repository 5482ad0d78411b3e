package io.tollgate.refunds.usecase;

import static io.tollgate.orders.usecase.Shop.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.GivingBack;
import io.tollgate.fixtures.contracts.Together;
import io.tollgate.fixtures.fakes.FakePayments.Crash;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.jobs.Job;
import io.tollgate.money.Money;
import io.tollgate.orders.usecase.CrashingAccounts;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.Refund.Status;
import io.tollgate.refunds.RefundId;
import io.tollgate.refunds.Reversals;
import io.tollgate.refunds.usecase.RefundPayment.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RefundPaymentTest {
    private static final Money HALF = new Money(1250, "usd");
    private static final Money REST = new Money(0, "usd");

    private final Till till = new Till();

    private Outcome refund(String operation, Money amount) {
        return till.refund(till.shop.database.accounts, operation, amount);
    }

    private Reversals reversals() {
        return till.reversals();
    }

    @Test
    void a_refund_is_held_sent_and_known() {
        Outcome outcome = refund("op_1", null);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Made.class, made -> {
            assertThat(made.refund().id()).isEqualTo(new RefundId("ref_1"));
            assertThat(made.refund().status()).isEqualTo(Status.SUCCEEDED);
            assertThat(made.refund().reason()).isEqualTo("sorry");
            assertThat(made.version()).isEqualTo(2);
        });
        assertThat(till.shop.refunding.refunds()).singleElement().satisfies(made -> assertThat(made.amount())
                .isEqualTo(Till.PAID));
        assertThat(till.shop.alice().snapshot().holdings()).isEmpty();
        assertThat(till.shop.jobs()).isEmpty();
    }

    @Test
    void the_same_operation_again_comes_to_the_same_refund() {
        Outcome first = refund("op_1", HALF);
        Outcome second = refund("op_1", HALF);

        assertThat(second).isEqualTo(first);
        assertThat(till.shop.refunding.refunds()).hasSize(1);
    }

    @Test
    void sixty_four_at_once_with_different_keys_never_give_back_more_than_was_paid() throws Exception {
        List<Outcome> outcomes = Together.run(64, i -> refund("op_" + i, HALF));

        assertThat(outcomes).filteredOn(Outcome.Made.class::isInstance).hasSize(2);
        assertThat(outcomes).filteredOn(new Outcome.MoreThanLeft(REST)::equals).hasSize(62);
        assertThat(till.given()).isEqualTo(2500);
    }

    @Test
    void sixty_four_at_once_of_all_that_is_left_are_one_at_the_provider() throws Exception {
        List<Outcome> outcomes = Together.run(64, i -> refund("op_" + i, null));

        assertThat(outcomes).filteredOn(Outcome.Made.class::isInstance).hasSize(1);
        assertThat(till.shop.refunding.refunds()).hasSize(1);
    }

    @Test
    void sixty_four_at_once_with_the_same_key_are_one_refund() throws Exception {
        List<Outcome> outcomes = Together.run(64, _ -> refund("op_1", HALF));

        assertThat(outcomes).allMatch(Outcome.Made.class::isInstance);
        assertThat(till.shop.refunding.refunds()).hasSize(1);
        assertThat(reversals().refunds()).hasSize(1);
    }

    @Test
    void what_the_provider_refuses_fails_and_nothing_is_lost() {
        till.shop.payments.stumble(Fault.DECLINED);

        Outcome outcome = refund("op_1", null);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo("refused");
            assertThat(refused.refund().status()).isEqualTo(Status.FAILED);
        });
        assertThat(till.shop.alice().snapshot().holdings()).isNotEmpty();
        assertThat(till.shop.jobs()).isEmpty();
        assertThat(refund("op_2", null)).isInstanceOf(Outcome.Made.class);
    }

    @Test
    void while_nobody_knows_it_is_held_and_a_job_sends_the_same_again() {
        till.shop.payments.stumble(Fault.UNKNOWN_AFTER);

        Outcome outcome = refund("op_1", null);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Made.class, made -> assertThat(
                        made.refund().status())
                .isEqualTo(Status.REQUESTED));
        assertThat(refund("op_2", null)).isEqualTo(new Outcome.MoreThanLeft(REST));
        assertThat(till.shop.alice().snapshot().holdings()).isNotEmpty();
        till.shop.time.advance(GivingBack.SEND_AGAIN_AFTER);
        till.shop.work();

        assertThat(reversals().refunds()).extracting(Refund::status).containsExactly(Status.SUCCEEDED);
        assertThat(till.shop.refunding.refunds()).hasSize(1);
        assertThat(till.shop.alice().snapshot().holdings()).isEmpty();
        assertThat(till.shop.jobs()).isEmpty();
    }

    @Test
    void after_the_day_of_keys_it_is_looked_up_and_never_sent_anew() {
        till.shop.payments.stumble(Fault.UNKNOWN_AFTER);
        refund("op_1", null);

        till.shop.time.advance(Duration.ofHours(30));
        till.shop.work();

        assertThat(reversals().refunds()).extracting(Refund::status).containsExactly(Status.SUCCEEDED);
        assertThat(till.shop.refunding.refunds()).hasSize(1);
        assertThat(till.shop.payments.calls()).containsSubsequence("refund", "findRefund");
    }

    @Test
    void what_never_came_to_be_is_given_up_and_free_again() {
        till.shop.payments.stumble(Fault.UNKNOWN_BEFORE);
        refund("op_1", null);

        till.shop.time.advance(Duration.ofHours(30));
        till.shop.work();

        assertThat(reversals().refunds())
                .extracting(Refund::status, Refund::failure)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Status.FAILED, "abandoned"));
        assertThat(till.shop.refunding.refunds()).isEmpty();
        assertThat(refund("op_2", null)).isInstanceOf(Outcome.Made.class);
    }

    @Test
    void a_process_that_dies_in_between_is_picked_up() {
        Accounts dying = new CrashingAccounts(till.shop.database.accounts, 3, false);
        assertThatThrownBy(() -> till.refund(dying, "op_1", null)).isInstanceOf(Crash.class);
        assertThat(reversals().requested()).isEqualTo(2500);

        till.shop.time.advance(GivingBack.SEND_AGAIN_AFTER);
        till.shop.work();

        assertThat(reversals().refunds()).extracting(Refund::status).containsExactly(Status.SUCCEEDED);
        assertThat(till.shop.refunding.refunds()).hasSize(1);
    }

    @Test
    void a_pending_refund_without_events_is_looked_after_each_week() {
        till.shop.refunding.begins(Status.PENDING);
        Outcome.Made made = (Outcome.Made) refund("op_1", null);
        assertThat(made.refund().status()).isEqualTo(Status.PENDING);

        till.shop.time.advance(GivingBack.LOOK_AFTER);
        till.shop.work();
        assertThat(till.shop.jobs()).containsExactly(new Job.FollowRefund(ALICE, Till.ORDER, new RefundId("ref_1"), 2));
        till.shop.refunding.becomes(String.valueOf(made.refund().providerId()), Status.FAILED);
        till.shop.time.advance(GivingBack.LOOK_AFTER);
        till.shop.work();

        assertThat(reversals().refunds()).extracting(Refund::status).containsExactly(Status.FAILED);
        assertThat(till.shop.alice().snapshot().holdings()).isNotEmpty();
        assertThat(till.shop.jobs()).isEmpty();
    }

    @Test
    void refusals_are_told_apart() {
        assertThat(refund("op_1", new Money(2501, "usd"))).isEqualTo(new Outcome.MoreThanLeft(Till.PAID));
        assertThat(refund("op_2", new Money(1, "eur"))).isEqualTo(new Outcome.WrongCurrency("usd"));
        assertThat(till.refund(till.shop.database.accounts, "op_3", "pi_9", null))
                .isEqualTo(new Outcome.NoSuchPayment());
        till.shop.start("op_2", "pass2");
        assertThat(till.refundOf("op_4", "ord_2")).isEqualTo(new Outcome.NotPaid());
        assertThat(till.refundOf("op_5", "ord_9")).isEqualTo(new Outcome.NoSuchPayment());
        assertThat(till.shop.refunding.refunds()).isEmpty();
    }

    @Property(tries = 500)
    void whatever_stumbles_and_wherever_it_dies_never_more_goes_back_than_was_paid(
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 2600) Integer> amounts,
            @ForAll @Size(max = 16) List<Fault> faults,
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 4) Integer> crashes) {
        Till property = new Till();
        property.shop.payments.stumble(faults.toArray(Fault[]::new));
        for (int i = 0; i < amounts.size(); i++) {
            int crashAt = i < crashes.size() ? crashes.get(i) : Integer.MAX_VALUE;
            Accounts accounts = new CrashingAccounts(property.shop.database.accounts, crashAt, crashAt % 2 == 0);
            try {
                // Each third is the one before, sent again.
                property.refund(accounts, "op_" + (i % 3 == 2 ? i - 1 : i), new Money(amounts.get(i), "usd"));
            } catch (Crash e) {
                // The process is gone; another goes on.
            }
            property.shop.time.advance(Duration.ofSeconds(40));
            property.shop.work();
            assertThat(property.given()).isLessThanOrEqualTo(2500);
        }

        // Longer than the provider remembers keys.
        for (int i = 0; i < 40; i++) {
            property.shop.time.advance(Duration.ofMinutes(45));
            property.shop.work();
        }

        assertThat(property.shop.jobs()).isEmpty();
        Reversals ours = property.reversals();
        assertThat(ours.requested()).isZero();
        assertThat(ours.refunded()).isEqualTo(property.given());
        assertThat(Set.copyOf(ours.refunds().stream()
                        .filter(Refund::isGiven)
                        .map(Refund::id)
                        .toList()))
                .isEqualTo(Set.copyOf(property.shop.refunding.refunds().stream()
                        .map(Refund::id)
                        .toList()));
    }
}
