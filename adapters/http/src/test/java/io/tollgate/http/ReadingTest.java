package io.tollgate.http;

import static io.restassured.RestAssured.given;
import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Bad input is refused with its place, never a 500.
@QuarkusTest
@QuarkusTestResource(Issuers.class)
class ReadingTest {
    private static final String CHECKOUT = "/api/v1/checkout/session";

    @Inject
    World world;

    @TestHTTPResource("/")
    URI base;

    private Response post(byte[] body) {
        return as(world.user("acme", "alice"))
                .header("Idempotency-Key", UUID.randomUUID())
                .contentType("application/json")
                .body(body)
                .post(CHECKOUT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"plan\": \"pro\", \"extra\": 1}     | invalid_request | extra        | unknown_field",
                "{\"plan\": 5}                         | invalid_request | plan         | wrong_type",
                "{\"plan\": true}                      | invalid_request | plan         | wrong_type",
                "{\"plan\": [\"pro\"]}                 | invalid_request | plan         | wrong_type",
                "{\"plan\": {}}                        | invalid_request | plan         | wrong_type",
                "{\"quantity\": \"1\"}                 | invalid_request | quantity     | wrong_type",
                "{\"quantity\": \"\"}                  | invalid_request | quantity     | wrong_type",
                "{\"quantity\": \" \"}                 | invalid_request | quantity     | wrong_type",
                "{\"quantity\": 1.5}                   | invalid_request | quantity     | wrong_type",
                "{\"quantity\": 99999999999}           | invalid_request | quantity     | wrong_type",
                "{\"metadata\": {\"a\": 1}}            | invalid_request | metadata.a   | wrong_type",
                "{\"metadata\": []}                    | invalid_request | metadata     | wrong_type",
                "{\"plan\": \"a\\u0000b\"}             | invalid_request | plan         | invalid_text",
                "{\"plan\": \"\\ud800\"}               | invalid_request | plan         | invalid_text",
                "{\"plan\": \"pro\", \"plan\": \"x\"}  | malformed_body  | line 1       | duplicate_field",
                "{\"plan\":                            | malformed_body  | line 1       | malformed",
                "{} {}                                 | malformed_body  | line 1       | malformed",
                "[]                                    | invalid_request | ~~           | wrong_type",
                "null                                  | malformed_body  | ~~           | empty",
                "~~                                    | malformed_body  | ~~           | empty",
                "\"text\"                              | invalid_request | ~~           | wrong_type",
            })
    void a_body_is_read_strictly(String body, String code, String field, String reason) {
        Response response = post(body.getBytes(StandardCharsets.UTF_8));

        assertProblem(response, 400, code);
        assertThat(response.jsonPath().getString("errors[0].field")).isEqualTo(field);
        assertThat(response.jsonPath().getString("errors[0].code")).isEqualTo(reason);
        assertThat(response.asString()).doesNotContain("jackson", "io.tollgate", "java.");
    }

    @Test
    void each_limit_plus_one_is_refused_and_the_limit_itself_is_not() {
        assertThat(post(nested(31)).jsonPath().getString("errors[0].code")).isEqualTo("unknown_field");
        assertProblem(post(nested(32)), 400, "malformed_body");
        assertProblem(post(("{\"plan\": \"" + "x".repeat(16 * 1024 + 1) + "\"}").getBytes()), 400, "malformed_body");
        assertProblem(post(("{\"quantity\": " + "1".repeat(33) + "}").getBytes()), 400, "malformed_body");
        assertProblem(post(" ".repeat(256 * 1024 + 1).getBytes()), 413, "body_too_large");
        assertProblem(post(" ".repeat(256 * 1024).getBytes()), 400, "malformed_body");
    }

    private static byte[] nested(int depth) {
        return ("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}").getBytes();
    }

    @Test
    void a_body_of_unsaid_length_is_bounded_while_reading() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(CHECKOUT))
                .header("Authorization", "Bearer " + world.user("acme", "alice"))
                .header("Idempotency-Key", "chunked")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(" ".repeat(512 * 1024).getBytes())))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(response.body()).contains("body_too_large");
        }
    }

    @Test
    void other_media_types_methods_and_paths_are_refused_as_problems() {
        String token = world.user("acme", "alice");

        assertProblem(as(token).contentType("text/plain").body("{}").post(CHECKOUT), 415, "unsupported_media_type");
        assertProblem(
                as(token).contentType("application/xml").body("<a/>").post(CHECKOUT), 415, "unsupported_media_type");
        assertProblem(as(token).delete(CHECKOUT), 405, "method_not_allowed");
        assertProblem(as(token).accept("text/html").get("/api/v1/orders"), 406, "not_acceptable");
        assertProblem(as(token).get("/api/v1/nothing"), 404, "not_found");
        assertProblem(given().get("/nothing"), 404, "not_found");
        assertProblem(as(token).get("/api/v1/orders/ord_none"), 404, "not_found");
        assertProblem(as(token).get("/api/v1/orders/%00"), 404, "not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "limit, 0",
        "limit, 101",
        "limit, x",
        "limit, 99999999999999999999",
        "status, open",
        "after, x'",
        "sessionId, %20"
    })
    void parameters_are_named(String name, String value) {
        Response response = as(world.user("acme", "alice"))
                .get("/api/v1/orders?" + name + "=" + (value == null ? "" : value.replace("'", "%27")));

        assertProblem(response, 400, "invalid_request");
        assertThat(response.jsonPath().getString("errors[0].field")).isEqualTo(name);
    }

    @ParameterizedTest
    @EnumSource
    void whatever_is_thrown_at_it_an_operation_never_fails(Operations operation) {
        Random random = new Random(42);
        List<String> callers = java.util.Arrays.asList(
                world.user("acme", "alice"),
                world.appKey(io.tollgate.fixtures.contracts.Samples.ACME),
                world.admin("acme"),
                world.operator(),
                null);
        List<String> hostile = List.of(
                "%00",
                "%ff",
                "%F0%9F%98%80",
                "%ED%A0%80",
                "a".repeat(3_000),
                "'%22%3C",
                "..",
                "%2e%2e",
                "-1",
                "null",
                "%0d%0a",
                "%25",
                "%7B%7D",
                "1e400",
                "");
        for (int i = 0; i < 60; i++) {
            String word = hostile.get(random.nextInt(hostile.size()));
            String path =
                    switch (random.nextInt(4)) {
                        case 0 -> operation.path(word, word);
                        case 1 ->
                            operation.path("alice", "ord_1")
                                    + (operation.path("", "").contains("?") ? "&" : "?")
                                    + "userId=" + word + "&feature=" + word + "&minVersion=" + word + "&limit=" + word
                                    + "&after="
                                    + word + "&status=" + word + "&dryRun=" + word;
                        default -> operation.path("alice", "ord_1");
                    };
            var request = as(callers.get(random.nextInt(callers.size())))
                    .header("Idempotency-Key", UUID.randomUUID())
                    .header("If-Match", "x" + i)
                    .header("If-None-Match", "\"" + i);
            if (operation.hasBody()) {
                request.contentType(random.nextInt(8) == 0 ? "application/yaml" : "application/json")
                        .body(body(random));
            }
            Response response = send(request, operation.method, path);
            assertThat(response.statusCode()).as(operation + " " + path).isLessThan(500);
            if (response.statusCode() >= 400 && !response.asString().isEmpty()) {
                assertThat(response.contentType()).as(response.asString()).startsWith("application/problem+json");
            }
        }
    }

    /// A refusal may be answered before all is read, and the connection then be closed: now and then the client
    /// is still writing, and hears of nothing but that.
    private static Response send(RequestSpecification request, String method, String path) {
        for (int i = 0; ; i++) {
            try {
                return request.request(method, path);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Exception e) {
                if (i == 20) {
                    throw new AssertionError(method + " " + path, e);
                }
            }
        }
    }

    private static final String[] FIELDS = {
        "plan",
        "price",
        "quantity",
        "successUrl",
        "cancelUrl",
        "metadata",
        "userId",
        "email",
        "testClock",
        "id",
        "name",
        "scopes",
        "allowedOrigins",
        "renewalSlack",
        "userDirectory",
        "overlapSeconds",
        "orderId",
        "paymentId",
        "reason",
        "access",
        "cancelSubscription",
        "features",
        "plans",
        "prices",
        "code",
        "type",
        "amount",
        "currency",
        "interval",
        "accessPeriod",
        "default",
        "trialDays",
        "limit"
    };

    private static byte[] body(Random random) {
        switch (random.nextInt(6)) {
            case 0 -> {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                return noise;
            }
            case 1 -> {
                return ("{\"plans\": [" + value(random, 0) + ", {\"code\": \"a\", \"name\": \"b\", \"prices\": ["
                                + value(random, 0) + "], \"features\": [" + value(random, 0) + "]}]}")
                        .getBytes(StandardCharsets.UTF_8);
            }
            default -> {
                StringBuilder object = new StringBuilder("{");
                for (int i = random.nextInt(6); i >= 0; i--) {
                    object.append('"')
                            .append(FIELDS[random.nextInt(FIELDS.length)])
                            .append("\": ")
                            .append(value(random, 0))
                            .append(i == 0 ? "" : ", ");
                }
                String whole = object.append('}').toString();
                return whole.substring(0, random.nextInt(4) == 0 ? random.nextInt(whole.length()) : whole.length())
                        .getBytes(StandardCharsets.UTF_8);
            }
        }
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 9 : 12)) {
            case 0 -> "null";
            case 1 -> "true";
            case 2 -> "-1";
            case 3 -> "1e400";
            case 4 -> "9223372036854775808";
            case 5 -> "\"\"";
            case 6 -> "\"\\ud800\"";
            case 7 -> "\"" + "x".repeat(random.nextInt(2_000)) + "\"";
            case 8 -> "\"P99999999999Y\"";
            case 9 -> "[" + value(random, depth + 1) + "]";
            case 10 -> "[]";
            default -> "{\"" + FIELDS[random.nextInt(FIELDS.length)] + "\": " + value(random, depth + 1) + "}";
        };
    }
}
