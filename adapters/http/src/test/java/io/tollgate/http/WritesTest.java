package io.tollgate.http;

import static io.restassured.RestAssured.given;
import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tollgate.http.Allow.Who;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What no operation takes in its body, whatever else it does. Each is held to it by what the document says of its
/// body: a new operation, or a new field, is tested by standing there ([AccessTest] sees to it that all have a row).
@QuarkusTest
@QuarkusTestResource(Issuers.class)
class WritesTest {
    private static final String CARD = "4242 4242 4242 4242";
    /// Where people write what they like, or a card's number instead of what names it.
    private static final Set<String> PROSE =
            Set.of("description", "reason", "name", "paymentMethodId", "promotionCode");

    @Inject
    World world;

    @ParameterizedTest
    @EnumSource
    void a_field_that_is_unknown_is_refused(Operations operation) {
        if (hasNoBody(operation)) {
            return;
        }

        Response response = send(operation, "application/json", "{\"unheardOf\": 1}");

        assertProblem(response, 400, "invalid_request");
        assertThat(codes(response)).contains("unknown_field");
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_is_too_large_or_of_another_type_is_refused(Operations operation) {
        if (hasNoBody(operation)) {
            return;
        }
        int most = operation == Operations.putCatalog ? 2 * 1024 * 1024 : 256 * 1024;

        assertProblem(send(operation, "application/json", " ".repeat(most + 1)), 413, "body_too_large");
        assertProblem(send(operation, "application/json", " ".repeat(most)), 400, "malformed_body");
        assertProblem(send(operation, "text/plain", "{}"), 415, "unsupported_media_type");
        assertProblem(send(operation, "application/xml", "<a/>"), 415, "unsupported_media_type");
    }

    @ParameterizedTest
    @EnumSource
    void nobody_acts_for_another_user(Operations operation) {
        if (hasNoBody(operation)
                || !operation.who.contains(Who.USER)
                || !fields(operation).contains("userId")) {
            return;
        }
        int calls = world.payments.calls().size();

        Response response =
                send(operation, world.user("acme", "mallory"), "application/json", "{\"userId\": \"alice\"}");

        assertProblem(response, 404, "not_found");
        assertThat(world.payments.calls()).hasSize(calls);
    }

    @ParameterizedTest
    @EnumSource
    void our_own_metadata_is_nobodys_to_set(Operations operation) {
        if (hasNoBody(operation) || !fields(operation).contains("metadata")) {
            return;
        }

        Response response = send(operation, "application/json", "{\"metadata\": {\"tollgate_user\": \"bob\"}}");

        assertProblem(response, 400, "invalid_request");
        assertThat(codes(response)).contains("reserved");
    }

    @ParameterizedTest
    @EnumSource
    void card_numbers_never_enter(Operations operation) {
        if (hasNoBody(operation)) {
            return;
        }
        for (String field : fields(operation)) {
            if (PROSE.contains(field)) {
                Response response =
                        send(operation, "application/json", "{\"" + field + "\": \"My card is " + CARD + "\"}");

                assertProblem(response, 400, "invalid_request");
                assertThat(codes(response)).as(field).contains("card_number");
                assertThat(response.asString()).doesNotContain(CARD);
            }
        }
    }

    /// Or the tests above would be of nothing.
    @Test
    void the_document_says_what_the_bodies_hold() {
        assertThat(fields(Operations.startPayment)).contains("userId", "description", "metadata");
        assertThat(fields(Operations.startSubscription)).contains("userId", "paymentMethodId", "metadata");
        assertThat(fields(Operations.startSetup)).contains("userId");
        assertThat(fields(Operations.startCheckout)).contains("userId", "metadata");
        assertThat(fields(Operations.refund)).contains("reason");
        assertThat(fields(Operations.changeUser)).contains("name", "metadata");
        assertThat(fields(Operations.endOrder)).contains("reason");
        assertThat(fields(Operations.openPortal)).contains("userId");
        assertThat(fields(Operations.changeSubscription)).contains("plan");
    }

    private boolean hasNoBody(Operations operation) {
        return operation.who.contains(Who.PROVIDER) || documented(operation).isEmpty();
    }

    /// The names of the body's fields.
    @SuppressWarnings("unchecked")
    private static Set<String> fields(Operations operation) {
        Map<String, Object> document = Document.READ;
        Map<String, Object> schema =
                (Map<String, Object>) at(documented(operation), "content", "application/json", "schema");
        String reference = (String) schema.get("$ref");
        if (reference != null) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            schema = (Map<String, Object>) at(document, "components", "schemas", name);
        }
        return ((Map<String, Object>) schema.getOrDefault("properties", Map.of())).keySet();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> documented(Operations operation) {
        Map<String, Object> found =
                (Map<String, Object>) at(Document.READ, "paths", operation.template(), operation.method.toLowerCase());
        return (Map<String, Object>) found.getOrDefault("requestBody", Map.of());
    }

    private static Object at(Map<String, Object> from, String... names) {
        Object at = from;
        for (String name : names) {
            at = ((Map<?, ?>) at).get(name);
            assertThat(at).as(String.join("/", names)).isNotNull();
        }
        return at;
    }

    private static final class Document {
        static final Map<String, Object> READ =
                given().get("/openapi?format=json").jsonPath().getMap("$");
    }

    private static List<String> codes(Response response) {
        return response.jsonPath().getList("errors.code");
    }

    private Response send(Operations operation, String mediaType, String body) {
        return send(operation, caller(operation), mediaType, body);
    }

    private String anOrderOfAlice() {
        return as(world.appKey(ACME))
                .header("Idempotency-Key", UUID.randomUUID())
                .contentType("application/json")
                .body(CheckoutTest.body("alice", "pass", "pass-life"))
                .post("/api/v1/checkout/session")
                .jsonPath()
                .getString("orderId");
    }

    private String caller(Operations operation) {
        if (operation.who.contains(Who.USER)) {
            return world.user("acme", "alice");
        }
        if (operation.who.contains(Who.ADMIN)) {
            return world.admin("acme");
        }
        return operation.who.contains(Who.APP) ? world.appKey(ACME) : world.operator();
    }

    /// A refusal may be answered before all is read: now and then the client is still writing, and hears of nothing.
    private Response send(Operations operation, String credential, String mediaType, String body) {
        boolean ofAnOrder = operation.path("alice", "its-order").contains("its-order");
        String path = operation.path("alice", ofAnOrder ? anOrderOfAlice() : "ord_1");
        for (int i = 0; ; i++) {
            try {
                return as(credential)
                        .header("Idempotency-Key", UUID.randomUUID())
                        .header("Content-Type", mediaType)
                        .body(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .request(operation.method, path);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Exception e) {
                if (i == 20) {
                    throw new AssertionError(operation.name(), e);
                }
            }
        }
    }
}
