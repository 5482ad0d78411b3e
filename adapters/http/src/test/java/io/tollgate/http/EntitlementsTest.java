package io.tollgate.http;

import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tollgate.accounts.AccountId;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Issuers.class)
class EntitlementsTest {
    @Inject
    World world;

    private String app;

    @BeforeEach
    void app() {
        app = world.appKey(ACME);
    }

    private Response check(String user, String feature, String more) {
        return as(app).get("/api/v1/entitlements/check?userId=" + user + "&feature=" + feature + more);
    }

    private void buy(String user) {
        String order = as(app).header("Idempotency-Key", UUID.randomUUID())
                .contentType("application/json")
                .body(CheckoutTest.body(user, "pass", "pass-life"))
                .post("/api/v1/checkout/session")
                .jsonPath()
                .getString("orderId");
        world.pay(AccountId.of("acme", user), order);
    }

    @Test
    void who_has_paid_is_allowed_and_whoever_was_never_seen_has_what_everybody_has() {
        buy("paul");

        assertThat(check("paul", "reports", "").asString())
                .isEqualTo("{\"allowed\":true,\"reason\":\"entitled\",\"version\":1}");
        assertThat(check("paul", "seats", "").asString())
                .isEqualTo("{\"allowed\":true,\"reason\":\"entitled\",\"limit\":3,\"remaining\":3,\"version\":1}");
        assertThat(check("paul", "tokens", "").asString())
                .isEqualTo("{\"allowed\":true,\"reason\":\"entitled\",\"remaining\":100,\"version\":1}");
        assertThat(check("quinn", "reports", "").asString())
                .isEqualTo("{\"allowed\":false,\"reason\":\"not_entitled\",\"version\":0}");
        assertThat(check("quinn", "seats", "").jsonPath().getLong("limit")).isEqualTo(1);
        assertThat(check("quinn", "nothing", "").jsonPath().getString("reason")).isEqualTo("not_entitled");
    }

    @Test
    void what_was_asked_wrongly_is_named() {
        assertProblem(as(app).get("/api/v1/entitlements/check?feature=reports"), 400, "user_required");
        assertProblem(as(app).get("/api/v1/entitlements/check?userId=a"), 400, "invalid_request");
        assertProblem(check("a", "reports", "&minVersion=x"), 400, "invalid_request");
        assertProblem(check("a".repeat(256), "reports", ""), 400, "invalid_request");
        assertProblem(check("a%00", "reports", ""), 400, "invalid_request");
        assertProblem(check("a", "r".repeat(64), ""), 400, "invalid_request");
        assertProblem(check("a", "reports%00", ""), 400, "invalid_request");
    }

    @Test
    void a_version_that_has_not_arrived_is_waited_for_and_then_refused() {
        buy("rosa");

        assertThat(check("rosa", "reports", "&minVersion=1").statusCode()).isEqualTo(200);
        Response behind = check("rosa", "reports", "&minVersion=2");
        assertProblem(behind, 412, "version_not_reached");
        assertThat(behind.jsonPath().getLong("version")).isEqualTo(1);
        assertProblem(as(app).get("/api/v1/entitlements?userId=rosa&minVersion=9"), 412, "version_not_reached");
    }

    @Test
    void the_snapshot_is_told_once_and_then_only_its_tag() {
        buy("sven");
        String token = world.user("acme", "sven");

        Response told = as(token).get("/api/v1/entitlements");

        assertThat(told.jsonPath().getString("userId")).isEqualTo("sven");
        assertThat(told.jsonPath().getList("entitlements.feature")).isEqualTo(List.of("reports", "seats"));
        assertThat(told.jsonPath().getLong("entitlements[1].limit")).isEqualTo(3);
        assertThat(told.header("Cache-Control")).isEqualTo("private, no-cache");
        Response again = as(token).header("If-None-Match", told.header("ETag")).get("/api/v1/entitlements");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.header("ETag")).isEqualTo(told.header("ETag"));
    }

    @Test
    void users_may_have_any_name() {
        for (String user : List.of("a%20b", "%F0%9F%98%80", "a%2Fb", "%22%27%3C", "x".repeat(255))) {
            assertThat(check(user, "seats", "").statusCode()).as(user).isEqualTo(200);
            assertThat(as(app).get("/api/v1/users/" + user).statusCode())
                    .as(user)
                    .isEqualTo(200);
        }
    }
}
