package io.tollgate.accounts;

import static io.tollgate.accounts.Shop.ALICE;
import static io.tollgate.accounts.Shop.FEB;
import static io.tollgate.accounts.Shop.JAN;
import static io.tollgate.accounts.Shop.MAR;
import static io.tollgate.accounts.Shop.ORDER;
import static io.tollgate.accounts.Shop.alice;
import static io.tollgate.accounts.Shop.bought;
import static io.tollgate.accounts.Shop.canceled;
import static io.tollgate.accounts.Shop.created;
import static io.tollgate.accounts.Shop.paid;
import static io.tollgate.accounts.Shop.pass;
import static io.tollgate.accounts.Shop.pending;
import static io.tollgate.accounts.Shop.state;
import static io.tollgate.accounts.Shop.subscriber;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.Living.ClockDecision;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import org.junit.jupiter.api.Test;

class LivingTest {
    private static final TestClock CLOCK = new TestClock("clock_1", JAN);

    @Test
    void what_is_over_ends() {
        Account holder = holder();

        Decision<Boolean> before = Living.pass(holder, at(FEB.minusSeconds(1)));
        Decision<Boolean> after = Living.pass(holder, at(FEB));

        assertThat(before.answer()).isFalse();
        assertThat(before.account()).isEqualTo(holder);
        assertThat(before.events()).isEmpty();
        assertThat(after.answer()).isTrue();
        assertThat(after.account().snapshot().holdings()).isEmpty();
        assertThat(after.events())
                .containsExactly(new DomainEvent.EntitlementsChanged(
                        "alice", holder.snapshot().version() + 1));
    }

    @Test
    void the_next_change_is_when_something_ends() {
        assertThat(holder().snapshot().nextChangeAt()).isEqualTo(FEB);
        assertThat(Living.pass(holder(), at(FEB)).account().snapshot().nextChangeAt())
                .isNull();
    }

    @Test
    void an_account_is_put_on_a_clock_before_its_first_purchase() {
        Decision<ClockDecision> linked = Living.link(Account.empty(ALICE), CLOCK, at(MAR));

        assertThat(linked.answer()).isEqualTo(new ClockDecision.Linked(CLOCK));
        assertThat(linked.account().now(MAR)).isEqualTo(JAN);
        assertThat(linked.account().snapshot().frozenAt()).isEqualTo(JAN);
    }

    @Test
    void a_customer_that_exists_cannot_change_its_clock() {
        assertThat(Living.link(alice(), CLOCK, at(MAR)).answer()).isEqualTo(new ClockDecision.TooLate());
        assertThat(Living.link(alice().with(CLOCK), new TestClock("clock_2", JAN), at(MAR))
                        .answer())
                .isEqualTo(new ClockDecision.TooLate());
    }

    @Test
    void linked_again_it_is_the_same_and_no_earlier() {
        Account onClock = alice().with(CLOCK);

        assertThat(Living.link(onClock, CLOCK, at(MAR)).answer()).isEqualTo(new ClockDecision.Linked(CLOCK));
        assertThat(Living.link(onClock, new TestClock("clock_1", FEB), at(MAR))
                        .account()
                        .clock())
                .isEqualTo(new TestClock("clock_1", FEB));
        assertThat(Living.link(onClock, new TestClock("clock_1", JAN.minusSeconds(1)), at(MAR))
                        .answer())
                .isEqualTo(new ClockDecision.Linked(CLOCK));
    }

    @Test
    void a_clock_only_goes_forward_and_only_its_own() {
        Account onClock = alice().with(CLOCK);

        assertThat(Living.move(onClock, new TestClock("clock_1", FEB), at(MAR)).answer())
                .isTrue();
        assertThat(Living.move(onClock, CLOCK, at(MAR)).answer()).isFalse();
        assertThat(Living.move(onClock, new TestClock("clock_1", JAN.minusSeconds(1)), at(MAR))
                        .answer())
                .isFalse();
        assertThat(Living.move(onClock, new TestClock("clock_2", FEB), at(MAR)).answer())
                .isFalse();
        assertThat(Living.move(alice(), CLOCK, at(MAR)).answer()).isFalse();
    }

    @Test
    void on_a_clock_everything_is_judged_by_it() {
        Account holder = Teller.at(
                        MAR, alice(pending(ORDER, pass(Period.ofMonths(1)))).with(CLOCK), null)
                .tell(bought(ORDER, MAR))
                .account();
        assertThat(Living.pass(holder, at(MAR)).account().snapshot().holdings()).isNotEmpty();

        Decision<Boolean> little = Living.move(holder, new TestClock("clock_1", JAN.plusSeconds(60)), at(MAR));
        assertThat(little.events())
                .containsExactly(new DomainEvent.EntitlementsChanged(
                        "alice", holder.snapshot().version() + 1));
        Account later =
                Living.move(holder, new TestClock("clock_1", FEB), at(MAR)).account();

        assertThat(later.snapshot().holdings()).isEmpty();
    }

    @Test
    void what_is_live_is_seen_by_every_decision() {
        Account running = Teller.at(JAN, subscriber(), null)
                .tell(created(state(SubscriptionStatus.ACTIVE, FEB), JAN), paid("in_1", JAN, FEB, JAN))
                .account();
        Subscription subscription = running.subscriptions().getFirst();
        Subscription over = Teller.at(JAN, running, null)
                .tell(Shop.updated(canceled(FEB, JAN), JAN.plusSeconds(5)))
                .account()
                .subscriptions()
                .getFirst();

        assertThat(running.isLive(subscription)).isTrue();
        assertThat(running.isLive(over)).isFalse();
        assertThat(running.isLive(pending(ORDER, pass(null)), JAN)).isTrue();
        assertThat(running.isLive(pending(ORDER, pass(null)).process(), JAN)).isTrue();
        assertThat(running.isLive(pending(ORDER, pass(null)).expire(JAN), JAN)).isFalse();
        var pass = holder().orders().getFirst();
        assertThat(running.isLive(pass, FEB.plus(Duration.ofDays(6)))).isTrue();
        assertThat(running.isLive(pass, FEB.plus(Duration.ofDays(8)))).isFalse();
    }

    private static Account holder() {
        return Teller.at(JAN, alice(pending(ORDER, pass(Period.ofMonths(1)))), null)
                .tell(bought(ORDER, JAN))
                .account();
    }

    private static Circumstances at(Instant now) {
        return new Circumstances(now, Shop.SETTINGS);
    }
}
