package io.tollgate.http;

import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.fixtures.contracts.Samples.OTHER;
import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tollgate.accounts.AccountId;
import io.tollgate.disputes.Dispute;
import io.tollgate.disputes.FraudWarning;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.refunds.Reversals;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Issuers.class)
class RefundsTest {
    @Inject
    World world;

    /// A pass that the user has paid.
    private String bought(String user) {
        String order = as(world.appKey(ACME))
                .contentType("application/json")
                .header("Idempotency-Key", UUID.randomUUID())
                .body(CheckoutTest.body(user, "pass", "pass-life"))
                .post("/api/v1/checkout/session")
                .jsonPath()
                .getString("orderId");
        world.pay(AccountId.of("acme", user), order);
        return order;
    }

    private Response refund(String credential, String key, String body) {
        return as(credential)
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .body(body)
                .post("/api/v1/refunds");
    }

    private Response refund(String body) {
        return refund(world.appKey(ACME), UUID.randomUUID().toString(), body);
    }

    private Response order(String order) {
        return as(world.appKey(ACME)).get("/api/v1/orders/" + order);
    }

    @Test
    void money_is_given_back_in_parts_and_the_order_shows_it() {
        String order = bought("rita");

        Response part = refund(world.admin("acme"), "k-rita", """
                {"orderId": "%s", "amount": {"amount": 500, "currency": "usd"}, "reason": "late"}""".formatted(order));
        Response rest = refund("""
                {"paymentId": "pay_pi_%s", "userId": "rita", "reason": "never came"}""".formatted(order));

        assertThat(part.statusCode()).isEqualTo(201);
        assertThat(part.jsonPath().getString("id")).startsWith("ref_");
        assertThat(part.jsonPath().getString("status")).isEqualTo("succeeded");
        assertThat(part.jsonPath().getLong("amount.amount")).isEqualTo(500);
        assertThat(part.jsonPath().getLong("version")).isEqualTo(1);
        assertThat(rest.jsonPath().getLong("amount.amount")).isEqualTo(2000);
        assertThat(rest.jsonPath().getLong("version")).isEqualTo(2);
        Response shown = order(order);
        assertThat(shown.jsonPath().getLong("payments[0].refunded.amount")).isEqualTo(2500);
        assertThat(shown.jsonPath().getList("refunds.reason")).containsExactlyInAnyOrder("late", "never came");
        assertThat(shown.jsonPath().getList("refunds.paymentId")).containsOnly("pay_pi_" + order);
        assertThat(as(world.appKey(ACME))
                        .get("/api/v1/entitlements/check?userId=rita&feature=reports")
                        .jsonPath()
                        .getString("reason"))
                .isEqualTo("expired");
    }

    @Test
    void the_same_key_gets_the_same_refund() {
        String order = bought("sam");
        String body = "{\"orderId\": \"%s\", \"reason\": \"x\"}".formatted(order);

        Response first = refund(world.appKey(ACME), "k-sam", body);
        Response again = refund(world.appKey(ACME), "k-sam", body);

        assertThat(again.asString()).isEqualTo(first.asString());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(order(order).jsonPath().getList("refunds")).hasSize(1);
    }

    @Test
    void refusals_are_told_apart() {
        String order = bought("tess");
        String open = as(world.appKey(ACME))
                .contentType("application/json")
                .header("Idempotency-Key", UUID.randomUUID())
                .body(CheckoutTest.body("tess", "pro", "pro-month"))
                .post("/api/v1/checkout/session")
                .jsonPath()
                .getString("orderId");
        String mine = "{\"orderId\": \"%s\", \"reason\": \"x\"%s}";

        Response more = refund(mine.formatted(order, ", \"amount\": {\"amount\": 2501, \"currency\": \"usd\"}"));

        assertProblem(more, 422, "refund_exceeds_paid");
        assertThat(more.jsonPath().getLong("left.amount")).isEqualTo(2500);
        assertProblem(
                refund(mine.formatted(order, ", \"amount\": {\"amount\": 5, \"currency\": \"eur\"}")),
                422,
                "wrong_currency");
        assertProblem(refund(mine.formatted(open, "")), 409, "order_not_paid");
        assertProblem(refund(mine.formatted("ord_none", "")), 404, "not_found");
        assertProblem(refund(mine.formatted(order, ", \"userId\": \"somebody\"")), 404, "not_found");
        assertProblem(refund("{\"paymentId\": \"pay_none\", \"reason\": \"x\"}"), 404, "not_found");
        assertProblem(
                refund(world.appKey(OTHER), UUID.randomUUID().toString(), mine.formatted(order, "")), 404, "not_found");
        assertProblem(
                refund(world.appKey(OTHER), UUID.randomUUID().toString(), """
                        {"paymentId": "pay_pi_%s", "reason": "x"}""".formatted(order)), 404, "not_found");
        assertProblem(refund(mine.formatted(order, ", \"cancelSubscription\": true")), 400, "invalid_request");
        assertThat(order(order).jsonPath().getList("refunds")).isEmpty();
    }

    @Test
    void what_the_provider_refuses_says_why_and_shows_as_failed() {
        String order = bought("uma");
        world.payments.stumble(Fault.DECLINED);

        Response refused = refund("{\"orderId\": \"%s\", \"reason\": \"x\"}".formatted(order));

        assertProblem(refused, 422, "provider_refused");
        assertThat(refused.jsonPath().getString("reason")).isEqualTo("refused");
        assertThat(order(order).jsonPath().getString("refunds[0].status")).isEqualTo("failed");
        assertThat(order(order).jsonPath().getString("refunds[0].failure")).isEqualTo("refused");
    }

    @Test
    void while_nobody_knows_it_is_pending() {
        String order = bought("vera");
        world.payments.stumble(Fault.UNKNOWN_AFTER);

        Response pending = refund("{\"orderId\": \"%s\", \"reason\": \"x\"}".formatted(order));

        assertThat(pending.statusCode()).isEqualTo(201);
        assertThat(pending.jsonPath().getString("status")).isEqualTo("pending");
        assertProblem(refund("{\"orderId\": \"%s\", \"reason\": \"x\"}".formatted(order)), 422, "refund_exceeds_paid");
    }

    @ParameterizedTest
    @CsvSource({
        "orderId, '{\"reason\": \"x\"}', one_of",
        "orderId, '{\"reason\": \"x\", \"orderId\": \"ord_1\", \"paymentId\": \"pay_1\"}', one_of",
        "reason, '{\"orderId\": \"ord_1\"}', required",
        "reason, '{\"orderId\": \"ord_1\", \"reason\": \"was 4242 4242 4242 4242\"}', card_number",
        "access, '{\"orderId\": \"ord_1\", \"access\": \"all\"}', unknown_value",
        "amount.amount, '{\"amount\": {\"amount\": 0, \"currency\": \"usd\"}}', out_of_range",
        "amount.amount, '{\"amount\": {\"amount\": 1001, \"currency\": \"kwd\"}}', not_chargeable",
        "amount.currency, '{\"amount\": {\"amount\": 5, \"currency\": \"US\"}}', unknown_currency",
        "amount.currency, '{\"amount\": {\"amount\": 5}}', required",
    })
    void wrong_fields_are_named(String field, String body, String code) {
        Response response = refund(body);

        assertProblem(response, 400, "invalid_request");
        assertThat(response.jsonPath().getList("errors.findAll { it.field == '" + field + "' }.code"))
                .contains(code);
    }

    @Test
    void a_dispute_suspends_and_shows_with_its_warning() {
        String order = bought("wim");
        AccountId wim = AccountId.of("acme", "wim");
        world.tell(wim, Samples.reversed(order, Reversals.of(new FraudWarning("issfr_1", "misc", true))));
        world.tell(wim, Samples.reversed(order, Samples.dispute("dp_1", Dispute.Status.NEEDS_RESPONSE)));

        Response shown = order(order);
        assertThat(shown.jsonPath().getList("disputes.id")).isEqualTo(List.of("dsp_dp_1"));
        assertThat(shown.jsonPath().getString("disputes[0].status")).isEqualTo("needsResponse");
        assertThat(shown.jsonPath().getString("fraudWarnings[0].fraudType")).isEqualTo("misc");
        Response check = as(world.appKey(ACME)).get("/api/v1/entitlements/check?userId=wim&feature=reports");
        assertThat(check.jsonPath().getBoolean("allowed")).isFalse();
        assertThat(check.jsonPath().getString("reason")).isEqualTo("suspended");
        assertThat(as(world.appKey(ACME))
                        .get("/api/v1/entitlements/check?userId=wim&feature=tokens")
                        .jsonPath()
                        .getString("reason"))
                .isEqualTo("suspended");
        assertThat(plans("wim")).isEmpty();

        world.tell(wim, Samples.reversed(order, Samples.dispute("dp_1", Dispute.Status.WON)));

        assertThat(as(world.appKey(ACME))
                        .get("/api/v1/entitlements/check?userId=wim&feature=tokens")
                        .jsonPath()
                        .getLong("remaining"))
                .isEqualTo(100);
        assertThat(plans("wim")).containsExactly("pass");
    }

    private List<String> plans(String user) {
        return as(world.appKey(ACME)).get("/api/v1/users/" + user).jsonPath().getList("plans");
    }
}
