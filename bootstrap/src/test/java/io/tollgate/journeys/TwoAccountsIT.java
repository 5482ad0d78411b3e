package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tollgate.fixtures.launcher.Keys;
import io.tollgate.fixtures.sandbox.Sandbox;
import io.tollgate.fixtures.sandbox.SandboxConfig;
import io.tollgate.journeys.Stack.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two accounts of the provider, by configuration: each has its sandbox, its webhook path and its secrets, and each of
/// two projects names one of them.
class TwoAccountsIT {
    private static final String EURO = "euro";
    private static final String EU_KEY = "sk_test_of_the_european_account";
    private static final String EU_TOKEN = "path-of-the-european-account";
    private static final String EU_SECRET = "whsec_of_the_european_account";
    private static Sandbox home;
    private static Sandbox europe;
    private static HttpServer stripe;
    private static HttpClient http;
    private static Stack stack;
    private static String euroKey;

    @BeforeAll
    static void start() throws IOException {
        http = HttpClient.newHttpClient();
        stack = Stack.start(TwoAccountsIT::environment);
        hooks(home, "/api/v1/webhooks/stripe", stack.keys.webhookSecret());
        hooks(europe, "/api/v1/webhooks/stripe/" + EU_TOKEN, EU_SECRET);
        euroKey = stack.seed(EURO, "eu");
    }

    @AfterAll
    static void stop() {
        stack.close();
        stripe.stop(0);
        home.close();
        europe.close();
        http.close();
    }

    private static Map<String, String> environment(Keys keys) {
        home = sandbox(keys.stripeSecretKey());
        europe = sandbox(EU_KEY);
        stripe = stripe();
        String eu = "TOLLGATE_STRIPE_ACCOUNTS__EU__";
        return Map.of(
                "TOLLGATE_STRIPE_API_BASE",
                "http://localhost:" + stripe.getAddress().getPort(),
                eu + "SECRET_KEY",
                EU_KEY,
                eu + "PUBLISHABLE_KEY",
                "pk_test_eu",
                eu + "PATH_TOKEN",
                EU_TOKEN,
                eu + "WEBHOOK_SECRETS_MAIN",
                EU_SECRET);
    }

    private static Sandbox sandbox(String key) {
        return new Sandbox(new SandboxConfig(0, List.of(), key));
    }

    /// One address for both, as Stripe's is: the key says whose a call is.
    private static HttpServer stripe() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", TwoAccountsIT::passOn);
            server.start();
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void passOn(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean isEu =
                    ("Bearer " + EU_KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            Sandbox to = isEu ? europe : home;
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(to.baseUrl() + exchange.getRequestURI()));
            for (String name : Set.of("Authorization", "Idempotency-Key", "Content-Type", "Stripe-Version")) {
                String value = exchange.getRequestHeaders().getFirst(name);
                if (value != null) {
                    request.header(name, value);
                }
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpResponse<byte[]> answer = http.send(
                    request.method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void hooks(Sandbox sandbox, String path, String secret) {
        Map<String, Object> target = Map.of("url", stack.service().address + path, "secrets", List.of(secret));
        stack.send(HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + "/_sandbox/webhooks"))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(Stack.json(Map.of("targets", List.of(target))))))
                .required(200);
    }

    private static Reply page(String project, String user) {
        Map<String, Object> body = Map.of(
                "userId", user, "plan", "pass", "successUrl", Stack.SHOP + "/done", "cancelUrl", Stack.SHOP + "/plans");
        String key = project.equals(EURO) ? euroKey : stack.apiKey;
        return stack.api(
                        "POST",
                        "/checkout/session",
                        key,
                        body,
                        UUID.randomUUID().toString())
                .required(201);
    }

    private static String status(String project, String order) {
        return stack.get("/orders/" + order, project.equals(EURO) ? euroKey : stack.apiKey)
                .required(200)
                .text("status");
    }

    /// What an account has, by its own key.
    private static JsonNode at(Sandbox sandbox, String path) {
        String key = sandbox == europe ? EU_KEY : stack.keys.stripeSecretKey();
        return stack.send(HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + path))
                        .header("Authorization", "Bearer " + key))
                .required(200)
                .body();
    }

    private static List<String> sessions(Sandbox sandbox) {
        return at(sandbox, "/v1/checkout/sessions?limit=100")
                .path("data")
                .valueStream()
                .map(session -> session.path("id").asText())
                .toList();
    }

    private static ObjectNode event(String type, JsonNode object) {
        ObjectNode event = ((ObjectNode) at(home, "/v1/events?limit=1").at("/data/0")).deepCopy();
        event.put("id", "evt_" + UUID.randomUUID().toString().replace("-", "")).put("type", type);
        event.put("created", Instant.now().getEpochSecond());
        ((ObjectNode) event.path("data")).set("object", object);
        return event;
    }

    private static int deliver(String path, String secret, JsonNode event) {
        String body = event.toString();
        long now = Instant.now().getEpochSecond();
        return stack.send(HttpRequest.newBuilder(URI.create(stack.service().address + path))
                        .header("Content-Type", "application/json")
                        .header("Stripe-Signature", "t=" + now + ",v1=" + hmac(secret, now + "." + body))
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .status();
    }

    private static String hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static int atHome(JsonNode event) {
        return deliver("/api/v1/webhooks/stripe", stack.keys.webhookSecret(), event);
    }

    private static int inEurope(JsonNode event) {
        return deliver("/api/v1/webhooks/stripe/" + EU_TOKEN, EU_SECRET, event);
    }

    private static void awaitSettled(JsonNode event, String as) {
        String settled =
                "select status || ' ' || reason || ' ' || coalesce(project_id, '-') from inbox where event_id = '"
                        + event.path("id").asText() + "'";
        Stack.await("the event to be " + as, () -> stack.query(settled).equals(List.of(as)));
    }

    private static ObjectNode paid(JsonNode open) {
        return ((ObjectNode) open.deepCopy())
                .put("status", "complete")
                .put("payment_status", "paid")
                .put(
                        "payment_intent",
                        "pi_forged" + UUID.randomUUID().toString().replace("-", ""));
    }

    @Test
    void each_project_sells_at_its_own_account() {
        Reply acme = page(PROJECT, "ann");
        Reply euro = page(EURO, "ann");
        stack.pay(acme.text("url"), "4242424242424242");
        stack.pay(euro.text("url"), "4242424242424242");

        Stack.await(
                "both to be paid",
                () -> status(PROJECT, acme.text("orderId")).equals("paid")
                        && status(EURO, euro.text("orderId")).equals("paid"));

        assertThat(sessions(home)).contains(acme.text("sessionId")).doesNotContain(euro.text("sessionId"));
        assertThat(sessions(europe)).contains(euro.text("sessionId")).doesNotContain(acme.text("sessionId"));
    }

    @Test
    void what_one_account_signs_is_no_word_about_the_other() {
        Reply acme = page(PROJECT, "bea");
        ObjectNode forged =
                event("checkout.session.completed", paid(at(home, "/v1/checkout/sessions/" + acme.text("sessionId"))));

        // By the wrong secret at each door: not even stored.
        assertThat(deliver("/api/v1/webhooks/stripe", EU_SECRET, forged)).isEqualTo(400);
        assertThat(deliver("/api/v1/webhooks/stripe/" + EU_TOKEN, stack.keys.webhookSecret(), forged))
                .isEqualTo(400);
        assertThat(deliver("/api/v1/webhooks/stripe/unknown", EU_SECRET, forged))
                .isBetween(400, 404);
        assertThat(stack.count("select count(*) from inbox where event_id = '"
                        + forged.path("id").asText() + "'"))
                .isZero();
        // Well signed by the other account, whose metadata name a project that is not its own.
        assertThat(inEurope(forged)).isEqualTo(200);

        awaitSettled(forged, "parked no_project -");
        assertThat(status(PROJECT, acme.text("orderId"))).isEqualTo("pending");
    }

    @Test
    void an_object_is_its_own_rows_project_then_its_metadatas_or_nobodys() {
        Reply acme = page(PROJECT, "cid");
        ObjectNode session = paid(at(home, "/v1/checkout/sessions/" + acme.text("sessionId")));
        ((ObjectNode) session.path("metadata")).put("tollgate_project", EURO).put("tollgate_user", "mallory");
        ObjectNode known = event("checkout.session.completed", session);
        ObjectNode customer =
                (ObjectNode) at(home, "/v1/customers?limit=1").at("/data/0").deepCopy();
        customer.put("id", "cus_unknown1");
        ObjectNode named = event("customer.updated", customer.deepCopy());
        customer.put("id", "cus_unknown2").putObject("metadata");
        ObjectNode unnamed = event("customer.updated", customer.deepCopy());
        customer.put("id", "cus_unknown3");
        ((ObjectNode) customer.path("metadata")).put("tollgate_project", EURO).put("tollgate_user", "mallory");
        ObjectNode foreign = event("customer.updated", customer);

        assertThat(List.of(atHome(known), atHome(named), atHome(unnamed), atHome(foreign)))
                .containsOnly(200);

        awaitSettled(known, "processed  " + PROJECT);
        awaitSettled(named, "processed  " + PROJECT);
        awaitSettled(unnamed, "parked no_project -");
        awaitSettled(foreign, "parked no_project -");
        assertThat(status(PROJECT, acme.text("orderId"))).isEqualTo("paid");
    }
}
