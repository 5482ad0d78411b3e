package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// One user: what a shop asks for in their name, what they do in the provider's forms, and what is seen of them on all
/// sides.
final class Person {
    static final String GOOD = "4242424242424242";
    /// Asks for 3-D Secure at each charge.
    static final String ASKING = "4000002760003184";
    static final String WORKS_ONCE = "4000000000000341";
    static final String DEBIT = "DE89370400440532013000";
    private static final int TRIES = 40;

    final Stack stack;
    final String name;

    Person(Stack stack, String name) {
        this.stack = stack;
        this.name = name;
    }

    // ---- asking

    /// Whoever is too fast asks again.
    Stack.Reply ask(String path, Map<String, Object> body, String idempotencyKey) {
        Stack.Reply reply = stack.api("POST", path, stack.apiKey, body, idempotencyKey);
        for (int i = 1; reply.status() == 429 && i <= TRIES; i++) {
            Stack.pause(50L * i);
            reply = stack.api("POST", path, stack.apiKey, body, idempotencyKey);
        }
        return reply;
    }

    Stack.Reply ask(String path, Map<String, Object> body) {
        return ask(path, body, UUID.randomUUID().toString());
    }

    /// Asks in the user's own name.
    Stack.Reply askMyself(String method, String path, Map<String, Object> body) {
        String token = stack.tokens.user(Stack.PROJECT, name, Duration.ofHours(1));
        return stack.api(method, path, token, body, null);
    }

    Stack.Reply page(String plan, String price) {
        return ask("/checkout/session", pageOf(plan, price)).required(201);
    }

    Map<String, Object> pageOf(String plan, String price) {
        return wish(plan, price, Map.of("successUrl", Stack.SHOP + "/done", "cancelUrl", Stack.SHOP + "/plans"));
    }

    Stack.Reply subscribe(String plan, String price, Map<String, Object> more) {
        return ask("/subscriptions", wish(plan, price, more));
    }

    private Map<String, Object> wish(String plan, String price, Map<String, Object> more) {
        Map<String, Object> body = new TreeMap<>(more);
        body.putAll(Map.of("userId", name, "plan", plan, "price", price));
        return body;
    }

    JsonNode buy(String plan, String price, String card) {
        Stack.Reply page = page(plan, price);
        stack.pay(page.text("url"), card);
        return stack.awaitPaid(page.text("orderId"));
    }

    /// Keeps a card for later, and so becomes a customer.
    ///
    /// @return the provider's id of the payment method
    String keepCard(String card) {
        Stack.Reply setup = ask("/setup-intents", Map.of("userId", name)).required(201);
        String path = "/setup_intents/" + setup.text("id");
        Stack.Reply tried =
                stack.sandbox("POST", path + "/confirm", Map.of("card", card)).required(200);
        if (tried.text("status").equals("requires_action")) {
            tried = stack.sandbox("POST", path + "/authenticate", Map.of("outcome", "complete"))
                    .required(200);
        }
        return tried.text("payment_method");
    }

    // ---- what the service shows

    boolean allowed(String feature) {
        return check(feature).path("allowed").asBoolean();
    }

    JsonNode check(String feature) {
        return stack.check(name, feature);
    }

    Instant expires(String feature) {
        return Instant.parse(check(feature).path("expiresAt").asText());
    }

    /// Oldest first.
    List<JsonNode> orders() {
        return list("/orders").reversed();
    }

    /// Newest first.
    List<JsonNode> subscriptions() {
        return list("/subscriptions");
    }

    JsonNode subscription() {
        return subscriptions().getFirst();
    }

    /// Oldest first.
    List<JsonNode> invoices() {
        return list("/invoices").reversed();
    }

    private List<JsonNode> list(String path) {
        return stack.get(path + "?userId=" + name, stack.apiKey)
                .required(200)
                .body()
                .path("data")
                .valueStream()
                .toList();
    }

    void awaitStatus(String status) {
        await(
                "the subscription to be " + status,
                () -> subscription().path("status").asText().equals(status));
    }

    String customer() {
        return stack.get("/users/" + name, stack.apiKey).required(200).text("providerCustomer");
    }

    // ---- what the provider has

    /// Oldest first.
    List<JsonNode> theirs(String list) {
        return stack.provider.list(list + (list.contains("?") ? "&" : "?") + "customer=" + customer());
    }

    /// Of one who has but one.
    JsonNode theirSubscription() {
        return theirs("/v1/subscriptions?status=all").getLast();
    }

    /// All of this customer's.
    List<JsonNode> theirRefunds() {
        return theirs("/v1/payment_intents").stream()
                .flatMap(intent ->
                        stack
                                .provider
                                .list("/v1/refunds?payment_intent="
                                        + intent.path("id").asText())
                                .stream())
                .toList();
    }

    /// The bank asks, or the debit comes to its end.
    ///
    /// @param outcome `complete`, `fail`
    void authenticate(String intent, String outcome) {
        stack.sandbox("POST", "/payment_intents/" + intent + "/authenticate", Map.of("outcome", outcome))
                .required(200);
    }

    /// The provider's times are whole seconds: what it tells of from now on comes after all that has happened so far.
    static void awaitNextSecond() {
        long second = Instant.now().getEpochSecond();
        await("the next second", () -> Instant.now().getEpochSecond() > second);
    }

    // ---- what others are told

    /// Each once, oldest first.
    List<JsonNode> told(String type) {
        Map<String, JsonNode> byId = new LinkedHashMap<>();
        Topics.read(Topics.EVENTS, Stack.PROJECT + ":" + name).stream()
                .filter(event -> event.path("type").asText().equals("io.tollgate." + type))
                .forEach(event -> byId.putIfAbsent(event.path("id").asText(), event.path("data")));
        return List.copyOf(byId.values());
    }

    /// @return the last of them
    JsonNode awaitTold(String type, int times) {
        await(type + " to be told " + times + " times", () -> told(type).size() == times);
        return told(type).getLast();
    }
}
