package io.tollgate.orders.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.orders.AskedTax;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.Prepared;
import io.tollgate.orders.PurchaseRequest;
import io.tollgate.orders.Sale;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.postgres.Json;
import io.tollgate.subscriptions.Observed;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderDocumentTest {
    private final Json json = new Json();

    static Stream<PurchaseRequest> requests() {
        Map<String, String> metadata = Map.of("colour", "blau ü");
        return Stream.of(
                Samples.request(),
                Samples.request().taxed(AskedTax.REQUIRED),
                new IntentRequest("A donation", metadata, "alice@example.com"),
                new IntentRequest(null, Map.of(), null),
                new SubscriptionRequest("pm_1", metadata, null),
                new SubscriptionRequest("pm_1", metadata, null, AskedTax.GIVEN_UP),
                new SubscriptionRequest(null, Map.of(), "alice@example.com"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void every_way_to_buy_comes_back_as_it_was(PurchaseRequest request) {
        Order order = order(request);

        String stored = json.write(OrderDocument.of(order));

        assertThat(json.read(stored, OrderDocument.class).toOrder()).isEqualTo(order);
    }

    @Test
    void an_order_stored_before_there_were_other_ways_is_a_hosted_page_with_the_trial_of_its_terms() {
        Order order = order(Samples.request());
        String stored = json.write(OrderDocument.of(order)).replaceAll("\"trialDays\":14,(?!\"grace)", "");
        assertThat(stored).containsOnlyOnce("trialDays").doesNotContain("\"request\":{\"kind\"");

        Order read = json.read(stored, OrderDocument.class).toOrder();

        assertThat(read.sale().trialDays()).isEqualTo(14);
        assertThat(read).isEqualTo(order);
    }

    @Test
    void what_a_request_was_prepared_with_comes_back_as_it_was() {
        Order order = order(Samples.request());
        Order ready = order.with(order.sale().prepared(new Prepared("cus_1", "promo_1", "pm_1")));

        String stored = json.write(OrderDocument.of(ready));

        assertThat(json.read(stored, OrderDocument.class).toOrder()).isEqualTo(ready);
    }

    @Test
    void no_trial_is_no_trial_whatever_the_terms_say() {
        Order order = order(Samples.request());
        Order without = order.with(order.sale().withoutTrial());

        String stored = json.write(OrderDocument.of(without));

        assertThat(json.read(stored, OrderDocument.class).toOrder()).isEqualTo(without);
    }

    @Test
    void a_payment_comes_back_with_when_it_was_seen() {
        for (Observed seen : List.of(
                Observed.creation(Samples.START),
                Observed.event(Samples.START),
                Observed.fetched(Samples.START, Samples.START.plusMillis(1234)))) {
            Order order = paying(seen);

            String stored = json.write(OrderDocument.of(order));

            assertThat(json.read(stored, OrderDocument.class).toOrder()).isEqualTo(order);
        }
    }

    @Test
    void a_payment_stored_before_it_could_be_fetched_was_told_by_an_event() {
        Order order = paying(Observed.event(Samples.START));
        String stored = json.write(OrderDocument.of(order));
        String old = stored.replaceFirst("\"until\":\"[^\"]*\",\"how\":\"EVENT\",", "");
        assertThat(old).isNotEqualTo(stored);

        assertThat(json.read(old, OrderDocument.class).toOrder()).isEqualTo(order);
    }

    private static Order paying(Observed seen) {
        Order order = order(new IntentRequest(null, Map.of(), null));
        PaymentState state = new PaymentState(PaymentState.Status.FAILED, seen, "card_declined", Samples.usd(1999));
        return order.with(order.sale().withPayment(state));
    }

    private static Order order(PurchaseRequest request) {
        return new Order.Pending(
                Sale.begin(new OrderId("ord_1"), Samples.monthly("pro"), 1, Samples.usd(1999), request, Samples.START));
    }
}
