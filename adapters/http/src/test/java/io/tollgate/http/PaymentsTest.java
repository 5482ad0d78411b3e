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
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.providerevents.ProviderFact.CardDeclined;
import io.tollgate.providerevents.ProviderFact.PaymentSeen;
import io.tollgate.tenancy.AmountLimit;
import io.tollgate.tenancy.AutomaticTax;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.PurchaseLimits;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Issuers.class)
class PaymentsTest {
    private static final String PASS = "{\"plan\": \"pass\", \"price\": \"pass-life\"}";

    @Inject
    World world;

    private Project before;

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static Response post(String credential, String key, String body) {
        return as(credential)
                .contentType("application/json")
                .body(body)
                .header("Idempotency-Key", key)
                .post("/api/v1/payments/intent");
    }

    @AfterEach
    void restore() {
        if (before != null) {
            world.database.projects.change(ACME, before.settings());
        }
    }

    private void limits(AmountLimit... limits) {
        before = world.database.projects.find(ACME).orElseThrow();
        world.database.projects.change(ACME, before.settings().withAmountLimits(List.of(limits)));
    }

    @Test
    void a_payment_is_begun_and_followed_to_its_end() {
        String user = world.user("acme", "paula");

        Response begun = post(user, key(), PASS);

        assertThat(begun.statusCode()).isEqualTo(201);
        String payment = begun.jsonPath().getString("id");
        assertThat(payment).startsWith("pay_pi_").isEqualTo(begun.jsonPath().getString("paymentId"));
        assertThat(begun.jsonPath().getString("clientSecret")).isNotBlank();
        assertThat(begun.jsonPath().getString("publishableKey")).isEqualTo("pk_test_acme");
        assertThat(begun.jsonPath().getString("status")).isEqualTo("requiresAction");
        assertThat(status(user, payment)).isEqualTo("requiresAction");

        String order = begun.jsonPath().getString("orderId");
        tell("paula", order, payment, PaymentState.Status.FAILED, "insufficient_funds");
        Response failed = as(user).get("/api/v1/payments/" + payment);
        assertThat(failed.jsonPath().getString("status")).isEqualTo("failed");
        assertThat(failed.jsonPath().getString("reason")).isEqualTo("insufficient_funds");
        assertThat(as(user).get("/api/v1/orders/" + order).jsonPath().getString("status"))
                .isEqualTo("pending");

        tell("paula", order, payment, PaymentState.Status.SUCCEEDED, null);
        Response paid = as(user).get("/api/v1/payments/" + payment);
        assertThat(paid.jsonPath().getString("status")).isEqualTo("succeeded");
        assertThat(paid.jsonPath().getString("orderId")).isEqualTo(order);
        assertThat(paid.jsonPath().getLong("amount.amount")).isEqualTo(2500);
        assertThat(paid.asString()).doesNotContain("reason").doesNotContain("secret");
        assertThat(as(user).get("/api/v1/orders/" + order).jsonPath().getString("status"))
                .isEqualTo("paid");
    }

    private static String status(String user, String payment) {
        return as(user).get("/api/v1/payments/" + payment).jsonPath().getString("status");
    }

    @Test
    void whoever_tries_out_cards_is_stopped_on_every_way_to_buy_and_told_when_to_come_back() {
        String tester = world.user("acme", "testa");
        AccountId account = AccountId.of("acme", "testa");
        String begun = key();
        assertThat(post(tester, begun, PASS).statusCode()).isEqualTo(201);
        for (int i = 0; i < 10; i++) {
            world.tell(account, new CardDeclined("ch_testa" + i, world.time.instant()));
        }

        for (Response refused : List.of(
                post(tester, key(), PASS),
                send(tester, "/setup-intents", "{}"),
                send(tester, "/subscriptions", "{\"plan\": \"pro\", \"paymentMethodId\": \"pm_1\"}"),
                send(tester, "/checkout/session", CheckoutTest.body("testa", "pro", "pro-month")))) {
            assertProblem(refused, 429, "too_many_declines");
            assertThat(refused.header("Retry-After")).isEqualTo("3600");
        }
        // What was begun before is answered as it was, and nobody else notices.
        assertThat(post(tester, begun, PASS).header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(post(world.user("acme", "hope"), key(), PASS).statusCode()).isEqualTo(201);
    }

    @Test
    void a_key_that_was_refused_for_a_while_works_later() {
        String tester = world.user("acme", "toby");
        for (int i = 0; i < 10; i++) {
            world.tell(AccountId.of("acme", "toby"), new CardDeclined("ch_toby" + i, world.time.instant()));
        }
        String key = key();
        assertProblem(post(tester, key, PASS), 429, "too_many_declines");

        world.time.advance(Duration.ofHours(1));

        assertThat(post(world.user("acme", "toby"), key, PASS).statusCode()).isEqualTo(201);
    }

    @Test
    void open_payments_are_no_more_than_the_project_allows() {
        limits(new AmountLimit("usd", 100, 1_000));
        world.database.projects.change(
                ACME,
                world.database
                        .projects
                        .find(ACME)
                        .orElseThrow()
                        .settings()
                        .withPurchaseLimits(new PurchaseLimits(2, 10)));
        String user = world.user("acme", "olga");
        String amount = "{\"amount\": {\"amount\": 500, \"currency\": \"usd\"}, \"description\": \"A tip\"}";
        assertThat(post(user, key(), amount).statusCode()).isEqualTo(201);
        assertThat(post(user, key(), amount).statusCode()).isEqualTo(201);

        Response refused = post(user, key(), amount);

        assertProblem(refused, 429, "too_many_open_purchases");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(60, 86_400);
    }

    private static Response send(String credential, String path, String body) {
        return as(credential)
                .contentType("application/json")
                .body(body)
                .header("Idempotency-Key", key())
                .post("/api/v1" + path);
    }

    private void tell(String user, String order, String payment, PaymentState.Status status, String failure) {
        world.time.advance(Duration.ofSeconds(2));
        world.tell(
                AccountId.of("acme", user),
                new PaymentSeen(
                        payment.substring("pay_".length()),
                        new OrderId(order),
                        new PaymentState(status, world.time.instant(), failure, new Money(2500, "usd"))));
    }

    @Test
    void a_replayed_answer_has_its_secret_and_the_stored_one_has_not() {
        String user = world.user("acme", "quinn");
        String key = key();
        Response first = post(user, key, PASS);

        Response again = post(user, key, PASS);

        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.asString()).isEqualTo(first.asString());
        assertThat(again.jsonPath().getString("clientSecret")).isNotBlank();
        assertThat(world.payments.calls()).endsWith("clientSecret");
        assertThat(world.database.idempotencyRecords.answers()).noneMatch(body -> body.contains("_secret"));
    }

    @Test
    void a_replay_waits_for_the_provider() {
        String user = world.user("acme", "rita");
        String key = key();
        post(user, key, PASS);
        world.payments.stumble(Fault.UNKNOWN_BEFORE);

        assertProblem(post(user, key, PASS), 503, "provider_unavailable");
        assertThat(post(user, key, PASS).statusCode()).isEqualTo(201);
    }

    @Test
    void where_tax_is_required_a_plan_is_sold_on_a_hosted_page() {
        before = world.database.projects.find(ACME).orElseThrow();
        world.database.projects.change(ACME, before.settings().withAutomaticTax(AutomaticTax.REQUIRED));

        Response refused = post(world.user("acme", "tamara"), key(), PASS);

        assertProblem(refused, 422, "tax_required");
        assertThat(refused.jsonPath().getString("detail")).contains("/api/v1/checkout/session");
    }

    @Test
    void a_recurring_price_points_to_subscriptions() {
        Response refused = post(world.user("acme", "sam"), key(), "{\"plan\": \"pro\"}");

        assertProblem(refused, 422, "recurring_price");
        assertThat(refused.jsonPath().getString("detail")).contains("/api/v1/subscriptions");
    }

    @Test
    void a_bare_amount_is_bounded_by_the_project() {
        String user = world.user("acme", "tina");
        String body = "{\"amount\": {\"amount\": %d, \"currency\": \"%s\"}, \"description\": \"A donation\"}";
        assertProblem(post(user, key(), body.formatted(500, "usd")), 422, "amount_not_allowed");
        limits(new AmountLimit("usd", 100, 1_000));

        Response much = post(user, key(), body.formatted(1_001, "usd"));
        assertProblem(much, 422, "amount_out_of_range");
        assertThat(much.jsonPath().getLong("max.amount")).isEqualTo(1_000);
        assertThat(much.jsonPath().getLong("min.amount")).isEqualTo(100);
        assertProblem(post(user, key(), body.formatted(500, "eur")), 422, "amount_not_allowed");

        Response begun = post(user, key(), body.formatted(500, "usd"));
        assertThat(begun.statusCode()).isEqualTo(201);
        Response order = as(user).get("/api/v1/orders/" + begun.jsonPath().getString("orderId"));
        assertThat(order.jsonPath().getLong("total.amount")).isEqualTo(500);
        assertThat(order.asString()).doesNotContain("plan").doesNotContain("price");
    }

    @ParameterizedTest
    @CsvSource({
        "plan, '{}', required",
        "amount.amount, '{\"amount\": {\"amount\": 0, \"currency\": \"usd\"}, \"description\": \"x\"}', out_of_range",
        "amount.currency, '{\"amount\": {\"amount\": 5, \"currency\": \"USD\"}, \"description\": \"x\"}', unknown_currency",
        "amount.amount, '{\"amount\": {\"amount\": 1001, \"currency\": \"kwd\"}, \"description\": \"x\"}', not_chargeable",
        "description, '{\"amount\": {\"amount\": 5, \"currency\": \"usd\"}}', required",
        "amount, '{\"plan\": \"pass\", \"amount\": {\"amount\": 5, \"currency\": \"usd\"}, \"description\": \"x\"}', ambiguous",
        "description, '{\"plan\": \"pass\", \"description\": \"card 4242 4242 4242 4242\"}', card_number",
        "email, '{\"plan\": \"pass\", \"email\": \"nobody\"}', invalid_email",
    })
    void wrong_fields_are_named(String field, String body, String code) {
        Response response = post(world.user("acme", "uma"), key(), body);

        assertProblem(response, 400, "invalid_request");
        assertThat(response.jsonPath().getString("errors.find { it.field == '" + field + "' }.code"))
                .isEqualTo(code);
    }

    @Test
    void anothers_payment_is_as_if_unknown() {
        String payment =
                post(world.user("acme", "vera"), key(), PASS).jsonPath().getString("id");

        assertProblem(as(world.user("acme", "mallory")).get("/api/v1/payments/" + payment), 404, "not_found");
        assertProblem(as(world.user("other", "vera")).get("/api/v1/payments/" + payment), 404, "not_found");
        assertProblem(as(world.user("acme", "vera")).get("/api/v1/payments/pay_pi_none"), 404, "not_found");
        assertProblem(as(world.user("acme", "vera")).get("/api/v1/payments/rubbish"), 404, "not_found");
    }
}
