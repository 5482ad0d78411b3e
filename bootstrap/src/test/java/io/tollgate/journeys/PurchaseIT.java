package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.PROJECT;
import static io.tollgate.journeys.Stack.await;
import static io.tollgate.journeys.Stack.feature;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.fixtures.schemas.EventSchemas;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// From a plan to access, on everything.
class PurchaseIT {
    private static final Instant NOON = Instant.parse("2027-01-15T12:00:00Z");

    @AutoClose
    private static final Stack stack = Stack.start();

    @Test
    void a_user_picks_a_plan_pays_and_has_access_and_other_services_read_the_same_on_kafka() {
        assertThat(stack.check("alice", "reports").path("allowed").asBoolean()).isFalse();

        String order = stack.buy("alice", "solo", "solo-month");
        JsonNode paid = stack.awaitPaid(order);

        JsonNode check = stack.check("alice", "reports");
        assertThat(check.path("allowed").asBoolean()).isTrue();
        assertThat(check.path("expiresAt").asText())
                .isEqualTo(paid.path("expiresAt").asText());
        assertThat(stack.check("bob", "reports").path("allowed").asBoolean()).isFalse();
        await("the snapshot on Kafka", () -> Topics.newest(Topics.ENTITLEMENTS).containsKey(PROJECT + ":alice"));
        JsonNode told = Topics.read(Topics.EVENTS, PROJECT + ":alice").stream()
                .filter(event -> event.path("type").asText().equals("io.tollgate.order.paid"))
                .findFirst()
                .orElseThrow();
        assertThat(told.path("data").path("orderId").asText()).isEqualTo(order);
        assertThat(told.path("data").path("expiresAt").asText())
                .isEqualTo(paid.path("expiresAt").asText());
        JsonNode user = stack.get("/users/alice", stack.apiKey).required(200).body();
        assertThat(user.path("plans")).hasSize(1);
        assertThat(user.path("credits").path(0).path("balance").asLong()).isEqualTo(100);
    }

    @Test
    void a_pass_bought_twice_adds_on_to_its_end() {
        stack.awaitPaid(stack.buy("carol", "pass", null));
        Instant first =
                Instant.parse(stack.check("carol", "reports").path("expiresAt").asText());

        stack.awaitPaid(stack.buy("carol", "pass", null));

        Instant second =
                Instant.parse(stack.check("carol", "reports").path("expiresAt").asText());
        assertThat(second).isEqualTo(month(first));
    }

    @Test
    void a_credit_pack_writes_its_lot_with_the_commit() {
        stack.awaitPaid(stack.buy("dave", "credits", null));

        JsonNode check = stack.check("dave", "tokens");
        assertThat(check.path("allowed").asBoolean()).isTrue();
        assertThat(check.path("remaining").asLong()).isEqualTo(500);
    }

    @Test
    void a_year_of_renewals_then_a_missed_payment_ends_access_after_the_grace_and_paying_again_restores_it() {
        String clock = stack.clock("erin", NOON);
        stack.awaitPaid(stack.buy("erin", "solo", "solo-month"));
        Instant now = NOON;
        for (int i = 0; i < 3; i++) {
            now = month(now);
            Instant end = month(now);
            stack.advance(clock, now.plus(2, ChronoUnit.HOURS));
            await("the renewal until " + end, () -> periodEnd("erin").equals(end));
            assertThat(stack.check("erin", "reports").path("allowed").asBoolean())
                    .isTrue();
        }
        String customer = stack.get("/users/erin", stack.apiKey).required(200).text("providerCustomer");
        stack.sandbox("POST", "/customers/" + customer + "/card", Map.of("card", "4000000000000341"))
                .required(200);

        Instant missed = month(now);
        stack.advance(clock, missed.plus(2, ChronoUnit.HOURS));
        await("the missed payment", () -> status("erin").equals("pastDue"));
        assertThat(stack.check("erin", "reports").path("allowed").asBoolean()).isTrue();
        assertThat(Instant.parse(
                        stack.check("erin", "reports").path("expiresAt").asText()))
                .isEqualTo(missed.plus(3, ChronoUnit.DAYS));
        stack.advance(clock, missed.plus(3, ChronoUnit.DAYS).plusSeconds(1));
        await(
                "the end of the grace",
                () -> !stack.check("erin", "reports").path("allowed").asBoolean());
        assertThat(stack.check("erin", "reports").path("reason").asText()).isEqualTo("expired");

        stack.sandbox("POST", "/customers/" + customer + "/card", Map.of("card", "4242424242424242"))
                .required(200);
        stack.sandbox("POST", "/subscriptions/" + subscription("erin") + "/pay", Map.of())
                .required(200);
        await(
                "access again",
                () -> stack.check("erin", "reports").path("allowed").asBoolean());
        assertThat(periodEnd("erin")).isEqualTo(month(missed));
    }

    @Test
    void canceled_at_the_periods_end_it_lasts_until_exactly_then() {
        String clock = stack.clock("frank", NOON);
        stack.awaitPaid(stack.buy("frank", "solo", "solo-month"));

        stack.stripe("POST", "/v1/subscriptions/" + subscription("frank"), Map.of("cancel_at_period_end", "true"))
                .required(200);

        await("the end to be the period's", () -> stack.check("frank", "reports")
                .path("expiresAt")
                .asText()
                .equals(month(NOON).toString()));
        stack.advance(clock, month(NOON));
        await("the end", () -> status("frank").equals("canceled"));
        assertThat(stack.check("frank", "reports").path("allowed").asBoolean()).isFalse();
    }

    @Test
    void a_full_refund_takes_the_access_and_the_unspent_credits() {
        String order = stack.buy("grace", "solo", "solo-month");
        stack.awaitPaid(order);
        String intent = stack.stripe(
                        "GET",
                        "/v1/payment_intents?customer="
                                + stack.get("/users/grace", stack.apiKey).text("providerCustomer"),
                        Map.of())
                .required(200)
                .body()
                .path("data")
                .path(0)
                .path("id")
                .asText();

        stack.stripe("POST", "/v1/refunds", Map.of("payment_intent", intent)).required(200);

        await(
                "the access to go",
                () -> !stack.check("grace", "reports").path("allowed").asBoolean());
        assertThat(stack.check("grace", "tokens").path("remaining").asLong()).isZero();
        assertThat(stack.order(order)
                        .path("payments")
                        .path(0)
                        .path("refunded")
                        .path("amount")
                        .asLong())
                .isEqualTo(1900);
    }

    @Test
    void a_second_live_subscription_to_the_same_plan_is_refused() {
        stack.awaitPaid(stack.buy("heidi", "solo", "solo-month"));

        Stack.Reply second =
                stack.checkout("heidi", "solo", "solo-year", UUID.randomUUID().toString());

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("code")).isEqualTo("already_subscribed");
    }

    @Test
    void a_second_page_for_the_same_plan_supersedes_the_first() {
        Stack.Reply first = stack.checkout(
                        "ivan", "solo", "solo-month", UUID.randomUUID().toString())
                .required(201);

        stack.checkout("ivan", "solo", "solo-year", UUID.randomUUID().toString())
                .required(201);

        JsonNode superseded = stack.order(first.text("orderId"));
        assertThat(superseded.path("status").asText()).isEqualTo("canceled");
        assertThat(superseded.path("reason").asText()).isEqualTo("superseded");
        await("the first page to be closed", () -> stack.stripe(
                        "GET", "/v1/checkout/sessions/" + first.text("sessionId"), Map.of())
                .text("status")
                .equals("expired"));
    }

    @Test
    void sixty_four_first_checkouts_at_once_make_one_customer() throws Exception {
        Callable<Stack.Reply> checkout =
                () -> stack.checkout("judy", "pass", null, UUID.randomUUID().toString());
        List<Stack.Reply> replies;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            replies = threads.invokeAll(Collections.nCopies(64, checkout)).stream()
                    .map(future -> future.resultNow())
                    .toList();
        }

        assertThat(replies).extracting(Stack.Reply::status).isSubsetOf(201, 409, 429, 503);
        assertThat(replies).extracting(Stack.Reply::status).contains(201);
        JsonNode customers = stack.stripe("GET", "/v1/customers?limit=100", Map.of())
                .required(200)
                .body();
        long judys = customers
                .path("data")
                .valueStream()
                .filter(c -> c.path("metadata").path("tollgate_user").asText().equals("judy"))
                .count();
        assertThat(judys).isEqualTo(1);
    }

    @Test
    void the_same_key_is_answered_the_same_and_makes_one_order() {
        String key = UUID.randomUUID().toString();

        Stack.Reply first = stack.checkout("mallory", "pass", null, key).required(201);
        Stack.Reply again = stack.checkout("mallory", "pass", null, key).required(201);

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.raw().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(stack.checkout("mallory", "solo", "solo-month", key).status())
                .isEqualTo(422);
    }

    @Test
    void every_message_that_is_sent_follows_its_schema() throws Exception {
        stack.awaitPaid(stack.buy("olivia", "solo", "solo-month"));
        await("its snapshot", () -> Topics.newest(Topics.ENTITLEMENTS).containsKey(PROJECT + ":olivia"));
        EventSchemas schemas = new EventSchemas();

        for (String topic : List.of(Topics.EVENTS, Topics.ENTITLEMENTS)) {
            for (JsonNode message : Topics.read(topic)) {
                schemas.valid(message.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(Topics.newest(Topics.ENTITLEMENTS)).containsKey(PROJECT + ":");
    }

    @Test
    void a_users_events_have_ids_of_their_own() {
        stack.awaitPaid(stack.buy("niaj", "pass", null));

        await("the event", () -> Topics.read(Topics.EVENTS, PROJECT + ":niaj").size() >= 2);
        List<String> ids = Topics.read(Topics.EVENTS, PROJECT + ":niaj").stream()
                .map(event -> event.path("id").asText())
                .toList();
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
    }

    private static Instant month(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC).plusMonths(1).toInstant();
    }

    private static Instant periodEnd(String user) {
        return Instant.parse(feature(stack.entitlements(user), "reports")
                .path("currentPeriodEnd")
                .asText());
    }

    private static String subscription(String user) {
        return stack.query("select provider_id from subscriptions where user_id = '" + user + "'")
                .getFirst();
    }

    private static String status(String user) {
        return stack.query("select status from subscriptions where user_id = '" + user + "'")
                .getFirst();
    }
}
