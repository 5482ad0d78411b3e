package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Each flow as a user of the API goes through it, on everything. `Stack` holds every answer to the served OpenAPI
/// document.
class FlowsIT {
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    // ---- the provider's side

    @Test
    void an_operator_registers_the_webhook_endpoint_and_sees_what_is_missing() {
        assertThat(endpoint("GET", 200).has("endpoint")).isFalse();

        JsonNode made = endpoint("POST", 201);

        assertThat(made.path("secret").asText()).startsWith("whsec_");
        JsonNode shown = endpoint("GET", 200);
        assertThat(shown.has("secret")).isFalse();
        assertThat(shown.at("/endpoint/missing")).isEmpty();
        assertThat(shown.at("/endpoint/secretConfigured").asBoolean(true)).isFalse();

        String id = shown.at("/endpoint/id").asText();
        stack.provider
                .post("/v1/webhook_endpoints/" + id, Map.of("enabled_events[0]", "invoice.paid"))
                .required(200);
        assertThat(endpoint("GET", 200).at("/endpoint/missing").valueStream().map(JsonNode::asText))
                .contains("checkout.session.completed")
                .doesNotContain("invoice.paid");
        assertThat(endpoint("POST", 200).at("/endpoint/missing")).isEmpty();
        assertThat(stack.provider.list("/v1/webhook_endpoints?")).hasSize(1);
    }

    private static JsonNode endpoint(String method, int status) {
        return stack.api(method, "/admin/provider/webhook-endpoint", stack.admin(PROJECT), null, null)
                .required(status)
                .body();
    }
}
