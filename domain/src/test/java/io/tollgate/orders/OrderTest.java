package io.tollgate.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.money.Money;
import io.tollgate.refunds.Reversals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class OrderTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void it_goes_from_pending_over_processing_to_paid() {
        assertThat(pending().process().status()).isEqualTo("processing");
        assertThat(pending().process().pay(NOON).status()).isEqualTo("paid");
        assertThat(pending().pay(NOON).paidAt()).isEqualTo(NOON);
    }

    @Test
    void money_wins_over_every_end() {
        assertThat(pending().expire(NOON).pay(NOON).status()).isEqualTo("paid");
        assertThat(pending().fail("payment_failed", NOON).pay(NOON).status()).isEqualTo("paid");
        assertThat(pending().cancel("requested", NOON).pay(NOON).reason()).isNull();
    }

    @Test
    void paid_stays_paid() {
        Order paid = pending().pay(NOON);

        assertThat(paid.process()).isEqualTo(paid);
        assertThat(paid.expire(NOON).status()).isEqualTo("paid");
        assertThat(paid.fail("x", NOON).status()).isEqualTo("paid");
        assertThat(paid.cancel("x", NOON)).isEqualTo(paid);
    }

    @Test
    void told_twice_the_earlier_payment_stays() {
        assertThat(pending().pay(NOON).pay(NOON.plusSeconds(1)).paidAt()).isEqualTo(NOON);
        assertThat(pending().pay(NOON.plusSeconds(1)).pay(NOON).paidAt()).isEqualTo(NOON);
    }

    @Test
    void an_order_that_ended_is_not_canceled_any_more() {
        Order expired = pending().expire(NOON);

        assertThat(expired.cancel("requested", NOON)).isEqualTo(expired);
        assertThat(pending().process().cancel("superseded", NOON).reason()).isEqualTo("superseded");
    }

    @Property
    void the_provider_s_news_end_the_same_in_any_order(@ForAll("news") List<UnaryOperator<Order>> news) {
        Order forwards = pending();
        Order backwards = pending();
        for (int i = 0; i < news.size(); i++) {
            forwards = news.get(i).apply(forwards);
            backwards = news.get(news.size() - 1 - i).apply(backwards);
        }

        assertThat(forwards).isEqualTo(backwards);
    }

    @Provide
    Arbitrary<List<UnaryOperator<Order>>> news() {
        List<UnaryOperator<Order>> all = List.of(
                Order::process,
                order -> order.expire(NOON),
                order -> order.expire(NOON.plusSeconds(3)),
                order -> order.fail("payment_failed", NOON.plusSeconds(2)),
                order -> order.pay(NOON),
                order -> order.pay(NOON.plusSeconds(1)),
                order -> order.with(order.sale().withReversals(Reversals.inTotal(200))),
                order -> order.with(order.sale().withReversals(Reversals.inTotal(500))));
        return Arbitraries.of(all).list().ofMaxSize(8);
    }

    @Test
    void a_one_time_price_is_refunded_in_full_when_nothing_is_left() {
        Order.Paid paid = pending().pay(NOON);

        assertThat(paid.isTakenBack()).isFalse();
        assertThat(paid.with(paid.sale().withReversals(Reversals.inTotal(499))).isTakenBack())
                .isFalse();
        assertThat(paid.with(paid.sale().withReversals(Reversals.inTotal(500))).isTakenBack())
                .isTrue();
    }

    private static Order pending() {
        Money price = new Money(500, "usd");
        return new Order.Pending(Sale.begin(
                new OrderId("ord_1"),
                new Terms("pass", new Price.OneTime("pass", null, price, null), 0, 0, List.of(), 1),
                1,
                price,
                new CheckoutRequest("https://a", "https://b", null, null, Map.of(), NOON),
                NOON));
    }
}
