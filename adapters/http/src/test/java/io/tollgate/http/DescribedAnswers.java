package io.tollgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Every JSON answer of every test has the schema that the served OpenAPI document gives it.
public class DescribedAnswers implements QuarkusTestBeforeEachCallback, Filter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern URL = Pattern.compile("(https?://[^/?]+)([^?]*).*");
    private static JsonNode document;

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        RestAssured.replaceFiltersWith(this);
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification response, FilterContext context) {
        Response answer = context.next(request, response);
        Matcher url = URL.matcher(request.getURI());
        String type = answer.contentType();
        if (url.matches() && type != null && !request.getMethod().equals("HEAD")) {
            if (type.startsWith(Problems.MEDIA_TYPE)) {
                fits(described(url.group(1)).at("/components/responses/Problem"), Problems.MEDIA_TYPE, answer);
                isTold(operation(url).path(request.getMethod().toLowerCase(Locale.ROOT)), answer);
            } else if (type.startsWith("application/json") && url.group(2).startsWith("/api/")) {
                JsonNode operation = operation(url).path(request.getMethod().toLowerCase(Locale.ROOT));
                assertThat(operation.isObject())
                        .as("%s is described", url.group())
                        .isTrue();
                fits(operation.path("responses").path("" + answer.statusCode()), "application/json", answer);
            }
        }
        return answer;
    }

    /// Of what the document describes, it tells every code; what the framework refuses, it tells once for all.
    private static void isTold(JsonNode operation, Response answer) {
        String code = answer.jsonPath().getString("code");
        if (operation.isObject() && answer.statusCode() != 405 && answer.statusCode() != 406) {
            assertThat(operation
                            .path("responses")
                            .path("" + answer.statusCode())
                            .path(OperationRules.CODES))
                    .as("%s tells %s", operation.path("operationId"), code)
                    .anyMatch(told -> told.asText().equals(code));
        }
    }

    private static void fits(JsonNode described, String type, Response answer) {
        JsonNode schema = described.path("content").path(type).path("schema");
        String body = answer.asString();
        assertThat(schema.isObject())
                .as("%s %s is described", answer.statusCode(), body)
                .isTrue();
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components"));
        // What is not described is not answered.
        if (!type.equals(Problems.MEDIA_TYPE)) {
            whole.put("unevaluatedProperties", false);
        }
        try {
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(whole)
                            .validate(
                                    JSON.readTree(body),
                                    run -> run.executionConfig(config -> config.formatAssertionsEnabled(true))))
                    .as(body)
                    .isEmpty();
        } catch (JsonProcessingException e) {
            throw new AssertionError(body, e);
        }
    }

    private static JsonNode operation(Matcher url) {
        JsonNode paths = described(url.group(1)).path("paths");
        String path = url.group(2);
        JsonNode exact = paths.path(path);
        if (exact.isObject()) {
            return exact;
        }
        for (Map.Entry<String, JsonNode> entry : paths.properties()) {
            if (path.matches(entry.getKey().replaceAll("\\{[^}]+}", "[^/]+"))) {
                return entry.getValue();
            }
        }
        return MissingNode.getInstance();
    }

    static synchronized JsonNode described(String server) {
        if (document == null) {
            try (HttpClient client = HttpClient.newHttpClient()) {
                HttpRequest get = HttpRequest.newBuilder(URI.create(server + "/openapi?format=json"))
                        .build();
                document =
                        JSON.readTree(client.send(get, BodyHandlers.ofString()).body());
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
        return document;
    }
}
