package io.tollgate.http;

import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tollgate.fixtures.fakes.FakePayments.Charging;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Issuers.class)
class StartSubscriptionTest {
    @Inject
    World world;

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static Response post(String credential, String key, String body) {
        return as(credential)
                .contentType("application/json")
                .body(body)
                .header("Idempotency-Key", key)
                .post("/api/v1/subscriptions");
    }

    @Test
    void a_kept_card_subscribes_at_once_and_only_once() {
        String user = world.user("acme", "subs1");
        world.payments.hasMethod("pm_subs1", null, Charging.WORKS);
        String body = "{\"plan\": \"pro\", \"quantity\": 2, \"paymentMethodId\": \"pm_subs1\"}";

        Response made = post(user, key(), body);

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.jsonPath().getString("status")).isEqualTo("active");
        assertThat(made.jsonPath().getInt("quantity")).isEqualTo(2);
        assertThat(made.jsonPath().getString("plan")).isEqualTo("pro");
        assertThat(made.jsonPath().getString("id").substring(4))
                .isEqualTo(made.jsonPath().getString("orderId").substring(4));
        assertThat(made.asString()).doesNotContain("clientSecret").doesNotContain("paymentStatus");
        Response again = post(user, key(), body);
        assertProblem(again, 409, "already_subscribed");
        assertThat(again.jsonPath().getString("source"))
                .isEqualTo(made.jsonPath().getString("id"));
    }

    @Test
    void a_confirmation_is_asked_for_and_its_secret_not_stored() {
        String user = world.user("acme", "subs2");
        world.payments.hasMethod("pm_subs2", null, Charging.REQUIRES_ACTION);
        String key = key();
        String body = "{\"plan\": \"pro\", \"paymentMethodId\": \"pm_subs2\"}";

        Response made = post(user, key, body);

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.jsonPath().getString("status")).isEqualTo("incomplete");
        assertThat(made.jsonPath().getString("paymentStatus")).isEqualTo("requiresAction");
        assertThat(made.jsonPath().getString("clientSecret")).isNotBlank();
        Response again = post(user, key, body);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.asString()).isEqualTo(made.asString());
        assertThat(world.database.idempotencyRecords.answers()).noneMatch(stored -> stored.contains("_secret"));
        world.payments.stumble(Fault.UNKNOWN_BEFORE);
        assertProblem(post(user, key, body), 503, "provider_unavailable");
    }

    @Test
    void a_declined_card_is_402_and_says_why() {
        String user = world.user("acme", "subs3");
        world.payments.hasMethod("pm_subs3", null, Charging.DECLINED);

        Response declined = post(user, key(), "{\"plan\": \"pro\", \"paymentMethodId\": \"pm_subs3\"}");

        assertProblem(declined, 402, "payment_declined");
        assertThat(declined.jsonPath().getString("reason")).isEqualTo("insufficient_funds");
        Response order = as(user).get("/api/v1/orders/" + declined.jsonPath().getString("orderId"));
        assertThat(order.jsonPath().getString("status")).isEqualTo("failed");
        assertThat(order.jsonPath().getString("reason")).isEqualTo("insufficient_funds");
    }

    @Test
    void refusals_have_their_codes() {
        String user = world.user("acme", "subs4");
        world.payments.hasMethod("pm_foreign", "cus_of_somebody", Charging.WORKS);

        assertProblem(
                post(user, key(), "{\"plan\": \"pro\", \"paymentMethodId\": \"pm_foreign\"}"),
                404,
                "payment_method_not_found");
        Response once = post(user, key(), "{\"plan\": \"pass\", \"price\": \"pass-life\"}");
        assertProblem(once, 422, "one_time_price");
        assertThat(once.jsonPath().getString("detail")).contains("/api/v1/payments/intent");
        assertProblem(post(user, key(), "{\"plan\": \"gold\"}"), 404, "plan_not_found");
        assertProblem(post(user, key(), "{}"), 400, "invalid_request");
        assertProblem(post(user, key(), "{\"plan\": \"pro\", \"quantity\": 0}"), 400, "invalid_request");
        world.payments.stumble(Fault.UNKNOWN_AFTER);
        String key = key();
        assertProblem(post(user, key, "{\"plan\": \"pro\"}"), 503, "provider_unavailable");
        assertThat(post(user, key, "{\"plan\": \"pro\"}").statusCode()).isEqualTo(201);
    }
}
