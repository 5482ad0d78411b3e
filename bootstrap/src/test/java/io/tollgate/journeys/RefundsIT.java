package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.PROJECT;
import static io.tollgate.journeys.Stack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.fixtures.contracts.Together;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Money back, and what banks say against payments, on everything.
class RefundsIT {
    private static final String GOOD = "4242424242424242";

    @AutoClose
    private static final Stack stack = Stack.start();

    @Test
    void a_pass_is_given_back_in_parts_and_its_access_goes_with_the_last() {
        String order = buy("ada", "pass", null, GOOD);
        JsonNode payment = stack.order(order).path("payments").path(0);
        long paid = payment.at("/amount/amount").asLong();

        Stack.Reply part = refund(
                        Map.of("orderId", order, "reason", "late", "amount", Map.of("amount", 100, "currency", "usd")))
                .required(201);
        assertThat(part.text("status")).isEqualTo("succeeded");
        assertThat(allowed("ada")).isTrue();
        Stack.Reply rest = refund(Map.of("paymentId", payment.path("id").asText(), "reason", "never came"))
                .required(201);

        assertThat(rest.body().at("/amount/amount").asLong()).isEqualTo(paid - 100);
        assertThat(allowed("ada")).isFalse();
        Stack.Reply more = refund(Map.of("orderId", order, "reason", "again"));
        assertThat(more.status()).isEqualTo(422);
        assertThat(more.text("code")).isEqualTo("refund_exceeds_paid");
        assertThat(stack.order(order).at("/payments/0/refunded/amount").asLong())
                .isEqualTo(paid);
        await("the events", () -> events("ada", "order.refunded").size() == 2);
        assertThat(events("ada", "order.refunded")
                        .getLast()
                        .at("/data/refunded/amount")
                        .asLong())
                .isEqualTo(paid);
    }

    @Test
    void of_sixty_four_refunds_at_once_with_different_keys_one_reaches_the_provider() throws Exception {
        String order = buy("bo", "solo", "solo-month", GOOD);

        List<Stack.Reply> replies =
                Together.run(64, _ -> refund(Map.of("orderId", order, "reason", "sorry", "cancelSubscription", true)));

        assertThat(replies.stream().filter(reply -> reply.status() == 201)).hasSize(1);
        assertThat(replies.stream().filter(reply -> reply.status() != 201))
                .allSatisfy(reply -> assertThat(reply.text("code")).isIn("refund_exceeds_paid", "rate_limited"));
        assertThat(refundsOf(intent("bo"))).hasSize(1);
        assertThat(allowed("bo")).isFalse();
        await("the end of the subscription", () -> stack.query("select status from subscriptions where user_id = 'bo'")
                .equals(List.of("canceled")));
    }

    @Test
    void sixty_four_times_the_same_key_is_one_refund() throws Exception {
        String order = buy("cy", "pass", null, GOOD);
        String key = UUID.randomUUID().toString();

        List<Stack.Reply> replies = Together.run(64, _ -> refund(key, Map.of("orderId", order, "reason", "sorry")));

        assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isIn(201, 409, 429));
        assertThat(refundsOf(intent("cy"))).hasSize(1);
        await(
                "the caller to be let in again",
                () -> refund(key, Map.of("orderId", order, "reason", "sorry")).status() == 201);
        assertThat(refund(key, Map.of("orderId", order, "reason", "sorry"))
                        .required(201)
                        .text("id"))
                .isEqualTo(stack.order(order).at("/refunds/0/id").asText());
    }

    @Test
    void a_refund_that_the_bank_sends_back_gives_access_and_credits_back() {
        String order = buy("dee", "solo", "solo-month", "4000000000005126");
        long tokens = stack.check("dee", "tokens").path("remaining").asLong();
        assertThat(tokens).isPositive();
        refund(Map.of("orderId", order, "reason", "sorry")).required(201);
        assertThat(allowed("dee")).isFalse();
        assertThat(stack.check("dee", "tokens").path("allowed").asBoolean()).isFalse();

        String refund = refundsOf(intent("dee")).path(0).path("id").asText();
        stack.stripe("POST", "/_sandbox/refunds/" + refund + "/settle", Map.of("outcome", "fail"))
                .required(200);

        await("the access to come back", () -> allowed("dee"));
        assertThat(stack.check("dee", "tokens").path("remaining").asLong()).isEqualTo(tokens);
        JsonNode shown = stack.order(order);
        assertThat(shown.at("/refunds/0/status").asText()).isEqualTo("failed");
        assertThat(shown.at("/payments/0/refunded/amount").asLong()).isZero();
    }

    @Test
    void a_dispute_suspends_until_it_is_won() {
        String order = buy("eve", "solo", "solo-month", "4000000000000259");

        await("the suspension", () -> reason("eve").equals("suspended"));
        assertThat(stack.check("eve", "tokens").path("reason").asText()).isEqualTo("suspended");
        JsonNode dispute = stack.order(order).path("disputes").path(0);
        assertThat(dispute.path("status").asText()).isEqualTo("needsResponse");
        move(dispute, "under_review");
        move(dispute, "won");

        await("the access to come back", () -> allowed("eve"));
        assertThat(stack.check("eve", "tokens").path("remaining").asLong()).isPositive();
        await("the events", () -> events("eve", "order.disputed").size() == 3);
    }

    @Test
    void a_dispute_that_is_lost_takes_the_access_for_good() {
        String order = buy("flo", "pass", null, "4000000000002685");
        await("the suspension", () -> reason("flo").equals("suspended"));

        move(stack.order(order).path("disputes").path(0), "lost");

        await("the end of the access", () -> reason("flo").equals("expired"));
        assertThat(stack.order(order).at("/disputes/0/status").asText()).isEqualTo("lost");
    }

    @Test
    void an_inquiry_and_a_warning_are_shown_and_cut_nothing() {
        String asked = buy("gus", "pass", null, "4000000000001976");
        String warned = buy("hal", "solo", "solo-month", "4000000000005423");

        await("the inquiry", () -> stack.order(asked).path("disputes").size() == 1);
        await("the warning", () -> stack.order(warned).path("fraudWarnings").size() == 1);

        assertThat(stack.order(asked).at("/disputes/0/status").asText()).isEqualTo("warningNeedsResponse");
        assertThat(allowed("gus")).isTrue();
        assertThat(allowed("hal")).isTrue();
        await("the event", () -> events("hal", "order.flagged").size() == 1);
    }

    private static String buy(String user, String plan, String price, String card) {
        Stack.Reply page =
                stack.checkout(user, plan, price, UUID.randomUUID().toString()).required(201);
        stack.pay(page.text("url"), card);
        stack.awaitPaid(page.text("orderId"));
        return page.text("orderId");
    }

    private static Stack.Reply refund(Map<String, Object> body) {
        return refund(UUID.randomUUID().toString(), body);
    }

    private static Stack.Reply refund(String key, Map<String, Object> body) {
        return stack.api("POST", "/refunds", stack.apiKey, body, key);
    }

    private static String reason(String user) {
        return stack.check(user, "reports").path("reason").asText();
    }

    /// Subscribed for fifteen months, of which the first are not held any more.
    ///
    /// @return the order
    private static String year(String user) {
        Instant began = Instant.parse("2026-01-15T12:00:00Z");
        String clock = stack.clock(user, began);
        String order = buy(user, "solo", "solo-month", GOOD);
        for (int i = 1; i <= 14; i++) {
            Instant period = began.atOffset(ZoneOffset.UTC).plusMonths(i).toInstant();
            stack.advance(clock, period.plus(2, ChronoUnit.HOURS));
            int paid = i + 1;
            await("period " + i, () -> stack.order(order).path("payments").size() == paid);
        }
        return order;
    }

    @Test
    void a_year_that_is_told_again_changes_nothing() {
        String order = year("ida");
        awaitQuiet();
        JsonNode access = access("ida");
        JsonNode bought = stack.order(order);
        JsonNode tokens = stack.check("ida", "tokens");
        assertThat(allowed("ida")).isTrue();

        List<JsonNode> events = told("ida");
        assertThat(events)
                .filteredOn(event -> event.path("type").asText().equals("invoice.created"))
                .hasSize(15);
        // As events that nobody has seen before, the youngest first.
        List<String> again = new ArrayList<>();
        for (JsonNode event : events.reversed()) {
            Map<String, Object> copy = Map.of(
                    "type", event.path("type").asText(),
                    "created", event.path("created").asLong(),
                    "object", event.at("/data/object"));
            again.add(stack.sandbox("POST", "/events", copy).required(200).text("id"));
        }
        String told = "select count(*) from inbox where event_id in ('" + String.join("','", again) + "')";
        await("all of them", () -> stack.count(told) == again.size());
        awaitQuiet();
        assertThat(stack.count(told + " and status = 'processed'")).isPositive();
        assertThat(stack.count(told + " and status not in ('processed', 'ignored')"))
                .isZero();

        assertThat(access("ida")).isEqualTo(access);
        assertThat(stack.order(order)).isEqualTo(bought);
        assertThat(stack.check("ida", "tokens")).isEqualTo(tokens);
    }

    private static void awaitQuiet() {
        await(
                "all that was told to be settled",
                () -> stack.count("select count(*) from inbox where status = 'received'") == 0
                        && stack.count("select count(*) from jobs where kind = 'moveClock'") == 0);
    }

    private static JsonNode access(String user) {
        return stack.get("/entitlements?userId=" + user, stack.apiKey).body();
    }

    /// What the provider has told of a user's subscription and its payments.
    private static List<JsonNode> told(String user) {
        String customer = stack.get("/users/" + user, stack.apiKey).text("providerCustomer");
        return stack.provider.list("/v1/events?").stream()
                .filter(event -> event.at("/data/object/customer").asText().equals(customer))
                .toList();
    }

    @Test
    void a_period_of_long_ago_is_given_back_in_the_dashboard_and_by_the_api() {
        String order = year("gil");
        List<JsonNode> payments = new ArrayList<>();
        stack.order(order).path("payments").forEach(payments::add);
        payments.sort(Comparator.comparing(payment -> payment.path("paidAt").asText()));
        String first = payments.getFirst().path("id").asText();
        String second = payments.get(1).path("id").asText();
        String intent = stack.stripe(
                        "GET", "/v1/invoice_payments?invoice=" + second.substring("pay_".length()), Map.of())
                .required(200)
                .body()
                .at("/data/0/payment/payment_intent")
                .asText();

        stack.stripe("POST", "/v1/refunds", Map.of("payment_intent", intent, "amount", "300"))
                .required(200);
        await("the refund of the dashboard", () -> refunded(order, second) == 300);
        refund(Map.of("paymentId", first, "reason", "sorry", "amount", Map.of("amount", 100, "currency", "usd")))
                .required(201);
        Stack.Reply rest =
                refund(Map.of("paymentId", second, "reason", "sorry")).required(201);

        long paid = payments.get(1).at("/amount/amount").asLong();
        assertThat(rest.body().at("/amount/amount").asLong()).isEqualTo(paid - 300);
        assertThat(refunded(order, first)).isEqualTo(100);
        assertThat(refunded(order, second)).isEqualTo(paid);
        assertThat(refund(Map.of(
                                "paymentId",
                                first,
                                "reason",
                                "more",
                                "amount",
                                Map.of("amount", paid - 99, "currency", "usd")))
                        .text("code"))
                .isEqualTo("refund_exceeds_paid");
        assertThat(refundsOf(intent)).hasSize(2);
        assertThat(allowed("gil")).isTrue();
        assertThat(stack.check("gil", "tokens").path("remaining").asLong()).isPositive();
    }

    private static long refunded(String order, String payment) {
        for (JsonNode shown : stack.order(order).path("payments")) {
            if (shown.path("id").asText().equals(payment)) {
                return shown.at("/refunded/amount").asLong();
            }
        }
        throw new AssertionError("no " + payment);
    }

    private static boolean allowed(String user) {
        return stack.check(user, "reports").path("allowed").asBoolean();
    }

    /// What paid, at the provider.
    private static String intent(String user) {
        String customer = stack.get("/users/" + user, stack.apiKey).text("providerCustomer");
        return stack.stripe("GET", "/v1/payment_intents?customer=" + customer, Map.of())
                .required(200)
                .body()
                .at("/data/0/id")
                .asText();
    }

    private static JsonNode refundsOf(String intent) {
        return stack.stripe("GET", "/v1/refunds?payment_intent=" + intent, Map.of())
                .required(200)
                .body()
                .path("data");
    }

    /// @param dispute ours
    private static void move(JsonNode dispute, String status) {
        String theirs = dispute.path("id").asText().substring("dsp_".length());
        stack.stripe("POST", "/_sandbox/disputes/" + theirs, Map.of("status", status))
                .required(200);
    }

    private static List<JsonNode> events(String user, String type) {
        return Topics.read(Topics.EVENTS, PROJECT + ":" + user).stream()
                .filter(event -> event.path("type").asText().equals("io.tollgate." + type))
                .toList();
    }
}
