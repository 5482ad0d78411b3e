package io.tollgate.http;

import static io.restassured.RestAssured.given;
import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Issuers.class)
class WebhookAndHeadersTest {
    @Inject
    World world;

    private static Response webhook(String path, String signature, byte[] body) {
        return given().header("Stripe-Signature", signature)
                .contentType("application/json")
                .body(body)
                .post(path);
    }

    @Test
    void a_signed_event_is_stored_byte_by_byte_before_it_is_answered() {
        byte[] body = "{ not even\tJSON \u00ff".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

        Response response = webhook("/api/v1/webhooks/stripe", "signed", body);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(world.database.inbox.rows())
                .anySatisfy(row -> assertThat(row.event().body()).isEqualTo(body));
    }

    @Test
    void what_is_not_signed_is_refused_and_not_stored() {
        int before = world.database.inbox.rows().size();

        assertProblem(webhook("/api/v1/webhooks/stripe", "forged", "{}".getBytes()), 400, "invalid_signature");
        assertProblem(given().body("{}").post("/api/v1/webhooks/stripe"), 400, "invalid_signature");
        assertProblem(given().post("/api/v1/webhooks/stripe"), 400, "invalid_signature");
        assertProblem(webhook("/api/v1/webhooks/stripe/other", "signed", "{}".getBytes()), 400, "invalid_signature");
        assertThat(world.database.inbox.rows()).hasSize(before);
    }

    @Test
    void the_path_may_name_the_account_and_any_media_type_will_do() {
        assertThat(webhook("/api/v1/webhooks/stripe/token", "signed", "{\"a\":1}".getBytes())
                        .statusCode())
                .isEqualTo(200);
        assertThat(given().header("Stripe-Signature", "signed")
                        .contentType("text/plain")
                        .body("{\"a\":12}")
                        .post("/api/v1/webhooks/stripe")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void one_mebibyte_is_taken_and_a_byte_more_is_not() {
        assertThat(webhook("/api/v1/webhooks/stripe", "signed", new byte[1024 * 1024])
                        .statusCode())
                .isEqualTo(200);
        assertProblem(webhook("/api/v1/webhooks/stripe", "signed", new byte[1024 * 1024 + 1]), 413, "body_too_large");
    }

    @Test
    void the_root_has_no_aliases_unless_configured() {
        assertProblem(webhook("/webhooks/stripe", "signed", "{}".getBytes()), 404, "not_found");
        assertProblem(webhook("/webhook/stripe/token", "signed", "{}".getBytes()), 404, "not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/plans?project=acme", "/api/v1/orders", "/api/v1/nothing", "/nothing"})
    void every_answer_carries_the_safe_headers(String path) {
        Response response = given().get(path);

        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(response.header("Strict-Transport-Security")).isEqualTo("max-age=31536000; includeSubDomains");
        assertThat(response.header("Content-Security-Policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
        assertThat(response.headers().getValues("Cache-Control")).hasSize(1);
        assertThat(response.header("Vary")).containsIgnoringCase("origin");
        assertThat(response.header("Access-Control-Allow-Credentials")).isNull();
    }

    @Test
    void secrets_and_personal_things_are_not_kept_by_caches() {
        assertThat(as(world.appKey(ACME)).get("/api/v1/orders").header("Cache-Control"))
                .isEqualTo("no-store");
        assertThat(as(world.appKey(ACME)).get("/api/v1/plans").header("Cache-Control"))
                .isEqualTo("no-store");
        assertThat(given().get("/api/v1/orders").header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @ParameterizedTest
    @CsvSource({
        "https://shop.acme.test, true",
        "https://shop.other.test, false",
        "https://shop.acme.test.evil.test, false",
        "https://shop.acme.test:444, false",
        "http://shop.acme.test, false",
        "https://SHOP.acme.test, false",
        "https://evil-shop.acme.test, false",
        "null, false",
        "*, false",
    })
    void a_page_reads_answers_only_from_its_projects_own_origins(String origin, boolean allowed) {
        String expected = allowed ? origin : null;

        assertThat(as(world.user("acme", "alice"))
                        .header("Origin", origin)
                        .get("/api/v1/orders")
                        .header("Access-Control-Allow-Origin"))
                .isEqualTo(expected);
        assertThat(given().header("Origin", origin)
                        .get("/api/v1/plans?project=acme")
                        .header("Access-Control-Allow-Origin"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "https://shop.acme.test, 204",
        "https://shop.other.test, 204",
        "https://shop.acme.test.evil.test, 403",
        "null, 403",
    })
    void a_preflight_passes_from_any_projects_origin(String origin, int status) {
        Response response = given().header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .options("/api/v1/checkout/session");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(status == 204 ? origin : null);
        assertThat(response.header("Access-Control-Allow-Credentials")).isNull();
    }
}
