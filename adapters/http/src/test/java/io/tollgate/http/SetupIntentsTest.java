package io.tollgate.http;

import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Issuers.class)
class SetupIntentsTest {
    @Inject
    World world;

    private static Response post(String credential, String key, String body) {
        return as(credential)
                .contentType("application/json")
                .body(body)
                .header("Idempotency-Key", key)
                .post("/api/v1/setup-intents");
    }

    @Test
    void a_card_is_kept_and_a_repetition_fetches_the_secret_again() {
        String user = world.user("acme", "setter");
        String key = UUID.randomUUID().toString();

        Response begun = post(user, key, "{}");

        assertThat(begun.statusCode()).isEqualTo(201);
        assertThat(begun.jsonPath().getString("id")).startsWith("seti_");
        assertThat(begun.jsonPath().getString("customerId")).startsWith("cus_");
        assertThat(begun.jsonPath().getString("setupClientSecret")).isNotBlank();
        assertThat(begun.jsonPath().getString("publishableKey")).isEqualTo("pk_test_acme");
        Response again = post(user, key, "{}");
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.asString()).isEqualTo(begun.asString());
        assertThat(world.database.idempotencyRecords.answers()).noneMatch(body -> body.contains("_secret"));
    }

    @Test
    void refusals_have_their_codes() {
        String user = world.user("acme", "setter2");
        assertProblem(post(user, UUID.randomUUID().toString(), "{\"email\": \"nobody\"}"), 400, "invalid_request");
        world.payments.stumble(Fault.UNKNOWN_BEFORE);
        String key = UUID.randomUUID().toString();
        assertProblem(post(user, key, "{}"), 503, "provider_unavailable");
        assertThat(post(user, key, "{}").statusCode()).isEqualTo(201);
    }
}
