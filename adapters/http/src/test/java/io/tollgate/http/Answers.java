package io.tollgate.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/// Calls as callers make them.
final class Answers {
    private Answers() {}

    static RequestSpecification as(String credential) {
        RequestSpecification request = given().urlEncodingEnabled(false);
        return credential == null ? request : request.header("Authorization", "Bearer " + credential);
    }

    static Response call(Operations operation, String credential, String path) {
        RequestSpecification request = as(credential).header("Idempotency-Key", java.util.UUID.randomUUID());
        if (operation.hasBody()) {
            request.contentType("application/json")
                    .body(
                            operation == Operations.putSettings
                                    ? "{\"allowedOrigins\":[\"" + World.ORIGIN + "\"]}"
                                    : "{}");
        }
        return request.request(operation.method, path);
    }

    static void assertProblem(Response response, int status, String code) {
        assertThat(response.statusCode() + " " + response.asString()).startsWith(status + " ");
        assertThat(response.contentType()).startsWith("application/problem+json");
        assertThat(response.jsonPath().getString("code")).isEqualTo(code);
        assertThat(response.jsonPath().getInt("status")).isEqualTo(status);
    }
}
