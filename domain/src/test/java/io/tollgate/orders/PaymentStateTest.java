package io.tollgate.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.money.Money;
import io.tollgate.orders.PaymentState.Status;
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
