package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.accounts.AccountId;
import io.tollgate.catalog.Terms;
import io.tollgate.money.Money;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PaymentState.Status;
import io.tollgate.orders.PlacedIntent;
import io.tollgate.orders.Sale;
import io.tollgate.payments.Outcome.Declined;
import io.tollgate.payments.Outcome.Done;
import io.tollgate.payments.Outcome.Unknown;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.SetupIntent;
import io.tollgate.payments.stripe.StubStripe.Asked;
import io.tollgate.subscriptions.Observed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeIntentsTest {
    private static final ProviderAccount PROVIDER = new ProviderAccount("default");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final StubStripe stripe = new StubStripe();
    private final StripePayments payments = new StripePayments(api(stripe.base()), InstantSource.fixed(NOW));

    private static StripeApi api(String base) {
        StripeAccount account =
                new StripeAccount(PROVIDER, "sk_test_123", "pk_test_1", null, Map.of("main", "whsec_1"));
        return new StripeApi(
                StripeSettings.of(false, base, List.of(account)),
                new StripeJson(),
                new SimpleMeterRegistry(),
                Patience.OF_A_CALLER);
    }

    @AfterEach
    void stop() {
        stripe.close();
    }

    private static String intent(String id, String status, String more) {
        return """
                {"id": "%s", "status": "%s", "amount": 500, "currency": "usd", "created": %d,
                 "client_secret": "%s_secret_1" %s}""".formatted(id, status, NOW.getEpochSecond(), id, more);
    }

    private static Sale sale() {
        Money amount = new Money(500, "usd");
        IntentRequest request = new IntentRequest("A donation", Map.of("team", "blue"), "alice@example.com");
        return Sale.begin(new OrderId("ord_1"), Terms.ofAmount(amount), 1, amount, request, NOW);
    }

    @Test
    void an_intent_is_made_with_the_orders_key_and_our_metadata() {
        stripe.next(200, intent("pi_1", "requires_payment_method", ""));

        assertThat(payments.createIntent(PROVIDER, AccountId.of("acme", "alice"), "cus_1", sale()))
                .isEqualTo(new Done<>(new PlacedIntent(
                        "pi_1",
                        new PaymentState(Status.REQUIRES_ACTION, Observed.creation(NOW), null, new Money(500, "usd")),
                        "pi_1_secret_1")));

        Asked asked = stripe.onlyAsked();
        assertThat(asked.method() + " " + asked.path()).isEqualTo("POST /v1/payment_intents");
        assertThat(asked.header("Idempotency-Key")).isEqualTo("tollgate-ord_1-intent");
        assertThat(asked.body())
                .isEqualTo(Map.of(
                        "amount", "500",
                        "currency", "usd",
                        "customer", "cus_1",
                        "automatic_payment_methods[enabled]", "true",
                        "description", "A donation",
                        "metadata[team]", "blue",
                        "metadata[tollgate_project]", "acme",
                        "metadata[tollgate_user]", "alice",
                        "metadata[tollgate_operation]", "ord_1",
                        "metadata[tollgate_order]", "ord_1"));
    }

    @Test
    void an_intent_is_found_by_its_order() {
        stripe.next(
                200,
                "{\"has_more\":false,\"data\":[%s,%s]}"
                        .formatted(
                                intent("pi_9", "succeeded", ", \"metadata\": {\"tollgate_order\": \"ord_9\"}"),
                                intent("pi_1", "canceled", ", \"metadata\": {\"tollgate_order\": \"ord_1\"}")));

        assertThat(payments.findIntent(PROVIDER, "cus_1", sale()))
                .isInstanceOfSatisfying(Done.class, done -> assertThat((Optional<?>) done.value())
                        .get()
                        .hasToString("PlacedIntent[pi_1, "
                                + new PaymentState(Status.CANCELED, Observed.creation(NOW), null, new Money(500, "usd"))
                                + "]"));
        assertThat(stripe.onlyAsked().path()).isEqualTo("/v1/payment_intents");
        assertThat(stripe.onlyAsked().body()).isEqualTo(Map.of("customer", "cus_1", "limit", "100"));
    }

    @ParameterizedTest
    @CsvSource({
        "requires_payment_method, '', REQUIRES_ACTION,",
        "requires_payment_method, ', \"last_payment_error\": {\"code\": \"card_declined\", \"decline_code\": \"insufficient_funds\"}', FAILED, insufficient_funds",
        "requires_payment_method, ', \"last_payment_error\": {\"code\": \"card_declined\", \"decline_code\": \"stolen_card\"}', FAILED, card_declined",
        "requires_confirmation, '', REQUIRES_ACTION,",
        "requires_action, '', REQUIRES_ACTION,",
        "requires_capture, '', REQUIRES_ACTION,",
        "processing, '', PROCESSING,",
        "succeeded, '', SUCCEEDED,",
        "canceled, '', CANCELED,",
    })
    void every_status_of_an_intent_has_its_meaning(String status, String more, Status meaning, String reason) {
        stripe.next(200, intent("pi_1", status, more));

        PlacedIntent placed = ((Done<PlacedIntent>)
                        payments.createIntent(PROVIDER, AccountId.of("acme", "alice"), "cus_1", sale()))
                .value();

        assertThat(placed.state())
                .isEqualTo(new PaymentState(meaning, Observed.creation(NOW), reason, new Money(500, "usd")));
    }

    @Test
    void a_status_that_nobody_knows_is_no_answer() {
        stripe.next(200, intent("pi_1", "levitating", ""));

        assertThat(payments.createIntent(PROVIDER, AccountId.of("acme", "alice"), "cus_1", sale()))
                .isInstanceOf(Unknown.class);
    }

    @Test
    void an_intent_is_canceled() {
        stripe.next(200, intent("pi_1", "canceled", ""));

        assertThat(payments.cancelIntent(PROVIDER, "pi_1")).isEqualTo(new Done<>("pi_1"));

        Asked asked = stripe.onlyAsked();
        assertThat(asked.method() + " " + asked.path()).isEqualTo("POST /v1/payment_intents/pi_1/cancel");
        assertThat(asked.header("Idempotency-Key")).startsWith("tollgate-");
        assertThat(asked.body()).isEqualTo(Map.of("cancellation_reason", "abandoned"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"succeeded", "processing", "canceled"})
    void an_intent_that_is_no_longer_open_says_so(String status) {
        stripe.next(
                        400,
                        "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"payment_intent_unexpected_state\"}}")
                .next(200, intent("pi_1", status, ""));

        assertThat(payments.cancelIntent(PROVIDER, "pi_1"))
                .isEqualTo(new Declined<>("not_open", "The payment is no longer open"));
    }

    @Test
    void an_intent_that_is_open_and_cannot_be_canceled_says_why() {
        stripe.next(
                        400,
                        "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"payment_intent_unexpected_state\"}}")
                .next(200, intent("pi_1", "requires_action", ""));

        assertThat(payments.cancelIntent(PROVIDER, "pi_1"))
                .isInstanceOfSatisfying(Declined.class, declined -> assertThat(declined.code())
                        .isEqualTo("payment_intent_unexpected_state"));
    }

    @Test
    void how_an_intent_stands_was_so_since_before_it_was_asked_for() {
        stripe.next(
                200,
                intent("pi_1", "requires_payment_method", ", \"last_payment_error\": {\"code\": \"expired_card\"}"));

        assertThat(payments.fetchIntent(PROVIDER, "pi_1"))
                .isEqualTo(new Done<>(Optional.of(new PaymentState(
                        Status.FAILED, Observed.fetched(NOW, NOW), "expired_card", new Money(500, "usd")))));
        assertThat(stripe.onlyAsked().path()).isEqualTo("/v1/payment_intents/pi_1");
    }

    @Test
    void an_intent_that_is_gone_is_no_failure_and_one_that_must_not_be_seen_is() {
        stripe.next(404, "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"resource_missing\"}}")
                .next(403, "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"forbidden\"}}");

        assertThat(payments.fetchIntent(PROVIDER, "pi_1")).isEqualTo(new Done<>(Optional.empty()));
        assertThat(payments.fetchIntent(PROVIDER, "pi_1")).isNotInstanceOf(Done.class);
    }

    @Test
    void the_secret_is_fetched_and_the_publishable_key_is_configured() {
        stripe.next(200, intent("pi_1", "requires_action", ""));

        assertThat(payments.clientSecret(PROVIDER, "pi_1")).isEqualTo(new Done<>("pi_1_secret_1"));
        assertThat(payments.publishableKey(PROVIDER)).contains("pk_test_1");
        assertThat(payments.publishableKey(new ProviderAccount("other"))).isEmpty();
    }

    @Test
    void a_set_up_is_made_with_the_operations_key() {
        stripe.next(200, "{\"id\": \"seti_1\", \"client_secret\": \"seti_1_secret_1\"}")
                .next(200, "{\"id\": \"seti_1\", \"client_secret\": \"seti_1_secret_1\"}");

        assertThat(payments.createSetupIntent(PROVIDER, AccountId.of("acme", "alice"), "cus_1", "op_1"))
                .isEqualTo(new Done<>(new SetupIntent("seti_1", "seti_1_secret_1")));
        assertThat(payments.setupSecret(PROVIDER, "seti_1")).isEqualTo(new Done<>("seti_1_secret_1"));

        Asked asked = stripe.asked().getFirst();
        assertThat(asked.method() + " " + asked.path()).isEqualTo("POST /v1/setup_intents");
        assertThat(asked.header("Idempotency-Key")).isEqualTo("tollgate-op_1-setup-cus_1");
        assertThat(asked.body())
                .isEqualTo(Map.of(
                        "customer", "cus_1",
                        "usage", "off_session",
                        "automatic_payment_methods[enabled]", "true",
                        "metadata[tollgate_project]", "acme",
                        "metadata[tollgate_user]", "alice",
                        "metadata[tollgate_operation]", "op_1"));
    }

    @Test
    void a_set_up_of_a_customer_that_was_deleted_is_not_open() {
        stripe.next(
                400,
                "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"resource_missing\","
                        + "\"param\":\"customer\",\"message\":\"No such customer: 'cus_1'\"}}");

        assertThat(payments.cancelSetupIntent(PROVIDER, "cus_1", "op_1"))
                .isEqualTo(new Declined<>("not_open", "The set-up is no longer open"));
    }

    @Test
    void a_set_up_that_waits_for_deposits_to_a_bank_account_is_left_alone() {
        stripe.next(200, """
                {"object": "list", "has_more": false, "data": [{
                  "id": "seti_1", "object": "setup_intent", "status": "requires_action",
                  "next_action": {"type": "verify_with_microdeposits"}, "metadata": {"tollgate_operation": "op_1"}}]}
                """);

        assertThat(payments.cancelSetupIntent(PROVIDER, "cus_1", "op_1"))
                .isEqualTo(new Declined<>("not_open", "The set-up is no longer open"));
        assertThat(stripe.asked()).extracting(Asked::method).containsExactly("GET");
    }
}
