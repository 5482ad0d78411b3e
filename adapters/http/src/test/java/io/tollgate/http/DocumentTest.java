package io.tollgate.http;

import static io.tollgate.fixtures.contracts.Samples.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tollgate.http.Allow.Who;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The OpenAPI document tells a stranger all that is needed to use an operation.
@QuarkusTest
@QuarkusTestResource(Issuers.class)
class DocumentTest {
    private static final String KEY = "Idempotency-Key";
    /// The provider has ids of its own for its events; a project's id is its key.
    private static final Set<Operations> WITHOUT_KEY =
            EnumSet.of(Operations.receiveWebhook, Operations.receiveAccountWebhook, Operations.createProject);
    /// The provider is asked while the caller waits.
    private static final Set<Operations> ASK_THE_PROVIDER = EnumSet.of(
            Operations.startCheckout,
            Operations.startPayment,
            Operations.startSubscription,
            Operations.startSetup,
            Operations.openPortal,
            Operations.refund,
            Operations.cancelSubscription,
            Operations.resumeSubscription,
            Operations.changeSubscription,
            Operations.previewSubscriptionChange,
            Operations.linkTestClock,
            Operations.syncCatalog,
            Operations.getWebhookEndpoint,
            Operations.registerWebhookEndpoint);

    /// What is looked at before the key.
    private static final Map<Operations, String> FITTING = Map.of(
            Operations.openPortal, "{\"returnUrl\": \"" + World.ORIGIN + "\"}",
            Operations.changeSubscription, "{\"plan\": \"pro\"}",
            Operations.changeUser, "{\"name\": \"Alice\"}",
            Operations.endOrder, "{\"status\": \"canceled\", \"reason\": \"asked for\"}");

    @Inject
    World world;

    private JsonNode document;

    @BeforeEach
    void read() {
        document = DescribedAnswers.described("http://localhost:" + RestAssured.port);
    }

    @ParameterizedTest
    @EnumSource
    void an_operation_has_a_summary_a_description_and_a_tag_that_is_explained(Operations operation) {
        JsonNode described = described(operation);

        assertThat(described.path("summary").asText()).isNotBlank();
        String[] paragraphs = described.path("description").asText().split("\n\n");
        assertThat(paragraphs).hasSizeGreaterThanOrEqualTo(2);
        assertThat(paragraphs[0]).isNotBlank().doesNotStartWith("**Who:**");
        assertThat(paragraphs[paragraphs.length - 1]).startsWith("**Who:**");
        assertThat(described.path("tags")).hasSize(1);
        assertThat(explainedTags()).contains(described.path("tags").get(0).asText());
    }

    private Set<String> explainedTags() {
        return document.path("tags")
                .valueStream()
                .filter(tag -> !tag.path("description").asText().isBlank())
                .map(tag -> tag.path("name").asText())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource
    void every_parameter_is_described_and_has_a_type(Operations operation) {
        for (JsonNode parameter : parameters(operation)) {
            assertThat(parameter.path("description").asText())
                    .as(parameter.toString())
                    .isNotBlank();
            assertThat(parameter.path("schema").has("type")
                            || parameter.path("schema").has("enum"))
                    .as(parameter.toString())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_body_has_an_example_that_fits(Operations operation) {
        JsonNode body = resolved(described(operation).path("requestBody"));
        if (body.isMissingNode()) {
            return;
        }
        JsonNode content = body.path("content").path("application/json");
        List<JsonNode> examples = examples(content);

        assertThat(examples).isNotEmpty();
        for (JsonNode example : examples) {
            assertThat(faults(content.path("schema"), example))
                    .as(example.toString())
                    .isEmpty();
        }
    }

    @Test
    void every_example_of_a_schema_fits_it() {
        document.path("components").path("schemas").properties().forEach(schema -> schema.getValue()
                .path("examples")
                .forEach(example -> assertThat(faults(schema.getValue(), example))
                        .as(schema.getKey())
                        .isEmpty()));
    }

    @ParameterizedTest
    @EnumSource
    void every_post_may_be_sent_again_by_its_key(Operations operation) {
        boolean taken = parameters(operation).stream()
                .anyMatch(parameter -> parameter.path("name").asText().equals(KEY));

        if (operation.method.equals("POST")) {
            assertThat(taken).isEqualTo(!WITHOUT_KEY.contains(operation));
        }
        if (taken) {
            assertThat(codes(operation))
                    .contains("idempotency_in_progress", "idempotency_key_reused", "too_many_idempotency_keys");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_key_that_is_described_is_looked_at(Operations operation) {
        String caller = operation.who.contains(Who.USER)
                ? world.user("acme", "alice")
                : operation.who.contains(Who.APP) ? world.appKey(ACME) : world.admin("acme");
        RequestSpecification request = Answers.as(caller)
                .header(KEY, "x".repeat(256))
                .contentType("application/json")
                .body(FITTING.getOrDefault(operation, "{}"));
        boolean described = parameters(operation).stream()
                .anyMatch(parameter -> parameter.path("name").asText().equals(KEY));

        if (described) {
            Response answer = request.request(operation.method, operation.path("alice", anOrderOfAlice()));

            Answers.assertProblem(answer, 400, "invalid_request");
            assertThat(answer.jsonPath().getString("errors[0].field")).isEqualTo(KEY);
        }
    }

    private String anOrderOfAlice() {
        return Answers.as(world.appKey(ACME))
                .header(KEY, UUID.randomUUID())
                .contentType("application/json")
                .body(CheckoutTest.body("alice", "pass", "pass-life"))
                .post("/api/v1/checkout/session")
                .jsonPath()
                .getString("orderId");
    }

    @ParameterizedTest
    @EnumSource
    void every_refusal_is_told_with_its_codes(Operations operation) {
        Set<String> statuses = new HashSet<>();
        described(operation).path("responses").properties().stream()
                .filter(answer ->
                        answer.getKey().startsWith("4") || answer.getKey().startsWith("5"))
                .forEach(answer -> {
                    statuses.add(answer.getKey());
                    JsonNode codes = answer.getValue().path(OperationRules.CODES);
                    assertThat(codes).as(answer.getKey()).isNotEmpty();
                    codes.forEach(code -> {
                        ProblemCode known = ProblemCode.valueOf(code.asText().toUpperCase(Locale.ROOT));
                        assertThat(known.status()).isEqualTo(Integer.parseInt(answer.getKey()));
                        assertThat(answer.getValue().path("description").asText())
                                .contains("`" + known.spelling() + "`", known.title());
                    });
                });

        assertThat(statuses).containsAll(expected(operation));
    }

    private Set<String> expected(Operations operation) {
        Set<String> statuses = new HashSet<>(Set.of("500"));
        if (!operation.who.contains(Who.PROVIDER)) {
            statuses.addAll(Set.of("401", "403", "429"));
        }
        List<JsonNode> parameters = parameters(operation);
        if (operation.hasBody() || !parameters.isEmpty()) {
            statuses.add("400");
        }
        if (parameters.stream()
                .anyMatch(parameter ->
                        parameter.path("in").asText().equals("path") && !operation.who.contains(Who.PROVIDER))) {
            statuses.add("404");
        }
        if (described(operation).has("requestBody")) {
            statuses.add("413");
        }
        if (ASK_THE_PROVIDER.contains(operation)) {
            statuses.add("503");
        }
        return statuses;
    }

    @Test
    void every_code_is_told_somewhere() {
        Set<String> told = new HashSet<>();
        for (Operations operation : Operations.values()) {
            told.addAll(codes(operation));
        }
        String introduction = document.path("info").path("description").asText();

        for (ProblemCode code : ProblemCode.values()) {
            assertThat(told.contains(code.spelling()) || introduction.contains("`" + code.spelling() + "`"))
                    .as(code.spelling())
                    .isTrue();
        }
    }

    private Set<String> codes(Operations operation) {
        return described(operation)
                .path("responses")
                .valueStream()
                .flatMap(answer -> answer.path(OperationRules.CODES).valueStream())
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
    }

    private JsonNode described(Operations operation) {
        JsonNode described =
                document.path("paths").path(operation.template()).path(operation.method.toLowerCase(Locale.ROOT));
        assertThat(described.isObject()).as(operation.template()).isTrue();
        return described;
    }

    /// Also those that the whole path has.
    private List<JsonNode> parameters(Operations operation) {
        List<JsonNode> parameters = new ArrayList<>();
        document.path("paths").path(operation.template()).path("parameters").forEach(parameters::add);
        described(operation).path("parameters").forEach(parameters::add);
        return parameters.stream().map(this::resolved).toList();
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private List<JsonNode> examples(JsonNode content) {
        List<JsonNode> examples = new ArrayList<>();
        content.path("examples").forEach(example -> examples.add(example.path("value")));
        resolved(content.path("schema")).path("examples").forEach(examples::add);
        return examples;
    }

    private List<?> faults(JsonNode schema, JsonNode example) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components"));
        // Unless the schema says otherwise, a field that is not described is refused.
        whole.put("unevaluatedProperties", false);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole)
                .validate(example, run -> run.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }
}
