package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.accounts.AccountId;
import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.money.Money;
import io.tollgate.orders.AskedTax;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PaymentState.Status;
import io.tollgate.orders.PlacedSubscription;
import io.tollgate.orders.Prepared;
import io.tollgate.orders.Sale;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Outcome.Declined;
import io.tollgate.payments.Outcome.Done;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.stripe.StubStripe.Asked;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.SubscriptionStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectSubscriptionsTest {
    private static final ProviderAccount PROVIDER = new ProviderAccount("default");
    private static final AccountId ALICE = AccountId.of("acme", "alice");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String MISSING =
            "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"resource_missing\",\"message\":\"No such thing\"}}";

    private final StubStripe stripe = new StubStripe();
    private final StripePayments payments = new StripePayments(api(stripe.base()), InstantSource.fixed(NOW));

    private static StripeApi api(String base) {
        StripeAccount account = new StripeAccount(PROVIDER, "sk_test_123", null, null, Map.of("main", "whsec_1"));
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

    private static Sale sale(@Nullable String method, int trialDays) {
        Price price = new Price.Recurring("pro-month", Period.ofMonths(1), new Money(1999, "usd"), "price_1");
        Terms terms = new Terms("pro", price, trialDays, 0, List.of(), 1);
        SubscriptionRequest request = new SubscriptionRequest(method, Map.of("team", "blue"), null);
        return Sale.begin(new OrderId("ord_1"), terms, 3, price.amount().times(3), request, NOW);
    }

    private static String subscription(String status, String more) {
        return """
                {"id": "sub_1", "status": "%s", "metadata": {"tollgate_order": "ord_1"},
                 "cancel_at_period_end": false, "items": {"data": [{"id": "si_1", "price": {"id": "price_1"},
                 "quantity": 3, "current_period_end": 1775044800}], "has_more": false} %s}""".formatted(status, more);
    }

    private static final String INVOICE =
            ", \"latest_invoice\": {\"id\": \"in_1\", \"confirmation_secret\": {\"client_secret\": \"pi_1_secret_1\"}}";

    private static String payment(String status, String more) {
        return """
                {"data": [{"id": "inpay_1", "payment": {"type": "payment_intent", "payment_intent":
                 {"id": "pi_1", "status": "%s", "amount": 5997, "currency": "usd", "created": %d,
                  "client_secret": "pi_1_secret_1" %s}}}], "has_more": false}""".formatted(status, NOW.getEpochSecond(), more);
    }

    private PlacedSubscription create(@Nullable String method, int trialDays) {
        Sale sale = sale(method, trialDays);
        Sale ready = method == null ? sale : sale.prepared(Prepared.of("cus_1").withMethod(method));
        return ((Done<PlacedSubscription>) payments.createSubscription(PROVIDER, ALICE, "cus_1", ready)).value();
    }

    @Test
    void without_a_method_it_waits_for_its_first_payment() {
        stripe.next(200, subscription("incomplete", ""))
                .next(200, subscription("incomplete", INVOICE))
                .next(200, payment("requires_payment_method", ""));

        PlacedSubscription made = create(null, 0);

        assertThat(made.id()).isEqualTo("sub_1");
        assertThat(made.clientSecret()).isEqualTo("pi_1_secret_1");
        assertThat(made.payment())
                .isEqualTo(
                        new PaymentState(Status.REQUIRES_ACTION, Observed.creation(NOW), null, new Money(5997, "usd")));
        assertThat(made.seen().state().status()).isEqualTo(SubscriptionStatus.INCOMPLETE);
        assertThat(made.seen().order()).isEqualTo(new OrderId("ord_1"));
        assertThat(made.toString()).doesNotContain("_secret");
        Asked asked = stripe.asked().getFirst();
        assertThat(asked.method() + " " + asked.path()).isEqualTo("POST /v1/subscriptions");
        assertThat(asked.header("Idempotency-Key")).isEqualTo("tollgate-ord_1-subscription");
        assertThat(asked.body()).isEqualTo(body(Map.of("payment_behavior", "default_incomplete")));
        assertThat(stripe.asked().get(1).path()).isEqualTo("/v1/subscriptions/sub_1");
        assertThat(stripe.asked().get(1).body())
                .isEqualTo(
                        Map.of("expand[0]", "latest_invoice.confirmation_secret", "expand[1]", "pending_setup_intent"));
        assertThat(stripe.asked().get(2).path()).isEqualTo("/v1/invoice_payments");
        assertThat(stripe.asked().get(2).body())
                .isEqualTo(Map.of("invoice", "in_1", "limit", "1", "expand[0]", "data.payment.payment_intent"));
    }

    private static Map<String, String> body(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "customer", "cus_1",
                "items[0][price]", "price_1",
                "items[0][quantity]", "3",
                "payment_settings[save_default_payment_method]", "on_subscription",
                "metadata[team]", "blue",
                "metadata[tollgate_project]", "acme",
                "metadata[tollgate_user]", "alice",
                "metadata[tollgate_operation]", "ord_1",
                "metadata[tollgate_order]", "ord_1"));
        all.putAll(more);
        return all;
    }

    @Test
    void the_customers_own_method_is_charged_at_once() {
        stripe.next(200, subscription("active", "")).next(200, subscription("active", ""));

        PlacedSubscription made = create("pm_1", 0);

        assertThat(made.clientSecret()).isNull();
        assertThat(made.payment()).isNull();
        assertThat(made.seen().state().status()).isEqualTo(SubscriptionStatus.ACTIVE);
        assertThat(stripe.asked().getFirst().body())
                .isEqualTo(body(Map.of("payment_behavior", "allow_incomplete", "default_payment_method", "pm_1")));
    }

    @Test
    void nobodys_method_becomes_the_customers() {
        stripe.next(200, "{\"id\": \"pm_1\", \"customer\": null}")
                .next(200, "{\"id\": \"pm_2\", \"customer\": \"cus_1\"}");

        Outcome<String> taken = take("pm_1");

        // Stripe's test cards become others when they are attached.
        assertThat(taken).isEqualTo(new Done<>("pm_2"));
        Asked attached = stripe.asked().get(1);
        assertThat(attached.path()).isEqualTo("/v1/payment_methods/pm_1/attach");
        assertThat(attached.header("Idempotency-Key")).isEqualTo("tollgate-ord_1-attach");
        assertThat(attached.body()).isEqualTo(Map.of("customer", "cus_1"));
    }

    private Outcome<String> take(String method) {
        return payments.takeMethod(PROVIDER, "cus_1", new OrderId("ord_1"), method);
    }

    @Test
    void the_customers_own_method_stays_as_it_is() {
        stripe.next(200, "{\"id\": \"pm_1\", \"customer\": \"cus_1\"}");

        assertThat(take("pm_1")).isEqualTo(new Done<>("pm_1"));

        assertThat(stripe.onlyAsked().path()).isEqualTo("/v1/payment_methods/pm_1");
    }

    @ParameterizedTest
    @EnumSource(
            value = AskedTax.class,
            names = {"IF_POSSIBLE", "REQUIRED"})
    void it_is_asked_for_with_taxes(AskedTax wanted) {
        stripe.next(200, subscription("active", "")).next(200, subscription("active", ""));
        Sale sale = sale(null, 0);

        payments.createSubscription(PROVIDER, ALICE, "cus_1", taxed(sale, wanted));

        assertThat(stripe.asked().getFirst().body()).containsEntry("automatic_tax[enabled]", "true");
        assertThat(stripe.asked().getFirst().header("Idempotency-Key")).isEqualTo("tollgate-ord_1-subscription");
    }

    @Test
    void where_taxes_were_refused_the_one_without_is_another_request() {
        stripe.next(200, subscription("active", "")).next(200, subscription("active", ""));

        payments.createSubscription(
                PROVIDER,
                ALICE,
                "cus_1",
                taxed(sale(null, 0), AskedTax.IF_POSSIBLE).withoutTax());

        assertThat(stripe.asked().getFirst().body()).doesNotContainKey("automatic_tax[enabled]");
        assertThat(stripe.asked().getFirst().header("Idempotency-Key"))
                .isEqualTo("tollgate-ord_1-subscription-untaxed");
    }

    private static Sale taxed(Sale sale, AskedTax wanted) {
        return Sale.begin(
                sale.id(),
                sale.terms(),
                sale.quantity(),
                sale.total(),
                sale.request().taxed(wanted),
                NOW);
    }

    @Test
    void another_customers_method_is_as_if_unknown_and_nothing_is_moved() {
        stripe.next(200, "{\"id\": \"pm_1\", \"customer\": \"cus_2\"}").next(404, MISSING);
        Outcome<String> unknown = new Declined<>("payment_method_not_found", "The user has no such payment method");

        assertThat(take("pm_1")).isEqualTo(unknown);
        assertThat(take("pm_1")).isEqualTo(unknown);

        assertThat(stripe.asked()).allMatch(asked -> asked.method().equals("GET"));
    }

    @Test
    void a_card_that_is_refused_when_it_is_attached_was_declined() {
        stripe.next(200, "{\"id\": \"pm_1\", \"customer\": null}")
                .next(
                        402,
                        "{\"error\":{\"type\":\"card_error\",\"code\":\"card_declined\",\"decline_code\":\"insufficient_funds\"}}");

        assertThat(take("pm_1")).isInstanceOfSatisfying(Declined.class, declined -> assertThat(declined.code())
                .isEqualTo("insufficient_funds"));
    }

    @ParameterizedTest
    @CsvSource({
        "requires_payment_method, ', \"last_payment_error\": {\"decline_code\": \"stolen_card\"}', FAILED, card_declined, pi_1_secret_1",
        "requires_action, '', REQUIRES_ACTION, , pi_1_secret_1",
        "processing, '', PROCESSING, , ",
    })
    void how_the_first_payment_stands_is_looked_at(
            String status, String more, Status stands, String reason, String secret) {
        stripe.next(200, subscription("incomplete", ""))
                .next(200, subscription("incomplete", INVOICE))
                .next(200, payment(status, more));

        PlacedSubscription made = create("pm_1", 0);

        assertThat(made.payment().status()).isEqualTo(stands);
        assertThat(made.payment().reason()).isEqualTo(reason);
        assertThat(made.clientSecret()).isEqualTo(secret);
    }

    @Test
    void a_trial_asks_for_a_card_without_a_payment() {
        stripe.next(200, subscription("trialing", ""))
                .next(
                        200,
                        subscription(
                                "trialing",
                                ", \"pending_setup_intent\": {\"id\": \"seti_1\", \"client_secret\": \"seti_1_secret_1\"}"));

        PlacedSubscription made = create(null, 14);

        assertThat(made.payment()).isNull();
        assertThat(made.clientSecret()).isEqualTo("seti_1_secret_1");
        assertThat(stripe.asked().getFirst().body()).containsEntry("trial_period_days", "14");
    }

    @Test
    void one_that_was_made_is_found_among_those_that_have_ended_too() {
        stripe.next(200, "{\"data\": [" + subscription("canceled", "") + "], \"has_more\": false}")
                .next(200, subscription("canceled", ""));

        assertThat(payments.findSubscription(PROVIDER, "cus_1", sale(null, 0)))
                .isInstanceOfSatisfying(
                        Done.class, done -> assertThat(done.value().toString()).contains("sub_1"));
        assertThat(stripe.asked().getFirst().body())
                .isEqualTo(Map.of("customer", "cus_1", "status", "all", "limit", "100"));
    }

    @Test
    void one_that_waits_for_its_first_payment_is_closed_by_its_invoice() {
        stripe.next(200, subscription("incomplete", ", \"latest_invoice\": \"in_1\""))
                .next(200, "{\"id\": \"in_1\", \"status\": \"void\"}")
                .next(200, subscription("canceled", ""));

        assertThat(payments.closeSubscription(PROVIDER, "sub_1")).isEqualTo(new Done<>("sub_1"));

        assertThat(stripe.asked().get(1).path()).isEqualTo("/v1/invoices/in_1/void");
        assertThat(stripe.asked().get(1).header("Idempotency-Key")).startsWith("tollgate-");
        assertThat(stripe.asked().get(2).method() + " " + stripe.asked().get(2).path())
                .isEqualTo("DELETE /v1/subscriptions/sub_1");
    }

    @Test
    void one_that_ends_with_its_invoice_is_closed() {
        stripe.next(200, subscription("incomplete", ", \"latest_invoice\": \"in_1\""))
                .next(200, "{\"id\": \"in_1\", \"status\": \"void\"}")
                .next(404, MISSING);

        assertThat(payments.closeSubscription(PROVIDER, "sub_1")).isEqualTo(new Done<>("sub_1"));
    }

    @Test
    void one_that_was_paid_in_the_same_moment_goes_on() {
        stripe.next(200, subscription("incomplete", ", \"latest_invoice\": \"in_1\""))
                .next(400, "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"This invoice isn't open.\"}}")
                .next(200, "{\"id\": \"in_1\", \"status\": \"paid\"}");

        assertThat(payments.closeSubscription(PROVIDER, "sub_1"))
                .isEqualTo(new Declined<>("not_open", "The subscription is no longer open"));

        assertThat(stripe.asked()).noneMatch(asked -> asked.method().equals("DELETE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "trialing", "canceled", "incomplete_expired", "past_due"})
    void only_one_that_waits_for_its_first_payment_is_closed(String status) {
        stripe.next(200, subscription(status, ", \"latest_invoice\": \"in_1\""));

        assertThat(payments.closeSubscription(PROVIDER, "sub_1"))
                .isEqualTo(new Declined<>("not_open", "The subscription is no longer open"));
    }
}
