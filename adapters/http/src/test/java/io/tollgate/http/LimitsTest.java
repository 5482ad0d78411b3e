package io.tollgate.http;

import static io.restassured.RestAssured.given;
import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Issuers.class)
@TestProfile(LimitsTest.Tight.class)
class LimitsTest {
    public static class Tight implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "tollgate.limits.checks-per-second", "3",
                    "tollgate.limits.writes-per-second", "2",
                    "tollgate.limits.anonymous-per-second", "4",
                    "tollgate.webhooks.root-aliases", "true");
        }
    }

    @Inject
    World world;

    /// Of many at once, how many are let through depends on the machine; that some are not doesn't.
    private static Response flood(RequestSpecification request, Function<RequestSpecification, Response> send) {
        return IntStream.range(0, 200)
                .mapToObj(_ -> send.apply(request))
                .filter(response -> response.statusCode() == 429)
                .findFirst()
                .orElseThrow(() -> new AssertionError("never refused"));
    }

    @Test
    void a_flood_of_one_key_is_slowed_and_others_are_not() {
        Response refused = flood(as(world.appKey(ACME)), r -> r.get("/api/v1/entitlements?userId=a"));

        assertProblem(refused, 429, "rate_limited");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(as(world.appKey(ACME)).get("/api/v1/entitlements?userId=a").statusCode())
                .isEqualTo(200);
    }

    @Test
    void wrong_credentials_slow_their_address_and_lock_no_key() {
        Response refused = flood(
                as(null).header("Authorization", "Bearer rubbish").header("X-Forwarded-For", "10.0.0.1"),
                r -> r.get("/api/v1/orders"));

        assertProblem(refused, 429, "rate_limited");
        assertProblem(flood(given(), r -> r.get("/api/v1/orders")), 429, "rate_limited");
        assertThat(as(world.appKey(ACME)).get("/api/v1/orders").statusCode()).isEqualTo(200);
    }

    @Test
    void webhooks_are_never_slowed_and_have_their_aliases_where_configured() {
        for (int i = 0; i < 50; i++) {
            assertThat(given().header("Stripe-Signature", "signed")
                            .body("{}")
                            .post(i % 2 == 0 ? "/webhooks/stripe" : "/webhook/stripe/token")
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
