package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.PROJECT;
import static io.tollgate.journeys.Stack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What is true of webhooks, on everything. Where use cases on fakes prove it better, they do:
///
/// 3, every order of all events: `AnyOrderTest`; 6, deleted at the provider before processing: `ProcessInboxTest`; 11,
/// refunds, 64 at once: `RefundsIT`; 12, taxes: `ProviderSetupIT`; 9,
/// signatures and bodies: `SignatureTest`, `EnvelopeTest`, `WebhookAndHeadersTest`, `PayloadsIT`, `ProviderSetupIT`; a
/// secret's rotation: `SecretRotationTest`.
class WebhookTruthsIT {
    private static final String GOOD = "4242424242424242";
    private static final String DEBIT = "DE89370400440532013000";

    @AutoClose
    private static final Stack stack = Stack.start();

    private static final Webhooks webhooks = new Webhooks(stack);

    // ---- 1

    @Test
    void one_event_delivered_many_times_at_once_is_one_row_and_all_are_taken() {
        JsonNode order = stack.awaitPaid(stack.buy("ann", "pass", null));
        ObjectNode event = webhooks.told(
                "checkout.session.completed", order.path("sessionId").asText());

        List<Integer> answers = webhooks.sendAtOnce(Collections.nCopies(32, event));

        assertThat(answers).hasSize(32).containsOnly(200);
        assertThat(stack.query("select deliveries >= 33 from inbox where event_id = '"
                        + event.path("id").asText() + "'"))
                .containsExactly("t");
    }

    @Test
    void many_events_that_tell_the_same_news_make_it_once() {
        String page =
                stack.checkout("ben", "solo", "solo-month", key()).required(201).text("url");
        stack.sandbox("PUT", "/faults", Map.of("webhooks", Map.of("lose", 1))).required(200);
        stack.pay(page, GOOD);
        stack.sandbox("PUT", "/faults", Map.of()).required(200);
        JsonNode subscription = subscription("ben");
        String id = subscription.path("id").asText();
        List<ObjectNode> told = Stream.of(
                        webhooks.told("customer.subscription.created", id),
                        webhooks.told("customer.subscription.updated", id),
                        webhooks.told(
                                "invoice.paid",
                                subscription.path("latest_invoice").asText()))
                .flatMap(event -> IntStream.range(0, 16).mapToObj(_ -> Webhooks.another(event)))
                .toList();

        List<Integer> answers = webhooks.sendAtOnce(told);

        assertThat(answers).hasSize(48).containsOnly(200);
        awaitWorkedOff();
        assertThat(told("ben", "order.paid")).hasSize(1);
        assertThat(told("ben", "subscription.activated")).hasSize(1);
        JsonNode user = stack.get("/users/ben", stack.apiKey).required(200).body();
        assertThat(user.path("subscriptions")).hasSize(1);
        assertThat(user.path("credits").path(0).path("balance").asLong()).isEqualTo(100);
        assertThat(orders("ben").path(0).path("payments")).hasSize(1);
    }

    // ---- 2

    @Test
    void news_that_come_late_take_nothing_back_and_an_end_is_an_end() {
        stack.awaitPaid(stack.buy("cat", "solo", "solo-month"));
        String id = subscription("cat").path("id").asText();
        ObjectNode created = webhooks.told("customer.subscription.created", id);

        assertThat(webhooks.send(Webhooks.another(created))).isEqualTo(200);
        awaitWorkedOff();
        assertThat(status("cat")).isEqualTo("active");
        assertThat(allowed("cat")).isTrue();

        ObjectNode updated = webhooks.told("customer.subscription.updated", id);
        stack.stripe("DELETE", "/v1/subscriptions/" + id, Map.of()).required(200);
        await("the end", () -> status("cat").equals("canceled"));
        ObjectNode later = Webhooks.another(updated);
        later.put("created", later.path("created").asLong() + 3600);
        assertThat(webhooks.send(later)).isEqualTo(200);
        awaitWorkedOff();
        assertThat(status("cat")).isEqualTo("canceled");
        assertThat(allowed("cat")).isFalse();
    }

    @Test
    void an_intent_told_to_be_made_after_it_succeeded_changes_nothing() {
        JsonNode order = stack.awaitPaid(stack.buy("dan", "pass", null));
        String intent = order.at("/payments/0/id").asText().substring("pay_".length());
        ObjectNode made = webhooks.told("payment_intent.created", intent);
        ObjectNode processing = Webhooks.another(webhooks.told("payment_intent.succeeded", intent));
        processing.put("type", "payment_intent.processing");
        Webhooks.object(processing).put("status", "processing").put("amount_received", 0);

        assertThat(webhooks.sendAtOnce(List.of(Webhooks.another(made), processing)))
                .containsOnly(200);

        awaitWorkedOff();
        assertThat(stack.order(order.path("id").asText())).isEqualTo(order);
        assertThat(allowed("dan")).isTrue();
    }

    // ---- 3

    @Test
    void two_states_of_one_second_are_settled_by_what_the_provider_says() {
        stack.awaitPaid(stack.buy("eve", "solo", "solo-month"));
        String id = subscription("eve").path("id").asText();
        awaitWorkedOff();
        ObjectNode updated = webhooks.told("customer.subscription.updated", id);
        List<ObjectNode> ties = Stream.of("past_due", "unpaid", "active", "paused")
                .map(status -> {
                    ObjectNode tie = Webhooks.another(updated);
                    tie.put("created", updated.path("created").asLong() + 60);
                    Webhooks.object(tie).put("status", status);
                    return tie;
                })
                .toList();

        assertThat(webhooks.sendAtOnce(ties)).containsOnly(200);

        awaitWorkedOff();
        assertThat(status("eve")).isEqualTo("active");
        assertThat(allowed("eve")).isTrue();
    }

    @Test
    void a_decline_and_the_next_attempt_of_one_second_stand_as_the_provider_says() {
        Stack.Reply order = stack.api(
                        "POST", "/payments/intent", stack.apiKey, Map.of("userId", "eli", "plan", "pass"), key())
                .required(201);
        String intent = order.text("id").substring("pay_".length());
        stack.sandbox("PUT", "/faults", Map.of("webhooks", Map.of("lose", 1))).required(200);
        confirm(intent, "4000000000000002");
        confirm(intent, DEBIT);
        ObjectNode failed = webhooks.told("payment_intent.payment_failed", intent);
        ObjectNode again = webhooks.told("payment_intent.processing", intent);
        again.put("created", failed.path("created").asLong());
        stack.sandbox("PUT", "/faults", Map.of()).required(200);

        // The decline comes last, and again.
        for (ObjectNode event : List.of(again, failed, Webhooks.another(again), Webhooks.another(failed))) {
            assertThat(webhooks.send(event)).isEqualTo(200);
            awaitWorkedOff();
        }

        JsonNode processing = stack.order(order.text("orderId"));
        assertThat(processing.path("status").asText()).isEqualTo("processing");
        assertThat(processing.at("/payments/0/status").asText()).isEqualTo("processing");

        stack.sandbox("POST", "/payment_intents/" + intent + "/authenticate", Map.of("outcome", "fail"))
                .required(200);
        await("the debit's failure", () -> stack.order(order.text("orderId"))
                .at("/payments/0/status")
                .asText()
                .equals("failed"));
        assertThat(webhooks.send(Webhooks.another(again))).isEqualTo(200);
        awaitWorkedOff();
        JsonNode pending = stack.order(order.text("orderId"));
        assertThat(pending.path("status").asText()).isEqualTo("pending");
        assertThat(pending.at("/payments/0/status").asText()).isEqualTo("failed");
    }

    private static void confirm(String intent, String card) {
        stack.sandbox("POST", "/payment_intents/" + intent + "/confirm", Map.of("card", card));
    }

    // ---- 4

    @Test
    void a_bill_longer_than_a_page_is_read_to_its_end() {
        String clock = stack.clock("fay", Instant.parse("2027-01-15T12:00:00Z"));
        stack.awaitPaid(stack.buy("fay", "solo", "solo-month"));
        String customer = customer("fay");
        for (int i = 0; i < 24; i++) {
            stack.provider
                    .post(
                            "/v1/invoiceitems",
                            Map.of(
                                    "customer",
                                    customer,
                                    "amount",
                                    "100",
                                    "currency",
                                    "usd",
                                    "description",
                                    "Hour " + i))
                    .required(200);
        }

        stack.advance(clock, Instant.parse("2027-02-15T14:00:00Z"));

        await(
                "the renewal",
                () -> stack.check("fay", "reports").path("expiresAt").asText().startsWith("2027-03-18"));
        JsonNode renewal = orders("fay").at("/0/payments");
        assertThat(renewal).hasSize(2);
        assertThat(renewal.valueStream().mapToLong(p -> p.at("/amount/amount").asLong()))
                .containsExactlyInAnyOrder(1900L, 1900L + 2400L);
    }

    @Test
    void refunds_more_than_a_page_of_them_all_count() {
        JsonNode order = stack.awaitPaid(stack.buy("gus", "pass", null));
        String intent = order.at("/payments/0/id").asText().substring("pay_".length());
        for (int i = 0; i < 25; i++) {
            stack.provider
                    .post("/v1/refunds", Map.of("payment_intent", intent, "amount", "50"))
                    .required(200);
        }

        await(
                "all refunds to be known",
                () -> stack.order(order.path("id").asText())
                                .at("/payments/0/refunded/amount")
                                .asLong()
                        == 1250);
        assertThat(allowed("gus")).isTrue();
    }

    // ---- 5

    @Test
    void a_type_that_nobody_handles_is_recorded_counted_and_taken() {
        ObjectNode event = Webhooks.another(anyEvent());
        event.put("type", "treasury.something_new");

        assertThat(webhooks.send(event)).isEqualTo(200);

        await("it to be settled", () -> stack.query("select status from inbox where event_id = '"
                        + event.path("id").asText() + "'")
                .equals(List.of("ignored")));
        assertThat(metric("tollgate_webhooks_received_total")).anyMatch(line -> line.contains("type=\"unhandled\""));
    }

    // ---- 7

    @Test
    void events_of_one_customer_at_once_wait_for_each_other_and_for_a_lock() throws SQLException {
        String page =
                stack.checkout("hal", "solo", "solo-month", key()).required(201).text("url");
        try (Connection other = stack.postgres.dataSource(stack.database).getConnection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select 1 from accounts where user_id = 'hal' for update");
            stack.pay(page, GOOD);
            await("somebody to wait for the lock", WebhookTruthsIT::somebodyWaits);
            statement.execute("select pg_terminate_backend(pid) from pg_locks where not granted and pid <>"
                    + " pg_backend_pid()");
            await("somebody to wait for the lock again", WebhookTruthsIT::somebodyWaits);
            other.rollback();
        }

        await(
                "the order to be paid",
                () -> orders("hal").path(0).path("status").asText().equals("paid"));
        awaitWorkedOff();
        assertThat(stack.query("select type from inbox where user_id = 'hal' and status in ('dead', 'parked')"))
                .isEmpty();
        assertThat(told("hal", "order.paid")).hasSize(1);
    }

    // ---- 8

    @Test
    void an_event_that_can_not_be_understood_is_parked_with_what_it_lacks_and_holds_up_nobody() {
        stack.awaitPaid(stack.buy("ida", "solo", "solo-month"));
        String id = subscription("ida").path("id").asText();
        ObjectNode poison = Webhooks.another(webhooks.told("customer.subscription.updated", id));
        Webhooks.object(poison).remove("status");

        assertThat(webhooks.send(poison)).isEqualTo(200);
        stack.stripe("DELETE", "/v1/subscriptions/" + id, Map.of()).required(200);

        await("the news behind it", () -> status("ida").equals("canceled"));
        awaitWorkedOff();
        assertThat(stack.query("select status || ' ' || reason from inbox where event_id = '"
                        + poison.path("id").asText() + "'"))
                .singleElement()
                .asString()
                .startsWith("parked ")
                .contains("status");
    }

    // ---- 10

    @Test
    void paid_on_two_pages_for_one_plan_one_stays_and_the_other_is_given_back() throws Exception {
        Stack.Reply first = stack.checkout("kim", "solo", "solo-month", key()).required(201);
        // The first page's closing is on its way for so long that it can still be paid.
        stack.sandbox("PUT", "/faults", Map.of("api", Map.of("delayMs", 3_000))).required(200);
        Stack.Reply second;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Stack.Reply> opening = threads.submit(() -> stack.checkout("kim", "solo", "solo-year", key()));
            await("the first to be superseded", () -> stack.order(first.text("orderId"))
                    .path("status")
                    .asText()
                    .equals("canceled"));
            stack.pay(first.text("url"), GOOD);
            second = opening.get().required(201);
            stack.pay(second.text("url"), GOOD);
        }
        stack.sandbox("PUT", "/faults", Map.of()).required(200);

        await("one subscription to be left", () -> live("kim").size() == 1);
        awaitWorkedOff();
        List<JsonNode> intents = stack.provider.list("/v1/payment_intents?customer=" + customer("kim"));
        long refunded = intents.stream()
                .mapToLong(i -> stack.provider
                        .list("/v1/refunds?payment_intent=" + i.path("id").asText())
                        .size())
                .sum();
        assertThat(refunded).isEqualTo(intents.size() - 1);
        assertThat(Held.metadata(live("kim").getFirst(), "order")).isEqualTo(first.text("orderId"));
        assertThat(stack.order(first.text("orderId")).path("status").asText()).isEqualTo("paid");
        assertThat(stack.order(first.text("orderId")).path("refunds")).isEmpty();
        assertThat(stack.order(second.text("orderId")).at("/refunds/0/status").asText())
                .isEqualTo("succeeded");
        assertThat(allowed("kim")).isTrue();
        assertThat(told("kim", "order.refunded")).hasSize(1);
    }

    @Test
    void what_finds_its_object_locked_at_the_provider_comes_through_later() {
        stack.sandbox("PUT", "/faults", Map.of("api", Map.of("lockTimeout", 1))).required(200);
        String key = key();
        stack.checkout("lea", "pass", null, key).required(503);
        stack.sandbox("PUT", "/faults", Map.of()).required(200);

        Stack.Reply page = stack.checkout("lea", "pass", null, key).required(201);
        stack.pay(page.text("url"), GOOD);
        stack.awaitPaid(page.text("orderId"));
        assertThat(orders("lea")).hasSize(1);
    }

    // ---- 11

    @Test
    void sixty_four_intents_at_once_with_one_key_are_one() {
        List<Stack.Reply> replies = atOnce("/payments/intent", Map.of("userId", "max", "plan", "pass"), true);

        assertThat(replies).extracting(Stack.Reply::status).contains(201).isSubsetOf(201, 409, 429, 503);
        assertThat(replies.stream().filter(r -> r.status() == 201).map(r -> r.text("id")))
                .containsOnly(replies.stream()
                        .filter(r -> r.status() == 201)
                        .findFirst()
                        .orElseThrow()
                        .text("id"));
        assertThat(stack.provider.list("/v1/payment_intents?customer=" + customer("max")))
                .hasSize(1);
        assertThat(sent("/v1/payment_intents", "max")).hasSize(1);
    }

    @Test
    void sixty_four_intents_at_once_with_different_keys_leave_one_to_be_paid() {
        atOnce("/payments/intent", Map.of("userId", "nia", "plan", "pass"), false);

        await(
                "one to be left",
                () -> stack.provider.list("/v1/payment_intents?customer=" + customer("nia")).stream()
                                .filter(i -> !i.path("status").asText().equals("canceled"))
                                .count()
                        == 1);
    }

    @Test
    void sixty_four_subscriptions_at_once_with_one_key_are_one() {
        List<Stack.Reply> replies = atOnce("/subscriptions", solo("oda"), true);

        assertThat(replies).extracting(Stack.Reply::status).contains(201).isSubsetOf(201, 409, 429, 503);
        assertOneSubscription("oda");
    }

    @Test
    void sixty_four_subscriptions_at_once_with_different_keys_are_one() {
        List<Stack.Reply> replies = atOnce("/subscriptions", solo("pia"), false);

        assertThat(replies).extracting(Stack.Reply::status).contains(201).isSubsetOf(201, 409, 429, 503);
        assertOneSubscription("pia");
    }

    private static void assertOneSubscription(String user) {
        await("one to be active", () -> live(user).size() == 1);
        awaitWorkedOff();
        assertThat(live(user)).hasSize(1);
        long paid = stack.provider.list("/v1/payment_intents?customer=" + customer(user)).stream()
                .filter(i -> i.path("status").asText().equals("succeeded"))
                .count();
        assertThat(paid).isEqualTo(1);
        assertThat(told(user, "order.paid")).hasSize(1);
    }

    /// @param sameKey else each has its own
    private static List<Stack.Reply> atOnce(String path, Map<String, Object> body, boolean sameKey) {
        String key = key();
        Callable<Stack.Reply> call = () -> stack.api("POST", path, stack.apiKey, body, sameKey ? key : key());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(Collections.nCopies(64, call)).stream()
                    .map(Future::resultNow)
                    .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> solo(String user) {
        return Map.of("userId", user, "plan", "solo", "price", "solo-month", "paymentMethodId", "pm_card_visa");
    }

    /// The keys under which something was asked for, by the sandbox's own records.
    private static Set<String> sent(String path, String user) {
        List<String> orders = orders(user)
                .valueStream()
                .map(order -> order.path("id").asText().substring("ord_".length()))
                .toList();
        return stack.sandbox("GET", "/requests?method=POST&path=" + path, null)
                .required(200)
                .body()
                .path("data")
                .valueStream()
                .map(request -> request.path("idempotencyKey").asText())
                .filter(key -> orders.stream().anyMatch(key::contains))
                .collect(Collectors.toSet());
    }

    private static List<JsonNode> live(String user) {
        return stack.provider.list("/v1/subscriptions?customer=" + customer(user)).stream()
                .filter(s -> List.of("active", "trialing", "past_due")
                        .contains(s.path("status").asText()))
                .toList();
    }

    // ---- 12

    @Test
    void a_customer_that_was_deleted_in_the_dashboard_is_made_anew() {
        stack.awaitPaid(stack.buy("ria", "pass", null));
        String gone = customer("ria");
        stack.stripe("DELETE", "/v1/customers/" + gone, Map.of()).required(200);
        awaitWorkedOff();

        stack.awaitPaid(stack.buy("ria", "credits", null));

        assertThat(customer("ria")).isNotEqualTo(gone);
        assertThat(allowed("ria")).isTrue();
    }

    @Test
    void a_customer_is_billed_in_one_currency_and_hears_which() {
        stack.awaitPaid(stack.buy("sam", "solo", "solo-month"));
        ObjectNode catalog = (ObjectNode) Stack.demoCatalog();
        ObjectNode euro =
                catalog.withArray("plans").addObject().put("code", "euro").put("name", "Euro");
        euro.putArray("features").addObject().put("code", "reports").put("type", "flag");
        euro.putArray("prices")
                .addObject()
                .put("code", "euro-month")
                .put("type", "recurring")
                .put("interval", "P1M")
                .putObject("amount")
                .put("amount", 900)
                .put("currency", "eur");
        String admin = stack.admin(PROJECT);
        stack.api("PUT", "/admin/catalog", admin, catalog, null).required(200);
        stack.api("POST", "/admin/catalog/sync", admin, null, null).required(200);

        Stack.Reply refused = stack.checkout("sam", "euro", "euro-month", key()).required(409);

        assertThat(refused.text("code")).isEqualTo("currency_conflict");
        assertThat(refused.text("currency")).isEqualTo("usd");
    }

    // ---- beyond

    @Test
    void what_is_lost_for_good_is_noticed_when_the_account_is_held_against_the_provider() {
        stack.awaitPaid(stack.buy("jon", "solo", "solo-month"));
        awaitWorkedOff();
        assertThat(differences("jon")).isEmpty();

        stack.sandbox("PUT", "/faults", Map.of("webhooks", Map.of("lose", 1))).required(200);
        stack.stripe(
                        "DELETE",
                        "/v1/subscriptions/" + subscription("jon").path("id").asText(),
                        Map.of())
                .required(200);
        stack.sandbox("PUT", "/faults", Map.of()).required(200);

        assertThat(differences("jon"))
                .anyMatch(difference -> difference.contains("status: ours active"))
                .anyMatch(difference -> difference.contains("reports allowed: ours true"))
                .anyMatch(difference -> difference.contains("the entitlements on Kafka"));
    }

    private static List<String> differences(String user) {
        String key = PROJECT + ":" + user;
        return new Agreement(
                        new Client(stack, PROJECT, stack.apiKey, user),
                        new Asked(),
                        Held.of(stack.provider, user, Optional.empty(), Map.of()),
                        Recorded.of(stack),
                        Topics.read(Topics.EVENTS, key),
                        Optional.ofNullable(Topics.newest(Topics.ENTITLEMENTS).get(key)))
                .differences();
    }

    // ---- looking

    private static void awaitWorkedOff() {
        await(
                "the inbox to be worked off",
                () -> stack.sandbox("GET", "/deliveries?status=pending", null)
                                .body()
                                .path("data")
                                .isEmpty()
                        && stack.count("select count(*) from inbox where status = 'received'") == 0
                        && stack.count("select count(*) from outbox") == 0);
    }

    private static boolean somebodyWaits() {
        return stack.count("select count(*) from pg_locks l join pg_stat_activity a using (pid) where not l.granted"
                        + " and a.application_name = 'tollgate'")
                > 0;
    }

    private static List<JsonNode> told(String user, String type) {
        return Topics.read(Topics.EVENTS, PROJECT + ":" + user).stream()
                .filter(event -> event.path("type").asText().equals("io.tollgate." + type))
                .toList();
    }

    private static JsonNode orders(String user) {
        return stack.get("/orders?userId=" + user, stack.apiKey)
                .required(200)
                .body()
                .path("data");
    }

    private static boolean allowed(String user) {
        return stack.check(user, "reports").path("allowed").asBoolean();
    }

    private static String customer(String user) {
        return stack.get("/users/" + user, stack.apiKey).required(200).text("providerCustomer");
    }

    private static JsonNode subscription(String user) {
        return stack.provider
                .list("/v1/subscriptions?status=all&customer=" + customer(user))
                .getFirst();
    }

    private static String status(String user) {
        return stack.query("select status from subscriptions where user_id = '" + user + "'")
                .getFirst();
    }

    private static ObjectNode anyEvent() {
        return (ObjectNode)
                stack.provider.list("/v1/events?type=product.created").getFirst();
    }

    private static List<String> metric(String name) {
        return stack.send(HttpRequest.newBuilder(URI.create(stack.service().address + "/metrics")))
                .raw()
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .toList();
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
