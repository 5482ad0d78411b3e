package io.tollgate.http;

import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tollgate.accounts.AccountId;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.providerevents.ProviderFact;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class PortalTest {
    @Inject
    World world;

    private Response open(String token, String returnUrl) {
        return as(token)
                .contentType("application/json")
                .body("{\"returnUrl\": \"" + returnUrl + "\"}")
                .post("/api/v1/portal/session");
    }

    /// Somebody who has been to a checkout, and so has a customer.
    private String customer(String user) {
        as(world.appKey(ACME))
                .header("Idempotency-Key", UUID.randomUUID())
                .contentType("application/json")
                .body(CheckoutTest.body(user, "pass", "pass-life"))
                .post("/api/v1/checkout/session");
        return world.user("acme", user);
    }

    @Test
    void whoever_has_a_customer_can_open_the_portal() {
        String nora = customer("nora");

        Response eligible = as(nora).get("/api/v1/portal/eligibility");
        Response opened = open(nora, World.ORIGIN + "/account");

        assertThat(eligible.jsonPath().getBoolean("eligible")).isTrue();
        assertThat(opened.statusCode()).isEqualTo(201);
        assertThat(opened.jsonPath().getString("url")).startsWith("https://portal.test/cus_");
    }

    @Test
    void where_it_is_open_is_not_stored_and_the_same_key_opens_it_anew() {
        String nina = customer("nina");
        String key = UUID.randomUUID().toString();
        Response first = open(nina, key, World.ORIGIN);
        int opened = opened();

        Response again = open(nina, key, World.ORIGIN);

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        // Each is open for a short time only.
        assertThat(again.asString()).isNotEqualTo(first.asString()).contains("https://portal.test/");
        assertThat(opened()).isEqualTo(opened + 1);
        assertThat(world.database.idempotencyRecords.answers()).noneMatch(body -> body.contains("portal.test"));
        assertProblem(open(nina, key, World.ORIGIN + "/elsewhere"), 422, "idempotency_key_reused");
        world.payments.stumble(Fault.UNKNOWN_BEFORE);
        assertProblem(open(nina, key, World.ORIGIN), 503, "provider_unavailable");
    }

    private int opened() {
        return (int) world.payments.calls().stream()
                .filter(call -> call.equals("openPortal"))
                .count();
    }

    private static Response open(String token, String key, String returnUrl) {
        return as(token)
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body("{\"returnUrl\": \"" + returnUrl + "\"}")
                .post("/api/v1/portal/session");
    }

    @Test
    void who_has_none_is_told_so() {
        String stranger = world.user("acme", "stranger");
        int calls = world.payments.calls().size();

        Response eligible = as(stranger).get("/api/v1/portal/eligibility");

        assertThat(eligible.jsonPath().getBoolean("eligible")).isFalse();
        assertThat(eligible.jsonPath().getString("reason")).isEqualTo("no_provider_customer");
        assertProblem(open(stranger, World.ORIGIN), 409, "no_provider_customer");
        assertThat(world.payments.calls()).hasSize(calls);
    }

    @Test
    void a_customer_deleted_at_the_provider_is_forgotten() {
        String otto = customer("otto");
        String customer = as(otto).get("/api/v1/users/otto").jsonPath().getString("providerCustomer");

        world.tell(AccountId.of("acme", "otto"), new ProviderFact.CustomerGone(customer));

        assertProblem(open(otto, World.ORIGIN), 409, "no_provider_customer");
        customer("otto");
        assertThat(as(otto).get("/api/v1/users/otto").jsonPath().getString("providerCustomer"))
                .startsWith("cus_")
                .isNotEqualTo(customer);
    }

    @Test
    void the_provider_may_be_away_or_refuse() {
        String pia = customer("pia");
        world.payments.stumble(Fault.UNKNOWN_BEFORE, Fault.DECLINED);

        assertProblem(open(pia, World.ORIGIN), 503, "provider_unavailable");
        assertProblem(open(pia, World.ORIGIN), 422, "provider_refused");
    }

    @ParameterizedTest
    @CsvSource({"https://evil.test/, origin_not_allowed", "javascript:alert(1), invalid_url", "'', required"})
    void it_leads_back_to_the_projects_own_pages_only(String url, String code) {
        Response refused = open(world.user("acme", "nora"), url);

        assertProblem(refused, 400, "invalid_request");
        assertThat(refused.jsonPath().getString("errors[0].code")).isEqualTo(code);
    }
}
