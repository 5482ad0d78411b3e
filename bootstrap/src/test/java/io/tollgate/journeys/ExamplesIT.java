package io.tollgate.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whoever tries the examples of `/docs` on what `./tollgate run` starts, from first to last, is refused nothing.
class ExamplesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    /// Signed by the provider, or about a test clock that has to be made there.
    private static final Set<String> NOT_FOR_STRANGERS =
            Set.of("receiveWebhook", "receiveAccountWebhook", "linkTestClock");

    /// Where the demo's shop is, unless told otherwise as here.
    private static final String USUAL_SHOP = "http://localhost:8088";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<String> tried = new HashSet<>();
    private final Map<String, String> ids = new HashMap<>();
    private Demo demo;
    private JsonNode document;

    @BeforeEach
    void start() throws Exception {
        demo = Demo.start();
        document = JSON.readTree(http.send(
                        HttpRequest.newBuilder(URI.create(demo.address("api") + "/openapi?format=json"))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }

    @AfterEach
    void stop() {
        http.close();
        demo.close();
    }

    @Test
    void every_example_works_in_the_demo() throws Exception {
        all("listPlans", "getPlan", "getCatalogSchema", "checkEntitlement");
        JsonNode page = attempt("startCheckout");
        ids.put("OrderId", page.path("orderId").asText());
        pay(page.path("url").asText());
        Stack.await("access", () -> attempt("checkEntitlement").path("allowed").asBoolean());
        all("getEntitlements", "getOrder", "listOrders", "getUser", "changeUser", "listInvoices");

        JsonNode subscriptions = attempt("listSubscriptions");
        ids.put("SubscriptionId", subscriptions.at("/data/0/id").asText());
        all("getSubscription", "previewSubscriptionChange", "changeSubscription", "cancelSubscription");
        all("resumeSubscription", "openPortal", "getPortalEligibility", "startSetup", "refund");

        ids.put("OrderId", attempt("startSubscription").path("orderId").asText());
        all("endOrder");
        JsonNode payment = attempt("startPayment");
        ids.put("OrderId", payment.path("orderId").asText());
        ids.put("paymentId", payment.path("paymentId").asText());
        all("getPayment", "cancelOrder");

        all("getCatalog", "putCatalog", "syncCatalog", "getWebhookEndpoint", "registerWebhookEndpoint");
        all("createProject", "listProjects", "putSettings", "getSettings", "listApps");
        ids.put("AppId", attempt("createApp").path("id").asText());
        ids.put("KeyId", attempt("createKey").path("id").asText());
        all("listKeys", "rotateKey", "revokeKey");

        assertThat(tried).isEqualTo(operations());
    }

    private Set<String> operations() {
        return document.path("paths")
                .valueStream()
                .flatMap(JsonNode::valueStream)
                .map(operation -> operation.path("operationId").asText())
                .filter(id -> !id.isEmpty() && !NOT_FOR_STRANGERS.contains(id))
                .collect(Collectors.toSet());
    }

    private void all(String... operations) throws Exception {
        for (String operation : operations) {
            attempt(operation);
        }
    }

    /// With what the document gives as examples; ids, which it can't know, are those of earlier answers.
    private JsonNode attempt(String operationId) throws Exception {
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                if (method.getValue().path("operationId").asText().equals(operationId)) {
                    tried.add(operationId);
                    return attempt(path.getKey(), method.getKey(), path.getValue(), method.getValue());
                }
            }
        }
        throw new AssertionError("not in the document: " + operationId);
    }

    private JsonNode attempt(String template, String method, JsonNode item, JsonNode operation) throws Exception {
        String path = template;
        HttpRequest.Builder request = HttpRequest.newBuilder();
        List<JsonNode> parameters = new ArrayList<>();
        item.path("parameters").forEach(parameters::add);
        operation.path("parameters").forEach(parameters::add);
        for (JsonNode parameter : parameters) {
            JsonNode described = resolved(parameter);
            String name = described.path("name").asText();
            String value = value(parameter, described);
            if (value == null) {
                continue;
            }
            switch (described.path("in").asText()) {
                case "path" -> path = path.replace("{" + name + "}", value);
                case "query" -> path += (path.contains("?") ? "&" : "?") + name + "=" + value;
                default -> request.header(name, value);
            }
        }
        String credential = credential(operation);
        if (credential != null) {
            request.header("Authorization", "Bearer " + credential);
        }
        return send(request.uri(URI.create(demo.address("api") + path)), method.toUpperCase(Locale.ROOT), operation);
    }

    /// @return null: it is left out
    private String value(JsonNode parameter, JsonNode described) {
        String known = ids.get(parameter.path("$ref").asText().replaceAll(".*/", ""));
        if (known != null) {
            return known;
        }
        if (described.path("description").asText().startsWith("The payment's id")) {
            return ids.get("paymentId");
        }
        return described.has("example") ? described.path("example").asText() : null;
    }

    /// @return null: nobody's
    private String credential(JsonNode operation) {
        String who = operation.path("description").asText().replaceAll("(?s).*\\*\\*Who:\\*\\* ", "");
        if (who.contains("anybody")) {
            return null;
        }
        if (who.contains("an app")) {
            return demo.address("apiKey");
        }
        return demo.address("operatorToken");
    }

    private JsonNode send(HttpRequest.Builder request, String method, JsonNode operation) throws Exception {
        JsonNode body = resolved(operation.path("requestBody")).at("/content/application~1json");
        if (body.isMissingNode()) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(example(body)));
        }
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as(operation.path("operationId").asText() + " " + answer.body())
                .isBetween(200, 299);
        return JSON.readTree(answer.body());
    }

    private String example(JsonNode content) {
        JsonNode stated = content.path("examples").valueStream().findFirst().orElse(content);
        JsonNode example = stated.has("value")
                ? stated.path("value")
                : resolved(content.path("schema")).at("/examples/0");
        return example.toString()
                .replaceAll("ord_[0-9a-z]+", ids.getOrDefault("OrderId", ""))
                .replace(USUAL_SHOP, demo.address("shop"));
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    /// On the sandbox's page.
    private void pay(String page) throws Exception {
        HttpRequest form = HttpRequest.newBuilder(URI.create(page + "/pay"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("card=4242424242424242"))
                .build();
        assertThat(http.send(form, BodyHandlers.ofString()).statusCode()).isEqualTo(303);
    }
}
