package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.money.Money;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.stripe.StubStripe.Answer;
import io.tollgate.payments.stripe.StubStripe.Asked;
import io.tollgate.subscriptions.ChangePreview;
import io.tollgate.subscriptions.SubscriptionChange;
import io.tollgate.subscriptions.SubscriptionChange.CancelAtPeriodEnd;
import io.tollgate.subscriptions.SubscriptionChange.CancelNow;
import io.tollgate.subscriptions.SubscriptionChange.EndTrial;
import io.tollgate.subscriptions.SubscriptionChange.Reprice;
import io.tollgate.subscriptions.SubscriptionChange.Stop;
import io.tollgate.subscriptions.SubscriptionChange.Undo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StripeSubscriptionChangesTest {
    private static final ProviderAccount PROVIDER = new ProviderAccount("default");
    private static final String PATH = "/v1/subscriptions/sub_1";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String MISSING =
            "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"resource_missing\",\"message\":\"No such thing\"}}";

    private final StubStripe stripe = new StubStripe();
    private final StripeApi api = new StripeApi(
            StripeSettings.of(
                    false,
                    stripe.base(),
                    List.of(new StripeAccount(PROVIDER, "sk_test_123", null, null, Map.of("main", "whsec_1"), null))),
            new StripeJson(),
            new SimpleMeterRegistry(),
            Patience.OF_A_CALLER);
    private final StripeSubscriptionChanges changes = new StripeSubscriptionChanges(api);

    @AfterEach
    void stop() {
        api.close();
        stripe.close();
    }

    @Test
    void it_is_ended_at_once_by_a_delete_without_parameters() {
        stripe.next(200, subscription("canceled", false));

        assertDone(apply(new CancelNow()));

        Asked asked = stripe.onlyAsked();
        assertThat(asked.method()).isEqualTo("DELETE");
        assertThat(asked.path()).isEqualTo(PATH);
        assertThat(asked.raw()).isEmpty();
    }

    @Test
    void a_refusal_to_end_what_has_ended_is_looked_into() {
        stripe.next(404, MISSING).next(200, subscription("canceled", false));
        assertDone(apply(new CancelNow()));

        stripe.next(404, MISSING).next(200, subscription("active", false));
        assertThat(apply(new CancelNow())).isInstanceOf(Outcome.Declined.class);

        stripe.next(404, MISSING).next(404, MISSING);
        assertThat(apply(new CancelNow())).isInstanceOf(Outcome.Declined.class);
    }

    @Test
    void each_change_sends_exactly_its_parameters_under_the_operations_key() {
        assertUpdate(new CancelAtPeriodEnd(), Map.of("cancel_at_period_end", "true"));
        assertUpdate(new EndTrial(), Map.of("trial_end", "now"));
        assertUpdate(new Undo(Set.of(Stop.CANCEL_AT_PERIOD_END)), Map.of("cancel_at_period_end", "false"));
        assertUpdate(new Undo(Set.of(Stop.CANCEL_AT)), Map.of("cancel_at", ""));
        assertUpdate(
                new Undo(Set.of(Stop.CANCEL_AT_PERIOD_END, Stop.PAUSED_COLLECTION)),
                Map.of("cancel_at_period_end", "false", "pause_collection", ""));
        assertUpdate(
                new Reprice("si_1", "price_2", 3, null),
                Map.of(
                        "items[0][id]", "si_1",
                        "items[0][price]", "price_2",
                        "items[0][quantity]", "3",
                        "off_session", "true",
                        "payment_behavior", "error_if_incomplete",
                        "proration_behavior", "always_invoice"));
        assertUpdate(
                new Reprice("si_1", "price_2", 3, NOW),
                Map.of(
                        "items[0][id]", "si_1",
                        "items[0][price]", "price_2",
                        "items[0][quantity]", "3",
                        "off_session", "true",
                        "payment_behavior", "error_if_incomplete",
                        "proration_behavior", "always_invoice",
                        "proration_date", "1772366400"));
    }

    private void assertUpdate(SubscriptionChange change, Map<String, String> body) {
        int before = stripe.asked().size();
        stripe.next(200, subscription("active", false));

        assertDone(apply(change));

        List<Asked> asked = stripe.asked().subList(before, stripe.asked().size());
        assertThat(asked).singleElement().satisfies(one -> assertPost(one, PATH, "tollgate-op_1-change", body));
    }

    @Test
    void the_status_paused_is_resumed_by_a_call_of_its_own_after_the_rest() {
        stripe.next(200, subscription("active", false));
        assertDone(apply(new Undo(Set.of(Stop.PAUSED))));
        assertPost(stripe.onlyAsked(), PATH + "/resume", "tollgate-op_1-resume", Map.of());

        stripe.next(200, subscription("paused", false)).next(200, subscription("active", false));
        assertDone(apply(new Undo(Set.of(Stop.PAUSED, Stop.CANCEL_AT_PERIOD_END))));
        assertPost(stripe.asked().get(1), PATH, "tollgate-op_1-change", Map.of("cancel_at_period_end", "false"));
        assertPost(stripe.asked().get(2), PATH + "/resume", "tollgate-op_1-resume", Map.of());
    }

    @Test
    void a_stored_failure_is_looked_into() {
        Answer failed = Answer.of(500, "").with("Idempotent-Replayed", "true");
        stripe.next(failed).next(200, subscription("active", true));
        assertDone(apply(new CancelAtPeriodEnd()));

        stripe.next(failed).next(200, subscription("active", false));
        assertThat(apply(new CancelAtPeriodEnd())).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void a_decline_says_why() {
        stripe.next(
                402,
                "{\"error\":{\"type\":\"card_error\",\"code\":\"card_declined\",\"decline_code\":\"insufficient_funds\",\"message\":\"Your card has insufficient funds.\"}}");

        assertThat(apply(new Reprice("si_1", "price_2", 3, null)))
                .isEqualTo(new Outcome.Declined<>(
                        "insufficient_funds",
                        "There is not enough money for this payment: use another card or account"));
    }

    @Test
    void a_preview_asks_for_what_the_change_would_do() {
        stripe.next(200, """
                {"id": "upcoming_in_1", "currency": "usd", "amount_due": 0, "total": -700, "lines": {"data": [
                 {"description": "Unused time", "amount": -1900, "parent": {"type": "subscription_item_details",
                  "subscription_item_details": {"proration": true}}},
                 {"description": "Remaining time", "amount": 1200, "parent": {"type": "invoice_item_details",
                  "invoice_item_details": {"proration": true}}}]}}""");

        Outcome<ChangePreview> preview = changes.preview(PROVIDER, "sub_1", new Reprice("si_1", "price_2", 3, NOW));

        assertThat(preview)
                .isEqualTo(new Outcome.Done<>(new ChangePreview(
                        new Money(0, "usd"),
                        -700,
                        List.of(
                                new ChangePreview.Line("Unused time", -1900, true),
                                new ChangePreview.Line("Remaining time", 1200, true)),
                        NOW)));
        Asked asked = stripe.onlyAsked();
        assertThat(asked.path()).isEqualTo("/v1/invoices/create_preview");
        assertThat(asked.body())
                .isEqualTo(Map.of(
                        "subscription", "sub_1",
                        "subscription_details[items][0][id]", "si_1",
                        "subscription_details[items][0][price]", "price_2",
                        "subscription_details[items][0][quantity]", "3",
                        "subscription_details[proration_behavior]", "always_invoice",
                        "subscription_details[proration_date]", "1772366400"));
    }

    private Outcome<String> apply(SubscriptionChange change) {
        return changes.apply(PROVIDER, "op_1", "sub_1", change);
    }

    private static void assertDone(Outcome<String> outcome) {
        assertThat(outcome).isEqualTo(new Outcome.Done<>("sub_1"));
    }

    private static void assertPost(Asked asked, String path, @Nullable String key, Map<String, String> body) {
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.path()).isEqualTo(path);
        assertThat(asked.header("Idempotency-Key")).isEqualTo(key);
        assertThat(asked.body()).isEqualTo(body);
    }

    private static String subscription(String status, boolean ending) {
        return "{\"id\":\"sub_1\",\"status\":\"" + status + "\",\"cancel_at_period_end\":" + ending
                + ",\"items\":{\"data\":[]}}";
    }
}
