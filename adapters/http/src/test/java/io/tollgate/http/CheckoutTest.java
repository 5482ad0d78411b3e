package io.tollgate.http;

import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tollgate.accounts.AccountId;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.idempotency.IdempotencyRecords;
import io.tollgate.tenancy.UserDirectory;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Issuers.class)
class CheckoutTest {
    @Inject
    World world;

    static String body(String user, String plan, String price) {
        return """
                {%s "plan": "%s", "price": "%s", "successUrl": "%s/done?s={CHECKOUT_SESSION_ID}",
                 "cancelUrl": "%s/plans"}""".formatted(
                        user == null ? "" : "\"userId\": \"" + user + "\",", plan, price, World.ORIGIN, World.ORIGIN);
    }

    private Response post(String credential, String key, String body) {
        var request = as(credential).contentType("application/json").body(body);
        return (key == null ? request : request.header("Idempotency-Key", key)).post("/api/v1/checkout/session");
    }

    @Test
    void a_page_is_opened_and_its_order_can_be_read_and_canceled() {
        String alice = world.user("acme", "carol");

        Response opened = post(alice, key(), body(null, "pass", "pass-life"));

        assertThat(opened.statusCode()).isEqualTo(201);
        String order = opened.jsonPath().getString("orderId");
        assertThat(opened.jsonPath().getString("sessionId")).startsWith("cs_");
        assertThat(opened.jsonPath().getString("url")).isNotBlank();
        Response read = as(alice).get("/api/v1/orders/" + order);
        assertThat(read.jsonPath().getString("status")).isEqualTo("pending");
        assertThat(read.jsonPath().getLong("total.amount")).isEqualTo(2500);
        assertThat(read.asString()).doesNotContain("null");
        Response list = as(alice)
                .get("/api/v1/orders?status=pending&sessionId="
                        + opened.jsonPath().getString("sessionId"));
        assertThat(list.jsonPath().getList("data.id")).isEqualTo(List.of(order));

        Response canceled = as(alice).post("/api/v1/orders/" + order + "/cancel");

        assertThat(canceled.statusCode()).isEqualTo(200);
        assertThat(canceled.jsonPath().getString("status")).isEqualTo("canceled");
        assertThat(canceled.jsonPath().getString("reason")).isEqualTo("requested");
        assertProblem(as(alice).post("/api/v1/orders/" + order + "/cancel"), 409, "order_not_open");
    }

    @Test
    void an_admin_ends_an_open_order_but_never_pays_it() {
        String admin = world.admin("acme");
        String order = post(world.user("acme", "ebba"), key(), body(null, "pass", "pass-life"))
                .jsonPath()
                .getString("orderId");

        assertProblem(end(admin, order, "paid", "They have paid in cash"), 400, "invalid_request");
        assertProblem(end(admin, order, "failed", ""), 400, "invalid_request");
        Response failed = end(admin, order, "failed", "A test order");

        assertThat(failed.statusCode()).isEqualTo(200);
        assertThat(failed.jsonPath().getString("status")).isEqualTo("failed");
        assertThat(failed.jsonPath().getString("reason")).isEqualTo("A test order");
        assertProblem(end(admin, order, "canceled", "Once more"), 409, "order_not_open");
        assertProblem(end(admin, "ord_none", "canceled", "Nothing"), 404, "not_found");
    }

    private static Response end(String admin, String order, String status, String reason) {
        return as(admin)
                .contentType("application/json")
                .body("{\"status\": \"%s\", \"reason\": \"%s\"}".formatted(status, reason))
                .patch("/api/v1/orders/" + order);
    }

    @Test
    void what_is_paid_shows_with_its_access() {
        String app = world.appKey(ACME);
        String order =
                post(app, key(), body("dave", "pass", "pass-life")).jsonPath().getString("orderId");

        world.pay(AccountId.of("acme", "dave"), order);

        Response read = as(app).get("/api/v1/orders/" + order);
        assertThat(read.jsonPath().getString("status")).isEqualTo("paid");
        assertThat(read.jsonPath().getLong("entitlementsVersion")).isEqualTo(1);
        Response user = as(world.user("acme", "dave")).get("/api/v1/users/dave");
        assertThat(user.jsonPath().getList("plans")).isEqualTo(List.of("pass"));
        assertThat(user.jsonPath().getList("access.feature")).isEqualTo(List.of("reports", "seats"));
        assertThat(user.jsonPath().getLong("credits[0].balance")).isEqualTo(100);
        assertThat(user.jsonPath().getString("providerCustomer")).startsWith("cus_");
    }

    @Test
    void orders_are_listed_page_by_page() {
        String app = world.appKey(ACME);
        for (String plan : List.of("pass", "pro", "pass")) {
            post(app, key(), body("erin", plan, plan.equals("pro") ? "pro-month" : "pass-life"));
        }

        Response first = as(app).get("/api/v1/orders?userId=erin&limit=2");
        Response second = as(app).get("/api/v1/orders?userId=erin&limit=2&after="
                + first.jsonPath().getString("nextCursor"));

        assertThat(first.jsonPath().getList("data")).hasSize(2);
        assertThat(second.jsonPath().getList("data")).hasSize(1);
        assertThat(second.asString()).doesNotContain("nextCursor");
        assertThat(first.jsonPath().getString("data[1].id"))
                .isGreaterThan(second.jsonPath().getString("data[0].id"));
    }

    @ParameterizedTest
    @CsvSource({
        "plan, '{}', required",
        "plan, '{\"plan\": \"\"}', required",
        "quantity, '{\"plan\": \"pro\", \"quantity\": 0}', out_of_range",
        "successUrl, '{\"successUrl\": \"https://evil.test/\"}', origin_not_allowed",
        "successUrl, '{\"successUrl\": \"https://shop.acme.test@evil.test/\"}', invalid_url",
        "cancelUrl, '{\"cancelUrl\": \"javascript:alert(1)\"}', invalid_url",
        "email, '{\"email\": \"nobody\"}', invalid_email",
        "metadata.tollgate_user, '{\"metadata\": {\"tollgate_user\": \"bob\"}}', reserved",
        "metadata.k, '{\"metadata\": {\"k\": null}}', required",
    })
    void wrong_fields_are_named(String field, String body, String code) {
        Response response = post(world.user("acme", "frank"), key(), body);

        assertProblem(response, 400, "invalid_request");
        assertThat(response.jsonPath().getString("errors.find { it.field == '" + field + "' }.code"))
                .isEqualTo(code);
    }

    @Test
    void refusals_are_told_apart() {
        String app = world.appKey(ACME);
        world.directory.answer("ghost", UserDirectory.Answer.UNKNOWN);
        world.directory.answer("slow", UserDirectory.Answer.UNAVAILABLE);

        assertProblem(post(app, key(), body(null, "pro", "pro-month")), 400, "user_required");
        assertProblem(post(app, null, body("gina", "pro", "pro-month")), 400, "idempotency_key_required");
        assertProblem(post(app, key(), body("gina", "none", "pro-month")), 404, "plan_not_found");
        assertProblem(post(app, key(), body("gina", "pro", "pass-life")), 404, "price_not_found");
        assertProblem(post(app, key(), body("gina", "pass", "pass-unsynced")), 409, "price_not_synced");
        assertProblem(post(app, key(), body("ghost", "pro", "pro-month")), 404, "user_not_found");
        assertProblem(post(app, key(), body("slow", "pro", "pro-month")), 503, "directory_unavailable");
        assertProblem(post(world.user("acme", "a"), key(), body("b", "pro", "pro-month")), 404, "not_found");
    }

    @Test
    void the_same_key_and_body_get_the_stored_answer() {
        String app = world.appKey(ACME);
        String key = key();
        String body = body("hugo", "pro", "pro-month");

        Response first = post(app, key, body);
        Response again = post(app, key, body);

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.asString()).isEqualTo(first.asString());
        assertThat(first.header("Idempotent-Replayed")).isNull();
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertProblem(post(app, key, body("hugo", "pass", "pass-life")), 422, "idempotency_key_reused");
    }

    @Test
    void a_decided_refusal_is_stored_and_a_wrong_request_is_not() {
        String app = world.appKey(ACME);
        String key = key();
        assertProblem(post(app, key, body("ida", "none", "x")), 404, "plan_not_found");
        Response again = post(app, key, body("ida", "none", "x"));
        assertProblem(again, 404, "plan_not_found");
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");

        String other = key();
        assertProblem(post(app, other, "{\"userId\": \"ida\"}"), 400, "invalid_request");
        Response wrong = post(app, other, "{\"userId\": \"ida\"}");
        assertThat(wrong.header("Idempotent-Replayed")).isNull();
    }

    @Test
    void after_an_unknown_outcome_the_same_key_resumes_the_same_order() {
        String app = world.appKey(ACME);
        String key = key();
        String body = body("jack", "pass", "pass-life");
        world.payments.stumble(Fault.NONE, Fault.UNKNOWN_AFTER);

        Response unknown = post(app, key, body);
        Response resumed = post(app, key, body);

        assertProblem(unknown, 503, "provider_unavailable");
        assertThat(resumed.statusCode()).isEqualTo(201);
        assertThat(resumed.jsonPath().getString("orderId"))
                .isEqualTo(unknown.jsonPath().getString("orderId"));
    }

    @Test
    void while_the_first_runs_the_second_waits_its_turn() {
        String app = world.appKey(ACME);
        String key = key();
        String body = body("kim", "pass", "pass-life");
        List<Response> inside = new java.util.ArrayList<>();
        world.payments.during(() -> inside.add(post(app, key, body)));

        post(app, key, body);

        assertProblem(inside.getFirst(), 409, "idempotency_in_progress");
    }

    @Test
    void keys_of_different_projects_and_callers_do_not_meet() {
        String key = key();

        Response acme = post(world.appKey(ACME), key, body("lea", "pass", "pass-life"));
        Response user = post(world.user("acme", "mia"), key, body(null, "pass", "pass-life"));

        assertThat(acme.statusCode()).isEqualTo(201);
        assertThat(user.statusCode()).isEqualTo(201);
        assertProblem(post(world.appKey(ACME), "ü", body("lea", "pass", "pass-life")), 400, "invalid_request");
    }

    @Test
    void a_key_has_255_characters_at_most() {
        String app = world.appKey(ACME);
        String body = body("noa", "pass", "pass-life");

        assertThat(post(app, "k".repeat(255), body).statusCode()).isEqualTo(201);
        assertProblem(post(app, "k".repeat(256), body), 400, "invalid_request");
    }

    @Test
    void a_caller_with_too_many_live_keys_is_refused_new_ones_only() {
        String zoe = world.user("acme", "zoe");
        String known = key();
        assertThat(post(zoe, known, body(null, "pass", "pass-life")).statusCode())
                .isEqualTo(201);
        for (int i = 1; i < IdempotencyRecords.MOST; i++) {
            IdempotencyRecords.Key key = new IdempotencyRecords.Key(ACME, "user:zoe", "POST", "/", "k" + i);
            world.database.idempotencyRecords.begin(key, "", "op", Duration.ZERO);
        }

        Response refused = post(zoe, key(), body(null, "pass", "pass-life"));

        assertProblem(refused, 429, "too_many_idempotency_keys");
        assertThat(refused.header("Retry-After")).isEqualTo("300");
        assertThat(post(zoe, known, body(null, "pass", "pass-life")).header("Idempotent-Replayed"))
                .isEqualTo("true");
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
