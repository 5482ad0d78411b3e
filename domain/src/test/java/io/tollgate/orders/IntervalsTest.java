package io.tollgate.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.money.Money;
import io.tollgate.refunds.Reversals;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IntervalsTest {
    private static final Instant JAN = Instant.parse("2026-01-31T10:00:00Z");
    private static final Instant FEB = Instant.parse("2026-02-28T10:00:00Z");
    private static final Instant MAR = Instant.parse("2026-03-28T10:00:00Z");
    private static final Period MONTH = Period.ofMonths(1);

    @Test
    void access_begins_with_the_payment_and_ends_by_the_calendar() {
        assertThat(fold(paid("ord_1", "pass", MONTH, JAN))).containsExactly(new Interval(JAN, FEB, FEB));
    }

    @Test
    void bought_again_before_it_ends_it_adds_on_to_the_end() {
        assertThat(fold(paid("ord_1", "pass", MONTH, JAN), paid("ord_2", "pass", MONTH, JAN.plusSeconds(60))))
                .containsExactly(new Interval(JAN, FEB, MAR), new Interval(FEB, MAR, MAR));
    }

    @Test
    void bought_at_the_very_end_it_goes_on_without_a_gap() {
        assertThat(fold(paid("ord_1", "pass", MONTH, JAN), paid("ord_2", "pass", MONTH, FEB)))
                .containsExactly(new Interval(JAN, FEB, MAR), new Interval(FEB, MAR, MAR));
    }

    @Test
    void bought_again_after_it_ended_it_begins_anew() {
        Instant later = FEB.plusSeconds(1);

        assertThat(fold(paid("ord_1", "pass", MONTH, JAN), paid("ord_2", "pass", MONTH, later)))
                .containsExactly(
                        new Interval(JAN, FEB, FEB), new Interval(later, MAR.plusSeconds(1), MAR.plusSeconds(1)));
    }

    @Test
    void the_order_of_payment_counts_and_not_that_of_arrival() {
        assertThat(fold(paid("ord_2", "pass", MONTH, JAN.plusSeconds(60)), paid("ord_1", "pass", MONTH, JAN)))
                .containsExactly(new Interval(FEB, MAR, MAR), new Interval(JAN, FEB, MAR));
    }

    @Test
    void a_refund_folds_anew_without_a_gap() {
        Instant second = JAN.plusSeconds(60);

        assertThat(fold(refunded("ord_1", "pass", MONTH, JAN), paid("ord_2", "pass", MONTH, second)))
                .containsExactly(null, new Interval(second, FEB.plusSeconds(60), FEB.plusSeconds(60)));
    }

    @Test
    void plans_do_not_add_on_to_one_another() {
        assertThat(fold(paid("ord_1", "a", MONTH, JAN), paid("ord_2", "b", MONTH, JAN)))
                .containsExactly(new Interval(JAN, FEB, FEB), new Interval(JAN, FEB, FEB));
    }

    @Test
    void for_life_there_is_no_end_and_nothing_to_add_on_to() {
        assertThat(fold(paid("ord_1", "pass", null, JAN), paid("ord_2", "pass", MONTH, JAN.plusSeconds(5))))
                .containsExactly(
                        new Interval(JAN, null, null), new Interval(JAN.plusSeconds(5), FEB.plusSeconds(5), null));
        assertThat(fold(paid("ord_1", "pass", MONTH, JAN), paid("ord_2", "pass", null, JAN.plusSeconds(5))))
                .containsExactly(new Interval(JAN, FEB, null), new Interval(FEB, null, null));
    }

    @Property(tries = 300)
    void no_bought_day_is_lost_or_doubled_whatever_the_order(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 40) Integer> days, @ForAll Random random) {
        List<Order> orders = new ArrayList<>(IntStream.range(0, days.size())
                .mapToObj(i -> paid("ord_" + i, "pass", Period.ofDays(10), JAN.plus(Duration.ofDays(days.get(i)))))
                .toList());
        List<Interval> expected = sorted(orders);
        Collections.shuffle(orders, random);

        assertThat(sorted(orders)).isEqualTo(expected);
        Instant end = Instant.MIN;
        for (Interval interval : expected) {
            Instant until = Objects.requireNonNull(interval.until());
            assertThat(interval.from()).isAfterOrEqualTo(end);
            assertThat(Duration.between(interval.from(), until)).isEqualTo(Duration.ofDays(10));
            end = until;
        }
    }

    private static List<Interval> sorted(List<Order> orders) {
        return fold(orders.toArray(Order[]::new)).stream()
                .sorted(Comparator.comparing(Interval::from))
                .toList();
    }

    private static List<@Nullable Interval> fold(Order... orders) {
        List<@Nullable Interval> intervals = new ArrayList<>();
        Intervals.fold(List.of(orders)).forEach(order -> intervals.add(((Order.Paid) order).interval()));
        return intervals;
    }

    private static Order paid(String id, String plan, @Nullable Period access, Instant at) {
        Money price = new Money(500, "usd");
        return new Order.Paid(
                Sale.begin(
                        new OrderId(id),
                        new Terms(plan, new Price.OneTime("once", access, price, null), 0, 0, List.of(), 1),
                        1,
                        price,
                        new CheckoutRequest("https://a", "https://b", null, null, Map.of(), at),
                        at),
                at,
                null);
    }

    private static Order refunded(String id, String plan, Period access, Instant at) {
        Order paid = paid(id, plan, access, at);
        return paid.with(paid.sale().withReversals(Reversals.inTotal(500)));
    }
}
