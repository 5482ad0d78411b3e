package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.fixtures.contracts.Together;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Somebody tries out stolen cards, on everything, beside somebody who just buys.
class CardTestingIT {
    private static final String STOLEN = "4000000000009987";
    private static final String GOOD = "4242424242424242";

    @AutoClose
    private static final Stack stack = Stack.start();

    @BeforeAll
    static void set_limits() {
        stack.settings(Map.of("amountLimits", List.of(Map.of("currency", "usd", "min", 100, "max", 5_000))));
    }

    @Test
    void after_thirty_declines_nothing_is_begun_and_an_honest_buyer_notices_nothing() {
        List<Stack.Reply> intents =
                IntStream.range(0, 3).mapToObj(_ -> pay("tester").required(201)).toList();
        for (int card = 0; card < 30; card++) {
            confirm(intents.get(card % 3), STOLEN).required(402);
        }
        // Each is told twice, by its payment and by its charge.
        await("the declines to be told", () -> declines("tester") == 30);
        // The honest one's bank declines, too, before another card is good.
        Stack.Reply honest = pay("honest").required(201);
        confirm(honest, "4000000000009995").required(402);

        for (String path : List.of("/payments/intent", "/setup-intents", "/subscriptions")) {
            Stack.Reply refused = send("tester", path).required(429);
            assertThat(refused.text("code")).isEqualTo("too_many_declines");
            int seconds = Integer.parseInt(
                    refused.raw().headers().firstValue("Retry-After").orElseThrow());
            assertThat(seconds).isBetween(3_000, 3_600);
        }
        confirm(honest, GOOD).required(200);
        stack.awaitPaid(honest.text("orderId"));
        assertThat(pay("honest").status()).isEqualTo(201);
        assertThat(send("honest", "/setup-intents").status()).isEqualTo(201);
        await("the events of all", () -> stack.count("select count(*) from inbox where status = 'received'") == 0);
        assertThat(declines("tester")).isEqualTo(30);
        assertThat(declines("honest")).isEqualTo(1);
    }

    @Test
    void a_card_that_is_tried_by_keeping_it_counts_too() {
        Stack.Reply setup = send("keeper", "/setup-intents").required(201);
        for (int card = 0; card < 10; card++) {
            stack.sandbox("POST", "/setup_intents/" + setup.text("id") + "/confirm", Map.of("card", STOLEN))
                    .required(402);
        }

        await("the declines to be told", () -> declines("keeper") == 10);
        assertThat(send("keeper", "/setup-intents").required(429).text("code")).isEqualTo("too_many_declines");
    }

    @Test
    void of_sixty_four_payments_asked_for_at_once_ten_are_open() throws Exception {
        List<Integer> answers = Together.run(64, _ -> pay("swarm").status());

        assertThat(answers).containsOnly(201, 429);
        assertThat(answers).filteredOn(status -> status == 201).hasSize(10);
        assertThat(stack.count("select count(*) from orders where user_id = 'swarm'"))
                .isEqualTo(10);
    }

    @Test
    void what_pages_pay_and_log_in_by_is_in_no_table_but_that_of_events_as_they_came() {
        Stack.Reply intent = pay("vera").required(201);
        Stack.Reply setup = send("vera", "/setup-intents").required(201);
        Stack.Reply subscription = send("vera", "/subscriptions").required(201);
        String key = UUID.randomUUID().toString();
        Map<String, Object> portal = Map.of("userId", "vera", "returnUrl", Stack.SHOP);
        Stack.Reply opened =
                stack.api("POST", "/portal/session", stack.apiKey, portal, key).required(201);
        Stack.Reply again =
                stack.api("POST", "/portal/session", stack.apiKey, portal, key).required(201);
        assertThat(again.text("url")).startsWith("http");

        List<String> secrets = Stream.of(
                        intent.text("clientSecret"),
                        setup.text("setupClientSecret"),
                        subscription.text("clientSecret"),
                        opened.text("url"),
                        again.text("url"))
                .toList();
        assertThat(secrets).doesNotContainNull().allMatch(secret -> secret.length() > 20);
        List<String> tables = stack.query(
                "select quote_ident(table_name) from information_schema.tables where table_schema = 'public'");
        assertThat(tables).contains("idempotency_records", "orders", "source_history", "jobs", "audit");
        for (String table : tables) {
            String columns = table.equals("inbox") ? "(to_jsonb(t) - 'body')" : "t";
            String dump = String.join("\n", stack.query("select " + columns + "::text from " + table + " t"));
            for (String secret : secrets) {
                assertThat(dump.contains(secret) || dump.contains(hex(secret)))
                        .as(table + " holds " + secret.substring(0, 12) + "…")
                        .isFalse();
            }
        }
    }

    private static String hex(String secret) {
        return HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static long declines(String user) {
        return stack.count(
                "select coalesce(jsonb_array_length(attempts->'declines'), 0) from accounts where user_id = '" + user
                        + "'");
    }

    private static Stack.Reply pay(String user) {
        return send(user, "/payments/intent");
    }

    private static Stack.Reply send(String user, String path) {
        Map<String, Object> body =
                switch (path) {
                    case "/payments/intent" ->
                        Map.of(
                                "userId",
                                user,
                                "amount",
                                Map.of("amount", 750, "currency", "usd"),
                                "description",
                                "A tip");
                    case "/subscriptions" -> Map.of("userId", user, "plan", "solo", "price", "solo-month");
                    default -> Map.of("userId", user);
                };
        return stack.api("POST", path, stack.apiKey, body, UUID.randomUUID().toString());
    }

    private static Stack.Reply confirm(Stack.Reply intent, String card) {
        String id = intent.text("id").substring("pay_".length());
        return stack.sandbox("POST", "/payment_intents/" + id + "/confirm", Map.of("card", card));
    }
}
