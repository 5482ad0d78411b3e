package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.fixtures.launcher.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The service is given its secrets by files, sells, is attacked, and gives none of them away.
class SecretsIT {
    private static final String PASSWORD = "canary-of-the-database";
    private static final String CARD = "4242424242424242";
    private static final String HOSTILE = "mallory\u202e\u2028{\"level\":\"ERROR\"}";
    private static final String STRIPE = "TOLLGATE_STRIPE_ACCOUNTS__DEFAULT__";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path files;

    @AutoClose
    private static Stack stack;

    private static final List<String> answers = new ArrayList<>();
    private static final List<String> secrets = new ArrayList<>();

    @BeforeAll
    static void sell_and_be_attacked() throws Exception {
        stack = Stack.start(SecretsIT::byFiles);
        secrets.addAll(List.of(
                PASSWORD,
                stack.keys.stripeSecretKey(),
                stack.keys.webhookSecret(),
                stack.keys.webhookSecretNext(),
                stack.keys.webhookToken(),
                stack.apiKey,
                CARD));
        stack.awaitPaid(stack.buy("alice", "solo", "solo-month"));
        stack.awaitPaid(stack.buy(HOSTILE, "pass", null));
        attack();
        await("all to be told", () -> stack.count("select count(*) from outbox") == 0);
    }

    private static Map<String, String> byFiles(Keys keys) {
        return Map.of(
                "TOLLGATE_DATABASE_PASSWORD",
                "",
                "TOLLGATE_DATABASE_PASSWORD_FILE",
                file("password", PASSWORD),
                STRIPE + "SECRET_KEY",
                "",
                STRIPE + "SECRET_KEY_FILE",
                file("stripe", keys.stripeSecretKey()),
                STRIPE + "PATH_TOKEN",
                "",
                STRIPE + "PATH_TOKEN_FILE",
                file("token", keys.webhookToken()),
                STRIPE + "WEBHOOK_SECRETS_CURRENT",
                "",
                STRIPE + "WEBHOOK_SECRET_FILES_CURRENT",
                file("current", keys.webhookSecret()),
                STRIPE + "WEBHOOK_SECRETS_NEXT",
                "",
                STRIPE + "WEBHOOK_SECRET_FILES_NEXT",
                file("next", keys.webhookSecretNext()));
    }

    private static String file(String name, String secret) {
        try {
            return Files.writeString(files.resolve(name), secret + "\n").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whatever goes wrong is where secrets slip out.
    private static void attack() {
        String user = stack.tokens.user("acme", HOSTILE, Duration.ofHours(1));
        String expired = stack.tokens.user("acme", "alice", Duration.ofHours(-1));
        secrets.add(user);
        secrets.add(expired);
        for (String credential : List.of(user, expired, stack.apiKey + "x", user + "x", stack.keys.webhookSecret())) {
            keep(stack.get("/orders?userId=alice", credential));
            keep(stack.get("/users/" + Stack.encoded(HOSTILE).replace("+", "%20"), credential));
            keep(stack.api("PUT", "/admin/catalog", credential, Map.of(), null));
            keep(stack.api("POST", "/checkout/session", credential, Map.of("plan", stack.apiKey, "card", CARD), key()));
        }
        keep(stack.checkout(HOSTILE, "nothing", null, key()));
        keep(stack.get("/orders/" + stack.keys.stripeSecretKey(), stack.apiKey));
        for (String path : List.of("", "/" + stack.keys.webhookToken())) {
            keep(stack.send(
                    HttpRequest.newBuilder(URI.create(stack.service().address + "/api/v1/webhooks/stripe" + path))
                            .header("Stripe-Signature", "t=1,v1=" + "0".repeat(64))
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))));
        }
        stack.sandbox("PUT", "/faults", Map.of("api", Map.of("rate500", 1)));
        keep(stack.checkout("bob", "solo", "solo-month", key()));
        stack.sandbox("PUT", "/faults", Map.of());
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static void keep(Stack.Reply reply) {
        assertThat(reply.status()).isBetween(200, 503).isNotEqualTo(500);
        answers.add(reply.raw().body());
    }

    /// An API key's secret part is what must not be found; what a token names is in its answers.
    private static void assertNoSecret(String where, String text) {
        for (String secret : secrets) {
            String hex = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
            assertThat(text.contains(secret) || text.contains(hex))
                    .as(where + " holds " + secret.substring(0, 8) + "…")
                    .isFalse();
        }
    }

    @Test
    void logs_hold_no_secret_and_each_line_is_one_line_whatever_users_are_called() throws IOException {
        String logged = stack.service().logged();

        assertNoSecret("the log", logged);
        assertThat(logged).contains("Refused").doesNotContain("\u202e", "\u2028", "mallory");
        for (String line : logged.lines().filter(l -> l.startsWith("{")).toList()) {
            assertThat(JSON.readTree(line).path("message").isTextual()).isTrue();
        }
    }

    @Test
    void answers_and_metrics_hold_no_secret() throws Exception {
        // Callers are told the path that they called, and nothing else of what they sent.
        String told = answers.stream()
                .map(answer -> answer.replaceAll("\"instance\":\"[^\"]*\"", ""))
                .collect(Collectors.joining("\n"));
        assertNoSecret("an answer", told);
        for (String path : List.of("/metrics", "/health", "/ready", "/openapi")) {
            assertNoSecret(path, stack.get(stack.service().address + path).body());
        }
        assertThat(stack.get(stack.service().address + "/metrics").body())
                .containsPattern("tollgate_webhooks_refused_total(\\{.*})? [1-9]");
    }

    @Test
    void topics_hold_no_secret() {
        for (String topic : List.of(Topics.EVENTS, Topics.ENTITLEMENTS)) {
            assertThat(Topics.all(topic)).isNotEmpty();
            assertNoSecret(topic, Topics.all(topic).toString());
        }
    }

    @Test
    void a_dump_of_the_database_holds_no_secret() {
        List<String> tables = stack.query(
                "select quote_ident(table_name) from information_schema.tables where table_schema = 'public'");
        assertThat(tables).contains("inbox", "api_keys", "idempotency_records");

        for (String table : tables) {
            assertNoSecret(table, String.join("\n", stack.query("select t::text from " + table + " t")));
        }
    }
}
