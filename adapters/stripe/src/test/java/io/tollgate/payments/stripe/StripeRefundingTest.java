package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.accounts.AccountId;
import io.tollgate.money.Money;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.stripe.StubStripe.Asked;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.Refund.Status;
import io.tollgate.refunds.RefundId;
import io.tollgate.refunds.RefundTarget;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StripeRefundingTest {
    private static final ProviderAccount PROVIDER = new ProviderAccount("default");
    private static final AccountId ALICE = AccountId.of("acme", "alice");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final RefundTarget INTENT = new RefundTarget.Intent("pi_1");
    private static final Refund ASKED = new Refund(
            new RefundId("ref_7"),
            null,
            new Money(500, "usd"),
            Status.REQUESTED,
            "sorry & goodbye",
            null,
            Refund.Access.REVOKE,
            NOW);
    private static final Refund PENDING = new Refund(
            new RefundId("ref_7"),
            "re_1",
            new Money(500, "usd"),
            Status.PENDING,
            null,
            null,
            Refund.Access.BY_AMOUNT,
            NOW);
    private static final String STORED_FAILURE = "{\"error\":{\"type\":\"api_error\",\"message\":\"oops\"}}";

    private final StubStripe stripe = new StubStripe();
    private final StripeApi api = new StripeApi(
            StripeSettings.of(
                    false,
                    stripe.base(),
                    List.of(new StripeAccount(PROVIDER, "sk_test_123", null, null, Map.of("main", "whsec_1"), null))),
            new StripeJson(),
            new SimpleMeterRegistry(),
            Patience.OF_A_CALLER);
    private final StripeRefunding refunding = new StripeRefunding(api);

    @AfterEach
    void stop() {
        api.close();
        stripe.close();
    }

    private static String refund(String id, String operation) {
        return """
                {"id": "%s", "object": "refund", "amount": 500, "currency": "usd", "status": "pending",
                 "created": 1772366400, "charge": "ch_1", "payment_intent": "pi_1",
                 "metadata": {"tollgate_operation": "%s"}}""".formatted(id, operation);
    }

    private static String list(String... refunds) {
        return "{\"object\": \"list\", \"has_more\": false, \"data\": [" + String.join(",", refunds) + "]}";
    }

    @Test
    void a_refund_says_exactly_how_much_of_what_under_its_own_key() {
        stripe.next(200, refund("re_1", "ref_7"));

        Outcome<Refund> made = refunding.refund(PROVIDER, ALICE, INTENT, ASKED);

        assertThat(made).isEqualTo(new Outcome.Done<>(PENDING));
        Asked asked = stripe.onlyAsked();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.path()).isEqualTo("/v1/refunds");
        assertThat(asked.header("idempotency-key")).isEqualTo("tollgate-ref_7-refund");
        assertThat(asked.body())
                .isEqualTo(Map.of(
                        "payment_intent", "pi_1",
                        "amount", "500",
                        "metadata[tollgate_project]", "acme",
                        "metadata[tollgate_user]", "alice",
                        "metadata[tollgate_operation]", "ref_7"));
    }

    @Test
    void of_an_invoice_the_payment_is_looked_up_that_paid_most_of_it() {
        stripe.next(
                        200,
                        list(
                                "{\"id\":\"inpay_1\",\"amount_paid\":100,\"payment\":{\"type\":\"payment_intent\",\"payment_intent\":\"pi_8\"}}",
                                "{\"id\":\"inpay_2\",\"amount_paid\":900,\"payment\":{\"type\":\"payment_intent\",\"payment_intent\":\"pi_9\"}}",
                                "{\"id\":\"inpay_3\",\"amount_paid\":990,\"payment\":{\"type\":\"payment_record\",\"payment_record\":\"prec_1\"}}"))
                .next(200, refund("re_1", "ref_7"));

        assertThat(refunding.refund(PROVIDER, ALICE, new RefundTarget.Invoice("in_1"), ASKED))
                .isEqualTo(new Outcome.Done<>(PENDING));

        Asked lookUp = stripe.asked().getFirst();
        assertThat(lookUp.path()).isEqualTo("/v1/invoice_payments");
        assertThat(lookUp.body()).isEqualTo(Map.of("invoice", "in_1", "status", "paid", "limit", "100"));
        assertThat(stripe.asked().getLast().body()).containsEntry("payment_intent", "pi_9");
    }

    @Test
    void an_invoice_that_no_payment_intent_paid_has_nothing_to_give_back() {
        stripe.next(200, list());

        assertThat(refunding.refund(PROVIDER, ALICE, new RefundTarget.Invoice("in_1"), ASKED))
                .isEqualTo(new Outcome.Declined<>("payment_not_found", "The payment provider has no such payment"));
    }

    @Test
    void after_a_stored_failure_it_is_looked_for_on_every_page_and_not_asked_for_again() {
        stripe.next(StubStripe.Answer.of(500, STORED_FAILURE).with("Idempotent-Replayed", "true"))
                .next(200, "{\"object\":\"list\",\"has_more\":true,\"data\":[" + refund("re_9", "ref_9") + "]}")
                .next(200, list(refund("re_1", "ref_7")));

        assertThat(refunding.refund(PROVIDER, ALICE, INTENT, ASKED)).isEqualTo(new Outcome.Done<>(PENDING));

        assertThat(stripe.asked()).extracting(Asked::method).containsExactly("POST", "GET", "GET");
        assertThat(stripe.asked().getLast().body())
                .isEqualTo(Map.of("payment_intent", "pi_1", "limit", "100", "starting_after", "re_9"));
    }

    @Test
    void after_a_stored_failure_that_left_nothing_to_see_nobody_knows() {
        stripe.next(StubStripe.Answer.of(500, STORED_FAILURE).with("Idempotent-Replayed", "true"))
                .next(200, list());

        assertThat(refunding.refund(PROVIDER, ALICE, INTENT, ASKED)).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void what_is_looked_for_is_known_by_our_id_or_by_the_providers() {
        stripe.next(200, list(refund("re_1", "ref_7")));
        assertThat(refunding.find(PROVIDER, INTENT, ASKED)).isEqualTo(new Outcome.Done<>(Optional.of(PENDING)));

        stripe.next(200, list(refund("re_1", "ref_8")));
        assertThat(refunding.find(PROVIDER, INTENT, ASKED)).isEqualTo(new Outcome.Done<>(Optional.empty()));

        stripe.next(200, refund("re_1", "ref_7"));
        assertThat(refunding.find(PROVIDER, INTENT, PENDING)).isEqualTo(new Outcome.Done<>(Optional.of(PENDING)));
        assertThat(stripe.asked().getLast().path()).isEqualTo("/v1/refunds/re_1");
    }

    @Test
    void a_refusal_is_told_by_its_code() {
        stripe.next(
                400,
                "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"charge_already_refunded\",\"message\":\"x\"}}");

        assertThat(refunding.refund(PROVIDER, ALICE, INTENT, ASKED))
                .isInstanceOfSatisfying(Outcome.Declined.class, declined -> assertThat(declined.code())
                        .isEqualTo("charge_already_refunded"));
    }
}
