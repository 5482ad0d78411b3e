package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.journeys.Stack.Reply;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an administrator sets up at the provider, and what becomes of events that are not for us.
class ProviderSetupIT {
    private static final String ENDPOINT = "/admin/provider/webhook-endpoint";
    private static final Map<String, String> ENVIRONMENT = new ConcurrentHashMap<>();

    @AutoClose
    private static final Stack stack = Stack.start(ENVIRONMENT);

    private static final Webhooks webhooks = new Webhooks(stack);

    @Test
    void the_endpoint_is_registered_once_and_believed_once_its_secret_is_configured() {
        String old = stack.provider
                .post(
                        "/v1/webhook_endpoints",
                        Map.of(
                                "url", url(),
                                "enabled_events[0]", "*",
                                "api_version", "2025-03-31.basil",
                                "metadata[tollgate_endpoint]", "own",
                                "metadata[tollgate_operation]", "op_of_an_earlier_release"))
                .text("id");
        assertThat(endpoint().path("superseded")).hasSize(1);

        Reply made = register().required(201);
        Reply again = register().required(200);

        assertThat(again.body().path("endpoint")).isEqualTo(made.body().path("endpoint"));
        assertThat(endpoint().at("/endpoint/secretConfigured").asBoolean(true)).isFalse();
        assertThat(registered()).hasSize(2);
        assertThat(status(old)).isEqualTo("enabled");

        ENVIRONMENT.put("TOLLGATE_STRIPE_ACCOUNTS__DEFAULT__WEBHOOK_SECRETS_ENDPOINT", made.text("secret"));
        restart();
        assertThat(endpoint().at("/endpoint/secretConfigured").asBoolean()).isTrue();
        JsonNode settled = register().required(200).body();

        assertThat(settled.at("/endpoint/missing")).isEmpty();
        assertThat(settled.at("/endpoint/superfluous")).isEmpty();
        assertThat(settled.at("/superseded/0/status").asText()).isEqualTo("disabled");
        assertThat(status(old)).isEqualTo("disabled");
        // Sent by the configured target and by the endpoint: twice, counted once.
        JsonNode order = stack.awaitPaid(stack.buy("ann", "pass", null));
        String event = webhooks.told(
                        "checkout.session.completed", order.path("sessionId").asText())
                .path("id")
                .asText();
        Stack.await("the endpoint's delivery to be believed", () -> stack.query(
                        "select deliveries from inbox where event_id = '" + event + "'")
                .equals(List.of("2")));
    }

    @Test
    void where_the_service_does_not_know_its_own_address_it_says_what_to_set() {
        ENVIRONMENT.put("TOLLGATE_PUBLIC_URL", "");
        restart();
        Reply refused = register().required(409);
        ENVIRONMENT.remove("TOLLGATE_PUBLIC_URL");
        restart();

        assertThat(refused.text("code")).isEqualTo("public_url_missing");
        assertThat(refused.text("detail")).contains("TOLLGATE_PUBLIC_URL");
    }

    private static void restart() {
        stack.service().terminate();
        stack.service().restart();
    }

    @Test
    void taxes_are_asked_for_as_the_project_has_set_it() {
        automaticTax("required");
        Reply refused = checkout("bea").required(422);
        assertThat(refused.text("code")).isEqualTo("tax_not_configured");
        automaticTax("ifPossible");
        String without = checkout("bea").required(201).text("sessionId");
        stack.sandbox("PUT", "/account", Map.of("taxActive", true)).required(200);
        String with = checkout("cid").required(201).text("sessionId");
        automaticTax("off");
        String unasked = checkout("dot").required(201).text("sessionId");

        assertThat(isTaxed(without)).isFalse();
        assertThat(isTaxed(with)).isTrue();
        assertThat(isTaxed(unasked)).isFalse();
        stack.sandbox("PUT", "/account", Map.of("taxActive", false)).required(200);
    }

    /// Webhook truth 9: well signed, and not for us.
    @ParameterizedTest
    @CsvSource({
        "livemode, true, wrong_mode",
        "object, v2.core.event, thin_event",
        "account, acct_stranger, unknown_account",
        "type, , unreadable"
    })
    void what_is_well_signed_and_not_for_us_is_parked_once(String field, String value, String reason) {
        ObjectNode event = Webhooks.another((ObjectNode)
                stack.provider.list("/v1/events?type=product.created").getFirst());
        switch (field) {
            case "livemode" -> event.put(field, Boolean.parseBoolean(value));
            case "type" -> event.remove(field);
            default -> event.put(field, value);
        }

        assertThat(webhooks.sendAtOnce(List.of(event, event, event))).containsOnly(200);

        String parked = "select status || ' ' || reason || ' ' || deliveries from inbox where position('"
                + event.path("id").asText() + "' in encode(body, 'escape')) > 0";
        Stack.await("it to be parked", () -> stack.query(parked).equals(List.of("parked " + reason + " 3")));
    }

    private static Reply register() {
        return stack.api("POST", ENDPOINT, stack.admin(PROJECT), null, null);
    }

    private static JsonNode endpoint() {
        return stack.get(ENDPOINT, stack.admin(PROJECT)).required(200).body();
    }

    private static String url() {
        return endpoint().path("url").asText();
    }

    private static List<JsonNode> registered() {
        JsonNode list = stack.stripe("GET", "/v1/webhook_endpoints", Map.of())
                .required(200)
                .body();
        return list.path("data").valueStream().toList();
    }

    private static String status(String endpoint) {
        return registered().stream()
                .filter(listed -> listed.path("id").asText().equals(endpoint))
                .map(listed -> listed.path("status").asText())
                .findFirst()
                .orElseThrow();
    }

    private static void automaticTax(String wanted) {
        stack.api(
                        "PUT",
                        "/admin/projects/" + PROJECT + "/settings",
                        stack.admin(PROJECT),
                        Map.of("allowedOrigins", List.of(Stack.SHOP), "automaticTax", wanted),
                        null)
                .required(200);
    }

    private static Reply checkout(String user) {
        return stack.checkout(user, "solo", "solo-month", UUID.randomUUID().toString());
    }

    private static boolean isTaxed(String session) {
        return stack.stripe("GET", "/v1/checkout/sessions/" + session, Map.of())
                .required(200)
                .body()
                .at("/automatic_tax/enabled")
                .asBoolean();
    }
}
