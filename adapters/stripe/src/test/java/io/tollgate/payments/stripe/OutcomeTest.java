package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.accounts.AccountId;
import io.tollgate.payments.DeclineReason;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Outcome.Declined;
import io.tollgate.payments.Outcome.Done;
import io.tollgate.payments.Outcome.Unknown;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.stripe.StubStripe.Answer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeTest {
    private static final ProviderAccount PROVIDER = new ProviderAccount("default");
    private static final String REFUSED = "The payment provider refused the request";
    private static final Answer CUSTOMER = Answer.of(200, "{\"id\":\"cus_1\"}");

    private final StubStripe stripe = new StubStripe();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @AfterEach
    void stop() {
        stripe.close();
    }

    /// @param declined the code; null: unknown
    static Stream<Arguments> answers() {
        return Stream.of(
                declined(400, error("invalid_request_error", "parameter_unknown", null), "parameter_unknown", REFUSED),
                declined(400, error("invalid_request_error", null, null), "invalid_request_error", REFUSED),
                declined(404, error("invalid_request_error", "resource_missing", null), "resource_missing", REFUSED),
                declined(
                        402,
                        error("card_error", "card_declined", "insufficient_funds"),
                        "insufficient_funds",
                        DeclineReason.INSUFFICIENT_FUNDS.text()),
                declined(
                        402,
                        error("card_error", "expired_card", null),
                        "expired_card",
                        DeclineReason.EXPIRED_CARD.text()),
                declined(
                        402,
                        error("card_error", "card_declined", "stolen_card"),
                        "card_declined",
                        DeclineReason.CARD_DECLINED.text()),
                unknown("our key", Answer.of(401, error("invalid_request_error", null, null)), 1),
                unknown("what our key may do", Answer.of(403, error("invalid_request_error", null, null)), 1),
                unknown("in flight", Answer.of(409, error("invalid_request_error", "idempotency_key_in_use", null)), 5),
                unknown("too busy", Answer.of(429, error("rate_limit_error", "rate_limit", null)), 5),
                unknown("down", Answer.of(500, error("api_error", null, null)), 5),
                unknown("down, without a body", Answer.of(500, ""), 5),
                unknown("down, in HTML", Answer.of(503, "<html>no</html>"), 5),
                unknown("not Stripe that refuses", Answer.of(400, "<html>proxy</html>"), 1),
                unknown("elsewhere", Answer.of(302, "").with("Location", "http://127.0.0.1:1/"), 1),
                unknown("nothing", Answer.of(200, ""), 1),
                unknown("no JSON", Answer.of(200, "<html>"), 1),
                unknown("no object", Answer.of(200, "[]"), 1),
                unknown("too large", Answer.of(200, "{\"id\":\"" + "x".repeat(5 * 1024 * 1024) + "\"}"), 5),
                unknown("cut off", Answer.dropped(), 5));
    }

    private static Arguments declined(int status, String body, String code, String message) {
        return Arguments.of(status + " " + code, Answer.of(status, body), code, message, 1);
    }

    private static Arguments unknown(String name, Answer answer, int attempts) {
        return Arguments.of(name, answer, null, null, attempts);
    }

    private static String error(String type, @Nullable String code, @Nullable String declineCode) {
        return "{\"error\":{\"type\":\"%s\",\"message\":\"said so\"%s%s}}"
                .formatted(
                        type,
                        code == null ? "" : ",\"code\":\"" + code + "\"",
                        declineCode == null ? "" : ",\"decline_code\":\"" + declineCode + "\"");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void an_answer_means(String name, Answer answer, @Nullable String code, @Nullable String message, int attempts) {
        stripe.always(answer);

        Outcome<String> outcome = createCustomer(Duration.ofSeconds(20));

        if (code == null || message == null) {
            assertThat(outcome).as(name).isInstanceOf(Unknown.class);
        } else {
            assertThat(outcome).as(name).isEqualTo(new Declined<>(code, message));
        }
        assertThat(stripe.asked().size()).as(name).isBetween(Math.min(attempts, 2), attempts);
        assertThat(stripe.asked())
                .extracting(asked -> asked.header("Idempotency-Key"))
                .containsOnly("tollgate-op_1-customer");
    }

    @Test
    void several_at_once_with_one_key_wait_for_the_first() {
        Answer inFlight = Answer.of(409, error("invalid_request_error", "idempotency_key_in_use", null));
        stripe.next(inFlight, inFlight, inFlight, CUSTOMER);

        assertThat(createCustomer(Duration.ofSeconds(20))).isEqualTo(new Done<>("cus_1"));
    }

    @Test
    void a_lost_connection_is_tried_again_with_the_same_key_and_the_same_bytes() {
        stripe.next(Answer.dropped(), Answer.of(500, ""), CUSTOMER);

        assertThat(createCustomer(Duration.ofSeconds(20))).isEqualTo(new Done<>("cus_1"));

        assertThat(stripe.asked()).hasSize(3);
        assertThat(stripe.asked())
                .extracting(StubStripe.Asked::raw)
                .containsOnly(stripe.asked().getFirst().raw());
    }

    @Test
    void a_stored_failure_is_looked_into_and_what_it_made_is_taken() {
        Answer stored = Answer.of(500, "").with("Idempotent-Replayed", "true");
        stripe.next(Answer.of(500, ""), stored)
                .next(200, "{\"data\":[{\"id\":\"cus_7\",\"metadata\":{\"tollgate_operation\":\"op_1\"}}]}");

        assertThat(createCustomer(Duration.ofSeconds(20))).isEqualTo(new Done<>("cus_7"));

        assertThat(stripe.asked()).hasSize(3);
    }

    @Test
    void a_stored_failure_of_which_nothing_is_seen_stays_unknown_and_no_other_key_is_ever_taken() {
        Answer stored = Answer.of(500, "").with("Idempotent-Replayed", "true");
        Answer nothing = Answer.of(200, "{\"data\":[{\"id\":\"cus_7\",\"metadata\":{}}],\"has_more\":false}");
        stripe.next(stored, nothing, stored, nothing);
        StripePayments payments = payments(Duration.ofSeconds(20));

        for (int i = 0; i < 2; i++) {
            assertThat(payments.createCustomer(PROVIDER, AccountId.of("acme", "alice"), "op_1", null, null))
                    .isEqualTo(new Unknown<>("a failure stored with the key"));
        }

        assertThat(stripe.asked())
                .extracting(asked -> asked.header("Idempotency-Key"))
                .containsExactly("tollgate-op_1-customer", null, "tollgate-op_1-customer", null);
    }

    @Test
    void a_key_that_was_sent_with_other_parameters_is_looked_into_too() {
        stripe.next(400, error("idempotency_error", null, null))
                .next(200, "{\"data\":[{\"id\":\"cus_7\",\"metadata\":{\"tollgate_operation\":\"op_1\"}}]}")
                .next(400, error("idempotency_error", null, null))
                .next(200, "{\"data\":[]}");

        assertThat(createCustomer(Duration.ofSeconds(20))).isEqualTo(new Done<>("cus_7"));
        assertThat(createCustomer(Duration.ofSeconds(20))).isInstanceOf(Unknown.class);
    }

    @Test
    void a_stored_failure_that_can_not_be_looked_into_stays_unknown() {
        Answer stored = Answer.of(500, "").with("Idempotent-Replayed", "true");
        stripe.next(stored, Answer.of(403, "{}"));
        stripe.next(stored, Answer.of(400, error("invalid_request_error", null, null)));

        assertThat(createCustomer(Duration.ofSeconds(20))).isInstanceOf(Unknown.class);
        assertThat(createCustomer(Duration.ofSeconds(20))).isInstanceOf(Unknown.class);

        assertThat(stripe.asked()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "409, idempotency_key_in_use, , true",
        "429, lock_timeout, , true",
        "429, rate_limit, , true",
        "500, , , true",
        "429, rate_limit, false, false",
        "409, idempotency_key_in_use, false, false",
        "500, , false, false",
        "400, parameter_invalid_empty, , false",
        "400, parameter_invalid_empty, true, true",
        "402, card_declined, true, true"
    })
    void stripes_own_word_on_another_try_goes_before_the_status(
            int status, @Nullable String code, @Nullable String word, boolean again) {
        Answer refused = Answer.of(status, error("invalid_request_error", code, null));
        stripe.next(word == null ? refused : refused.with("Stripe-Should-Retry", word), CUSTOMER);

        Outcome<String> outcome = createCustomer(Duration.ofSeconds(20));

        assertThat(outcome instanceof Done<String>).isEqualTo(again);
        assertThat(stripe.asked()).hasSize(again ? 2 : 1);
        assertThat(stripe.asked().stream().map(StubStripe.Asked::raw).distinct())
                .hasSize(1);
    }

    @Test
    void what_stripe_says_is_worth_another_try_is_no_refusal_for_good() {
        stripe.always(Answer.of(402, error("card_error", "card_declined", null)).with("Stripe-Should-Retry", "true"));

        assertThat(createCustomer(Duration.ofSeconds(20))).isInstanceOf(Unknown.class);
    }

    @Test
    void repetitions_are_counted_by_their_reason() {
        stripe.next(Answer.of(429, error("rate_limit_error", "rate_limit", null)), Answer.dropped(), CUSTOMER);

        createCustomer(Duration.ofSeconds(20));

        for (String reason : List.of("429", "connection")) {
            assertThat(metrics.get("tollgate.provider.retries")
                            .tags("provider", "default", "reason", reason)
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void beyond_the_accounts_limit_nothing_is_sent_by_those_who_would_not_wait_so_long() {
        StripeAccount account = new StripeAccount(PROVIDER, "sk_test_123", null, null, Map.of("main", "whsec_1"), 1);
        StripeApi api = new StripeApi(
                StripeSettings.of(false, stripe.base(), List.of(account)),
                new StripeJson(),
                metrics,
                Patience.OF_A_CALLER,
                () -> 60);
        stripe.always(CUSTOMER);

        int sent = 0;
        Outcome<StripeObject> outcome = api.get(PROVIDER, "test", "/v1/x", new Form());
        while (outcome instanceof Done) {
            sent++;
            outcome = api.get(PROVIDER, "test", "/v1/x", new Form());
        }

        assertThat(outcome).isEqualTo(new Unknown<>("not sent: our limit of requests a second is reached"));
        assertThat(stripe.asked()).hasSize(sent);
        assertThat(api.isAnswering()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 409, 429})
    void who_refuses_or_is_busy_answers(int status) {
        stripe.always(Answer.of(status, "{\"error\":{\"type\":\"invalid_request_error\"}}"));
        StripeApi api = api(Duration.ofSeconds(20));

        for (int i = 0; i < 4; i++) {
            api.get(PROVIDER, "test", "/v1/x", new Form());
        }

        assertThat(api.isAnswering()).isTrue();
    }

    @Test
    void who_fails_time_and_again_does_not_answer_until_it_does() {
        stripe.always(Answer.of(500, ""));
        StripeApi api = api(Duration.ofSeconds(20));

        for (int i = 0; i < 3; i++) {
            assertThat(api.isAnswering()).isTrue();
            api.get(PROVIDER, "test", "/v1/x", new Form());
        }
        assertThat(api.isAnswering()).isFalse();

        stripe.always(Answer.of(429, ""));
        api.get(PROVIDER, "test", "/v1/x", new Form());
        assertThat(api.isAnswering()).isTrue();
    }

    @Test
    void an_answer_that_never_comes_is_given_up() {
        stripe.always(Answer.never());

        assertThat(createCustomer(Duration.ofMillis(100))).isInstanceOf(Unknown.class);
    }

    @Test
    void nobody_there_is_unknown() {
        stripe.close();

        assertThat(createCustomer(Duration.ofSeconds(20))).isInstanceOf(Unknown.class);
    }

    @Test
    void a_provider_that_keeps_failing_is_left_alone_for_a_moment() {
        stripe.always(Answer.of(500, ""));
        StripePayments payments = payments(Duration.ofSeconds(20));

        Outcome<String> outcome = new Unknown<>("");
        for (int i = 0; i < 6; i++) {
            outcome = payments.createCustomer(PROVIDER, AccountId.of("acme", "alice"), "op_1", null, null);
        }

        assertThat(outcome).isEqualTo(new Unknown<>("not sent: the provider has been failing"));
        assertThat(stripe.asked()).hasSizeLessThan(30);
    }

    @Test
    void calls_are_counted_by_operation_and_outcome() {
        stripe.next(CUSTOMER);

        createCustomer(Duration.ofSeconds(20));

        assertThat(metrics.get("tollgate.provider.calls")
                        .tags("provider", "default", "operation", "create_customer", "outcome", "done")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    private Outcome<String> createCustomer(Duration deadline) {
        return payments(deadline).createCustomer(PROVIDER, AccountId.of("acme", "alice"), "op_1", null, null);
    }

    private StripePayments payments(Duration deadline) {
        return new StripePayments(api(deadline), InstantSource.system());
    }

    private StripeApi api(Duration deadline) {
        StripeAccount account = new StripeAccount(PROVIDER, "sk_test_123", null, null, Map.of("main", "whsec_1"));
        return new StripeApi(
                StripeSettings.of(false, stripe.base(), List.of(account)),
                new StripeJson(),
                metrics,
                new Patience(Duration.ofSeconds(3), deadline, Duration.ofSeconds(10), Duration.ofMillis(2)));
    }
}
