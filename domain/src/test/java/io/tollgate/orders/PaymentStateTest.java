package io.tollgate.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.money.Money;
import io.tollgate.orders.PaymentState.Status;
import io.tollgate.subscriptions.Observed;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PaymentStateTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @ParameterizedTest
    @EnumSource(names = {"SUCCEEDED", "CANCELED"})
    void an_end_stays_whatever_is_told_after_it(Status end) {
        PaymentState ended = state(end, 0);

        for (Status later : List.of(Status.REQUIRES_ACTION, Status.PROCESSING, Status.FAILED)) {
            assertThat(ended.merge(state(later, 60))).isEqualTo(ended);
            assertThat(state(later, 60).merge(ended)).isEqualTo(ended);
        }
    }

    @Test
    void after_a_decline_the_next_attempt_counts() {
        PaymentState again = state(Status.FAILED, 0).merge(state(Status.PROCESSING, 10));

        assertThat(again.status()).isEqualTo(Status.PROCESSING);
        assertThat(again.merge(state(Status.FAILED, 20)).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void told_twice_the_money_was_there_at_the_earlier_instant() {
        assertThat(state(Status.SUCCEEDED, 5).merge(state(Status.SUCCEEDED, 3))).isEqualTo(state(Status.SUCCEEDED, 3));
    }

    @Test
    void of_a_decline_and_another_attempt_in_one_second_the_provider_alone_knows_the_later() {
        assertThat(state(Status.FAILED, 0).later(state(Status.PROCESSING, 0), true))
                .isEmpty();
        assertThat(state(Status.PROCESSING, 0).later(state(Status.FAILED, 0), true))
                .isEmpty();
        assertThat(state(Status.FAILED, 0).later(state(Status.FAILED, 0), true)).contains(state(Status.FAILED, 0));
    }

    @Test
    void ends_and_beginnings_need_nobody_to_be_asked() {
        PaymentState made =
                new PaymentState(Status.REQUIRES_ACTION, Observed.creation(NOON), null, new Money(500, "usd"));

        assertThat(state(Status.FAILED, 0).later(state(Status.SUCCEEDED, 0), true))
                .contains(state(Status.SUCCEEDED, 0));
        assertThat(state(Status.CANCELED, 9).later(state(Status.PROCESSING, 9), true))
                .contains(state(Status.CANCELED, 9));
        assertThat(state(Status.FAILED, 0).later(made, true)).contains(state(Status.FAILED, 0));
        assertThat(made.later(state(Status.PROCESSING, 0), false)).contains(state(Status.PROCESSING, 0));
    }

    @Test
    void what_was_fetched_replaces_what_is_surely_older_and_is_replaced_by_what_is_surely_newer() {
        PaymentState fetched = new PaymentState(
                Status.PROCESSING,
                Observed.fetched(NOON.plusSeconds(100), NOON.plusSeconds(101)),
                null,
                new Money(500, "usd"));

        assertThat(fetched.later(state(Status.FAILED, 94), true)).contains(fetched);
        assertThat(fetched.later(state(Status.FAILED, 95), true)).isEmpty();
        assertThat(fetched.later(state(Status.FAILED, 105), true)).isEmpty();
        assertThat(fetched.later(state(Status.FAILED, 106), true)).contains(state(Status.FAILED, 106));
        assertThat(fetched.later(state(Status.FAILED, 1000), false)).isEmpty();
        assertThat(fetched.later(state(Status.PROCESSING, 1000), false)).contains(fetched);
    }

    @Property
    void told_in_any_order_and_grouping_the_same_stays(
            @ForAll("states") PaymentState a, @ForAll("states") PaymentState b, @ForAll("states") PaymentState c) {
        assertThat(a.merge(b)).isEqualTo(b.merge(a));
        assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
        assertThat(a.merge(a)).isEqualTo(a);
    }

    @Provide
    Arbitrary<PaymentState> states() {
        return Combinators.combine(
                        Arbitraries.of(Status.values()),
                        Arbitraries.longs().between(0, 2),
                        Arbitraries.of("card_declined", "expired_card"),
                        Arbitraries.longs().between(500, 501))
                .as((status, at, reason, amount) -> new PaymentState(
                        status,
                        NOON.plusSeconds(at),
                        status == Status.FAILED ? reason : null,
                        new Money(amount, "usd")));
    }

    private static PaymentState state(Status status, long at) {
        return new PaymentState(
                status, NOON.plusSeconds(at), status == Status.FAILED ? "card_declined" : null, new Money(500, "usd"));
    }
}
