package io.tollgate.payments.stripe;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.accounts.AccountId;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.money.Money;
import io.tollgate.orders.AskedTax;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Prepared;
import io.tollgate.orders.Sale;
import io.tollgate.payments.Found;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.ObjectRef;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Outcome.Declined;
import io.tollgate.payments.Outcome.Done;
import io.tollgate.payments.Outcome.Unknown;
import io.tollgate.payments.Payments;
import io.tollgate.payments.Payments.Identity;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.RefusalReason;
import io.tollgate.payments.stripe.StubStripe.Answer;
import io.tollgate.payments.stripe.StubStripe.Asked;
import io.tollgate.providerevents.ProviderFact.SubscriptionFetched;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.tenancy.ProjectId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StripePaymentsTest {
    private static final ProviderAccount PROVIDER = new ProviderAccount("default");
    private static final AccountId ALICE = AccountId.of("acme", "alice & bob+ü@x");
    private static final ProjectId ACME = new ProjectId("acme");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Price MONTHLY =
            new Price.Recurring("pro-month", Period.ofMonths(1), new Money(1999, "usd"), "price_1");
    private static final Price PASS =
            new Price.OneTime("pro-pass", Period.ofMonths(1), new Money(2500, "usd"), "price_2");
    private static final String SESSION =
            "{\"id\":\"cs_1\",\"url\":\"https://checkout.stripe.com/c/pay/cs_1\",\"expires_at\":1772370000,\"status\":\"open\"}";
    private static final String HUNDRED_AND_MORE = IntStream.range(0, 100)
            .mapToObj(i -> "{\"id\":\"x_" + i + "\"}")
            .collect(joining(",", "{\"has_more\":true,\"data\":[", "]}"));
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

    @Test
    void a_customer_is_made_with_the_operations_key_and_our_metadata() {
        stripe.next(200, "{\"id\":\"cus_1\"}");

        Outcome<String> made = payments.createCustomer(PROVIDER, ALICE, "op_1", "a+b@example.com", "clock_1");

        assertThat(made).isEqualTo(new Done<>("cus_1"));
        assertPost(
                stripe.onlyAsked(),
                "/v1/customers",
                "tollgate-op_1-customer",
                Map.of(
                        "email", "a+b@example.com",
                        "test_clock", "clock_1",
                        "metadata[tollgate_project]", "acme",
                        "metadata[tollgate_user]", "alice & bob+ü@x",
                        "metadata[tollgate_operation]", "op_1"));
    }

    @Test
    void a_customer_without_address_or_clock_is_made_without_them() {
        stripe.next(200, "{\"id\":\"cus_1\"}");

        payments.createCustomer(PROVIDER, ALICE, "op_1", null, null);

        assertThat(stripe.onlyAsked().body()).doesNotContainKeys("email", "test_clock");
    }

    @Test
    void every_request_names_key_version_and_nobody_elses_account() {
        stripe.next(200, "{\"id\":\"cus_1\"}");

        payments.createCustomer(PROVIDER, ALICE, "op_1", null, null);

        Asked asked = stripe.onlyAsked();
        assertThat(asked.header("Authorization")).isEqualTo("Bearer sk_test_123");
        assertThat(asked.header("Stripe-Version")).isEqualTo("2026-07-29.dahlia");
        assertThat(asked.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded;charset=UTF-8");
        assertThat(asked.header("Stripe-Account")).isNull();
        assertThat(asked.header("X-Stripe-Client-Telemetry")).isNull();
        assertThat(asked.header("X-Stripe-Client-User-Agent")).isNull();
    }

    @Test
    void a_page_for_a_subscription_carries_our_metadata_to_the_subscription() {
        stripe.next(200, SESSION);
        Sale sale = sale(terms(MONTHLY, 14), 2, request(null, Map.of("team", "blue", "tollgate_user", "mallory")));

        Outcome<CheckoutPage> opened = payments.openCheckout(PROVIDER, ALICE, "cus_1", sale);

        assertThat(opened)
                .isEqualTo(new Done<>(new CheckoutPage(
                        "cs_1", "https://checkout.stripe.com/c/pay/cs_1", Instant.ofEpochSecond(1_772_370_000))));
        Map<String, String> body = new HashMap<>(Map.of(
                "mode", "subscription",
                "customer", "cus_1",
                "client_reference_id", "ord_1",
                "line_items[0][price]", "price_1",
                "line_items[0][quantity]", "2",
                "success_url", "https://acme.example/ok?s={CHECKOUT_SESSION_ID}&x=1",
                "cancel_url", "https://acme.example/no",
                "expires_at", "1772370000",
                "subscription_data[trial_period_days]", "14"));
        body.putAll(metadata("metadata"));
        body.putAll(metadata("subscription_data[metadata]"));
        body.put("metadata[team]", "blue");
        body.put("subscription_data[metadata][team]", "blue");
        assertPost(stripe.onlyAsked(), "/v1/checkout/sessions", "tollgate-ord_1-checkout", body);
    }

    @Test
    void a_page_for_a_one_time_price_carries_our_metadata_to_the_payment() {
        stripe.next(200, SESSION);

        payments.openCheckout(PROVIDER, ALICE, "cus_1", sale(terms(PASS, 14), 1, request(null, Map.of())));

        Map<String, String> body = new HashMap<>(Map.of(
                "mode", "payment",
                "customer", "cus_1",
                "client_reference_id", "ord_1",
                "line_items[0][price]", "price_2",
                "line_items[0][quantity]", "1",
                "success_url", "https://acme.example/ok?s={CHECKOUT_SESSION_ID}&x=1",
                "cancel_url", "https://acme.example/no",
                "expires_at", "1772370000"));
        body.putAll(metadata("metadata"));
        body.putAll(metadata("payment_intent_data[metadata]"));
        assertPost(stripe.onlyAsked(), "/v1/checkout/sessions", "tollgate-ord_1-checkout", body);
    }

    @Test
    void the_same_order_is_always_sent_as_the_same_bytes() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            many.put("key" + i, "value " + i);
        }
        stripe.next(200, SESSION).next(200, SESSION);

        payments.openCheckout(PROVIDER, ALICE, "cus_1", sale(terms(MONTHLY, 0), 1, request(null, many)));
        payments.openCheckout(PROVIDER, ALICE, "cus_1", sale(terms(MONTHLY, 0), 1, request(null, new HashMap<>(many))));

        assertThat(stripe.asked().get(0).raw()).isEqualTo(stripe.asked().get(1).raw());
    }

    @ParameterizedTest
    @EnumSource(
            value = AskedTax.class,
            names = {"IF_POSSIBLE", "REQUIRED"})
    void a_page_is_asked_for_with_taxes(AskedTax wanted) {
        stripe.next(200, SESSION);

        payments.openCheckout(
                PROVIDER,
                ALICE,
                "cus_1",
                sale(terms(MONTHLY, 0), 1, request(null, Map.of()).taxed(wanted)));

        assertThat(stripe.onlyAsked().body())
                .containsEntry("automatic_tax[enabled]", "true")
                .containsEntry("customer_update[address]", "auto");
        assertThat(stripe.onlyAsked().header("Idempotency-Key")).isEqualTo("tollgate-ord_1-checkout");
    }

    @Test
    void where_taxes_were_refused_the_page_without_is_another_request() {
        stripe.next(
                        400,
                        "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"You must have a valid head office"
                                + " address to enable automatic tax calculation in test mode.\"}}")
                .next(200, SESSION);
        Sale taxed = sale(terms(MONTHLY, 0), 1, request(null, Map.of()).taxed(AskedTax.IF_POSSIBLE));

        Outcome<CheckoutPage> refused = payments.openCheckout(PROVIDER, ALICE, "cus_1", taxed);
        payments.openCheckout(PROVIDER, ALICE, "cus_1", taxed.withoutTax());

        assertThat(refused)
                .isEqualTo(new Declined<>(
                        RefusalReason.TAX_NOT_CONFIGURED.code(), RefusalReason.TAX_NOT_CONFIGURED.text()));
        assertThat(stripe.asked().get(1).body())
                .doesNotContainKeys("automatic_tax[enabled]", "customer_update[address]");
        assertThat(stripe.asked().get(1).header("Idempotency-Key")).isEqualTo("tollgate-ord_1-checkout-untaxed");
    }

    @Test
    void a_promotion_code_is_looked_up_as_customers_type_it() {
        stripe.next(200, "{\"data\":[{\"id\":\"promo_1\"}]}").next(200, SESSION);
        Sale sale = sale(terms(MONTHLY, 0), 1, request("SUMMER 20", Map.of()));

        assertThat(payments.findPromotion(PROVIDER, "SUMMER 20")).isEqualTo(new Done<>("promo_1"));
        payments.openCheckout(
                PROVIDER, ALICE, "cus_1", sale.prepared(Prepared.of("cus_1").withPromotion("promo_1")));

        assertGet(
                stripe.asked().get(0),
                "/v1/promotion_codes",
                Map.of("code", "SUMMER 20", "active", "true", "limit", "1"));
        assertThat(stripe.asked().get(1).body()).containsEntry("discounts[0][promotion_code]", "promo_1");
    }

    @Test
    void a_request_that_nothing_was_found_out_for_is_not_sent() {
        Sale sale = sale(terms(MONTHLY, 0), 1, request("SUMMER 20", Map.of()));

        assertThatThrownBy(() -> payments.openCheckout(PROVIDER, ALICE, "cus_1", sale))
                .isInstanceOf(IllegalStateException.class);
        assertThat(stripe.asked()).isEmpty();
    }

    @Test
    void the_providers_id_of_a_promotion_code_is_taken_as_it_is() {
        assertThat(payments.findPromotion(PROVIDER, "promo_7")).isEqualTo(new Done<>("promo_7"));
        assertThat(stripe.asked()).isEmpty();
    }

    @Test
    void an_unknown_promotion_code_opens_no_page() {
        stripe.next(200, "{\"data\":[]}");

        assertThat(payments.findPromotion(PROVIDER, "NONE"))
                .isEqualTo(new Declined<>("promotion_code_invalid", "This promotion code is not valid"));
    }

    @Test
    void a_price_that_was_never_synced_can_not_be_sold() {
        Price unsynced = new Price.OneTime("x", null, new Money(100, "usd"), null);

        Outcome<CheckoutPage> opened =
                payments.openCheckout(PROVIDER, ALICE, "cus_1", sale(terms(unsynced, 0), 1, request(null, Map.of())));

        assertThat(opened).isInstanceOfSatisfying(Declined.class, d -> assertThat(d.code())
                .isEqualTo("price_not_synced"));
        assertThat(stripe.asked()).isEmpty();
    }

    @Test
    void an_open_page_is_closed() {
        stripe.next(200, SESSION);

        assertThat(payments.expireCheckout(PROVIDER, "cs_1")).isEqualTo(new Done<>("cs_1"));

        Asked asked = stripe.onlyAsked();
        assertPost(asked, "/v1/checkout/sessions/cs_1/expire", asked.header("Idempotency-Key"), Map.of());
    }

    @Test
    void a_page_whose_closing_failed_is_closed_with_another_key_the_next_time() {
        Answer stored = Answer.of(500, "").with("Idempotent-Replayed", "true");
        stripe.next(stored).next(200, SESSION);

        assertThat(payments.expireCheckout(PROVIDER, "cs_1")).isInstanceOf(Unknown.class);
        assertThat(payments.expireCheckout(PROVIDER, "cs_1")).isEqualTo(new Done<>("cs_1"));

        assertThat(stripe.asked().stream().map(asked -> asked.header("Idempotency-Key")))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_page_that_is_no_longer_open_says_so() {
        stripe.next(
                        400,
                        "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Only Checkout Sessions with …\"}}")
                .next(200, SESSION.replace("open", "complete"));

        assertThat(payments.expireCheckout(PROVIDER, "cs_1"))
                .isEqualTo(new Declined<>("not_open", "The page is no longer open"));

        assertGet(stripe.asked().get(1), "/v1/checkout/sessions/cs_1", Map.of());
    }

    @Test
    void a_page_is_found_by_its_order_on_later_pages_too() {
        stripe.next(200, "{\"has_more\":true,\"data\":[{\"id\":\"cs_9\",\"metadata\":{\"tollgate_order\":\"ord_9\"}}]}")
                .next(
                        200,
                        "{\"has_more\":false,\"data\":[{\"id\":\"cs_1\",\"url\":null,\"expires_at\":1772370000,\"metadata\":{\"tollgate_order\":\"ord_1\"}}]}");

        Outcome<Optional<CheckoutPage>> found =
                payments.findCheckout(PROVIDER, "cus_1", sale(terms(MONTHLY, 0), 1, request(null, Map.of())));

        assertThat(found)
                .isEqualTo(new Done<>(Optional.of(new CheckoutPage("cs_1", "", Instant.ofEpochSecond(1_772_370_000)))));
        assertGet(stripe.asked().get(0), "/v1/checkout/sessions", Map.of("customer", "cus_1", "limit", "100"));
        assertGet(
                stripe.asked().get(1),
                "/v1/checkout/sessions",
                Map.of("customer", "cus_1", "limit", "100", "starting_after", "cs_9"));
    }

    @Test
    void a_customer_is_found_by_the_operation_that_made_it() {
        stripe.next(
                        200,
                        "{\"has_more\":false,\"data\":[{\"id\":\"cus_9\",\"metadata\":{}},{\"id\":\"cus_1\",\"metadata\":{\"tollgate_operation\":\"op_1\"}}]}")
                .next(200, "{\"has_more\":false,\"data\":[]}");

        assertThat(payments.findCustomer(PROVIDER, "op_1", "a@example.com", "clock_1"))
                .isEqualTo(new Done<>(Optional.of("cus_1")));
        assertThat(payments.findCustomer(PROVIDER, "op_1", null, null)).isEqualTo(new Done<>(Optional.empty()));

        assertGet(
                stripe.asked().getFirst(),
                "/v1/customers",
                Map.of("email", "a@example.com", "test_clock", "clock_1", "limit", "100"));
    }

    @Test
    void a_page_that_was_never_made_is_not_found() {
        stripe.next(200, "{\"has_more\":false,\"data\":[]}");

        assertThat(payments.findCheckout(PROVIDER, "cus_1", sale(terms(MONTHLY, 0), 1, request(null, Map.of()))))
                .isEqualTo(new Done<>(Optional.empty()));
    }

    @Test
    void a_known_product_is_updated() {
        stripe.next(200, "{\"id\":\"tollgate_acme_pro\"}");

        assertThat(payments.syncProduct(PROVIDER, ACME, plan())).isEqualTo(new Done<>("tollgate_acme_pro"));

        Asked asked = stripe.onlyAsked();
        assertThat(asked.path()).isEqualTo("/v1/products/tollgate_acme_pro");
        assertThat(asked.body())
                .isEqualTo(Map.of(
                        "active", "true",
                        "name", "Pro & more",
                        "metadata[tollgate_project]", "acme",
                        "metadata[tollgate_plan]", "pro"));
    }

    @Test
    void a_new_product_is_made_with_an_id_of_ours() {
        stripe.next(404, MISSING).next(200, "{\"id\":\"tollgate_acme_pro\"}");

        assertThat(payments.syncProduct(PROVIDER, ACME, plan())).isEqualTo(new Done<>("tollgate_acme_pro"));

        Asked asked = stripe.asked().get(1);
        assertThat(asked.path()).isEqualTo("/v1/products");
        assertThat(asked.header("Idempotency-Key")).startsWith("tollgate-");
        assertThat(asked.body())
                .isEqualTo(Map.of(
                        "id", "tollgate_acme_pro",
                        "name", "Pro & more",
                        "metadata[tollgate_project]", "acme",
                        "metadata[tollgate_plan]", "pro"));
    }

    @ParameterizedTest
    @CsvSource({
        "P1D, day, 1",
        "P1W, week, 1",
        "P14D, week, 2",
        "P10D, day, 10",
        "P1M, month, 1",
        "P3M, month, 3",
        "P12M, year, 1",
        "P1Y, year, 1",
        "P1Y6M, month, 18"
    })
    void a_new_price_is_made_with_its_interval_and_a_key_to_find_it_by(String period, String interval, String count) {
        stripe.next(200, "{\"data\":[]}").next(200, "{\"id\":\"price_9\"}");
        Price price = new Price.Recurring("pro-x", Period.parse(period), new Money(1999, "usd"), null);

        assertThat(payments.syncPrice(PROVIDER, ACME, "tollgate_acme_pro", price))
                .isEqualTo(new Done<>("price_9"));

        String lookup = "tollgate_acme_pro_pro-x_1999usd_" + interval + count;
        assertGet(stripe.asked().get(0), "/v1/prices", Map.of("lookup_keys[0]", lookup, "limit", "1"));
        assertThat(stripe.asked().get(1).path()).isEqualTo("/v1/prices");
        assertThat(stripe.asked().get(1).body())
                .isEqualTo(Map.of(
                        "product", "tollgate_acme_pro",
                        "currency", "usd",
                        "unit_amount", "1999",
                        "recurring[interval]", interval,
                        "recurring[interval_count]", count,
                        "lookup_key", lookup,
                        "metadata[tollgate_project]", "acme",
                        "metadata[tollgate_price]", "pro-x"));
    }

    @Test
    void a_one_time_price_has_no_interval() {
        stripe.next(200, "{\"data\":[]}").next(200, "{\"id\":\"price_9\"}");

        payments.syncPrice(PROVIDER, ACME, "prod_1", new Price.OneTime("pack", null, new Money(500, "jpy"), null));

        assertThat(stripe.asked().get(1).body())
                .isEqualTo(Map.of(
                        "product", "prod_1",
                        "currency", "jpy",
                        "unit_amount", "500",
                        "lookup_key", "prod_1_pack_500jpy_once",
                        "metadata[tollgate_project]", "acme",
                        "metadata[tollgate_price]", "pack"));
    }

    @Test
    void a_price_that_exists_is_found_and_not_made_again() {
        stripe.next(200, "{\"data\":[" + price("price_7", 1999, true) + "]}");

        assertThat(payments.syncPrice(PROVIDER, ACME, "prod_1", unbound())).isEqualTo(new Done<>("price_7"));

        assertThat(stripe.asked()).hasSize(1);
    }

    @Test
    void an_archived_price_comes_back() {
        stripe.next(200, "{\"data\":[" + price("price_7", 1999, false) + "]}").next(200, price("price_7", 1999, true));

        assertThat(payments.syncPrice(PROVIDER, ACME, "prod_1", unbound())).isEqualTo(new Done<>("price_7"));

        assertThat(stripe.asked().get(1).path()).isEqualTo("/v1/prices/price_7");
        assertThat(stripe.asked().get(1).body()).isEqualTo(Map.of("active", "true"));
    }

    @Test
    void of_two_syncs_at_once_the_slower_takes_the_quickers_price() {
        stripe.next(200, "{\"data\":[]}")
                .next(400, "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"lookup key in use\"}}")
                .next(200, "{\"data\":[" + price("price_7", 1999, true) + "]}");

        assertThat(payments.syncPrice(PROVIDER, ACME, "prod_1", unbound())).isEqualTo(new Done<>("price_7"));
    }

    @ParameterizedTest
    @CsvSource({"1999, true", "2000, false"})
    void a_price_bound_by_hand_must_be_what_the_catalog_says(long amount, boolean accepted) {
        stripe.next(200, price("price_1", amount, true));

        Outcome<String> synced = payments.syncPrice(PROVIDER, ACME, "prod_1", MONTHLY);

        assertThat(synced instanceof Done<String>).isEqualTo(accepted);
        assertGet(stripe.onlyAsked(), "/v1/prices/price_1", Map.of());
    }

    @Test
    void an_interval_that_the_provider_lacks_is_refused() {
        Price odd = new Price.Recurring("odd", Period.of(0, 1, 3), new Money(1, "usd"), null);

        assertThat(payments.syncPrice(PROVIDER, ACME, "prod_1", odd))
                .isInstanceOfSatisfying(
                        Declined.class, d -> assertThat(d.code()).isEqualTo("unsupported_interval"));
    }

    @Test
    void a_fetched_subscription_knows_between_which_instants_it_was_so() {
        stripe.next(200, """
                {"id":"sub_1","status":"active","cancel_at_period_end":false,"metadata":{"tollgate_order":"ord_1"},
                 "items":{"data":[{"price":{"id":"price_1"},"quantity":2,"current_period_end":1775044700}]}}""");

        assertThat(payments.fetchSubscription(PROVIDER, "sub_1", 7))
                .isEqualTo(new Done<>(Optional.of(new SubscriptionFetched(
                        "sub_1",
                        new OrderId("ord_1"),
                        new SubscriptionState(
                                SubscriptionStatus.ACTIVE,
                                Instant.ofEpochSecond(1_775_044_700),
                                false,
                                null,
                                null,
                                null,
                                "price_1",
                                2),
                        Observed.fetched(NOW, NOW),
                        7))));

        assertGet(stripe.onlyAsked(), "/v1/subscriptions/sub_1", Map.of());
    }

    @Test
    void what_the_provider_does_not_have_is_empty() {
        stripe.always(Answer.of(404, MISSING));

        assertThat(payments.fetchSubscription(PROVIDER, "sub_1", 7)).isEqualTo(new Done<>(Optional.empty()));
        assertThat(payments.identify(PROVIDER, new ObjectRef(ObjectRef.Kind.CUSTOMER, "cus_1")))
                .isEqualTo(new Done<>(Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(ObjectRef.Kind.class)
    void every_kind_of_object_is_asked_for_whose_it_is(ObjectRef.Kind kind) {
        stripe.next(
                200,
                "{\"id\":\"x_1\",\"customer\":\"cus_1\",\"metadata\":{\"tollgate_project\":\"acme\",\"tollgate_user\":\"bob\"}}");

        Outcome<Optional<Identity>> found = payments.identify(PROVIDER, new ObjectRef(kind, "x_1"));

        assertThat(found)
                .isEqualTo(new Done<>(Optional.of(
                        new Identity(AccountId.of("acme", "bob"), kind == ObjectRef.Kind.CUSTOMER ? "x_1" : "cus_1"))));
        assertThat(stripe.onlyAsked().path())
                .isEqualTo(
                        switch (kind) {
                            case CUSTOMER -> "/v1/customers/x_1";
                            case SUBSCRIPTION -> "/v1/subscriptions/x_1";
                            case INVOICE -> "/v1/invoices/x_1";
                            case CHECKOUT_SESSION -> "/v1/checkout/sessions/x_1";
                            case PAYMENT_INTENT -> "/v1/payment_intents/x_1";
                            case CHARGE -> "/v1/charges/x_1";
                        });
    }

    @Test
    void a_payments_invoice_is_found_with_its_subscription() {
        stripe.next(200, "{\"data\":[{\"id\":\"inpay_1\",\"invoice\":\"in_1\"}]}")
                .next(200, "{\"id\":\"in_1\",\"parent\":{\"subscription_details\":{\"subscription\":\"sub_1\"}}}");

        assertThat(payments.lookUp(PROVIDER, Lookup.invoiceOf("pi_1")))
                .isEqualTo(new Done<>(Optional.of(new Found(
                        "{\"id\":\"in_1\",\"parent\":{\"subscription_details\":{\"subscription\":\"sub_1\"}}}"))));

        assertGet(
                stripe.asked().get(0),
                "/v1/invoice_payments",
                Map.of("payment[type]", "payment_intent", "payment[payment_intent]", "pi_1", "limit", "1"));
        assertGet(stripe.asked().get(1), "/v1/invoices/in_1", Map.of());
    }

    @Test
    void a_payment_of_no_invoice_has_none() {
        stripe.next(200, "{\"data\":[]}");

        assertThat(payments.lookUp(PROVIDER, Lookup.invoiceOf("pi_1"))).isEqualTo(new Done<>(Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "LINES_OF_INVOICE, /v1/invoices/x_1/lines,",
        "ITEMS_OF_SUBSCRIPTION, /v1/subscription_items, subscription",
        "REFUNDS_OF_CHARGE, /v1/refunds, charge"
    })
    void lists_longer_than_a_page_are_paged_whole(Lookup.Kind kind, String path, @Nullable String filter) {
        stripe.next(200, "{\"has_more\":true,\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}")
                .next(200, "{\"has_more\":true,\"data\":[{\"id\":\"c\"}]}")
                .next(200, "{\"has_more\":false,\"data\":[{\"id\":\"d\",\"n\":1}]}");

        assertThat(payments.lookUp(PROVIDER, new Lookup(kind, "x_1")))
                .isEqualTo(
                        new Done<>(
                                Optional.of(
                                        new Found(
                                                "{\"object\":\"list\",\"has_more\":false,\"data\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"c\"},{\"id\":\"d\",\"n\":1}]}"))));

        Map<String, String> query = new HashMap<>(Map.of("limit", "100"));
        if (filter != null) {
            query.put(filter, "x_1");
        }
        assertGet(stripe.asked().get(0), path, query);
        query.put("starting_after", "b");
        assertGet(stripe.asked().get(1), path, query);
        query.put("starting_after", "c");
        assertGet(stripe.asked().get(2), path, query);
    }

    @Test
    void half_a_list_is_no_answer() {
        String page = "{\"has_more\":true,\"data\":[{\"id\":\"a\"}]}";
        Lookup refunds = Lookup.refundsOf("ch_1");

        stripe.next(200, page).next(404, MISSING);
        assertThat(payments.lookUp(PROVIDER, refunds)).isInstanceOf(Outcome.Unknown.class);
        stripe.next(200, "{\"has_more\":true,\"data\":[]}");
        assertThat(payments.lookUp(PROVIDER, refunds)).isInstanceOf(Outcome.Unknown.class);
        stripe.next(404, MISSING);
        assertThat(payments.lookUp(PROVIDER, refunds)).isEqualTo(new Done<>(Optional.empty()));
    }

    @Test
    void a_list_without_an_end_is_left_alone_after_ten_thousand() {
        stripe.always(Answer.of(200, HUNDRED_AND_MORE));

        assertThat(payments.lookUp(PROVIDER, Lookup.refundsOf("ch_1")))
                .isEqualTo(new Declined<>(Payments.TOO_MANY, "More than 10000 objects"));
        assertThat(stripe.asked()).hasSize(100);
    }

    @Test
    void a_list_of_huge_objects_is_left_alone_before_it_could_not_be_kept() {
        String page = "{\"has_more\":true,\"data\":[{\"id\":\"a\",\"description\":\"" + "x".repeat(3_000_000) + "\"}]}";
        stripe.always(Answer.of(200, page));

        assertThat(payments.lookUp(PROVIDER, Lookup.linesOf("in_1")))
                .isEqualTo(new Declined<>(Payments.TOO_MANY, "More than 8000000 characters"));
        assertThat(stripe.asked()).hasSize(3);
    }

    @Test
    void what_is_not_found_in_half_a_list_may_be_there_all_the_same() {
        stripe.always(Answer.of(200, HUNDRED_AND_MORE));
        assertThat(payments.findCustomer(PROVIDER, "op_1", null, null))
                .isEqualTo(new Declined<>(Payments.TOO_MANY, "More than 10000 objects"));

        stripe.next(200, HUNDRED_AND_MORE).next(404, MISSING);
        assertThat(payments.findCustomer(PROVIDER, "op_1", null, null)).isInstanceOf(Unknown.class);
    }

    @Test
    void a_subscription_is_fetched_with_all_of_its_items() {
        stripe.next(
                        200,
                        "{\"id\":\"sub_1\",\"status\":\"active\",\"items\":{\"has_more\":true,\"data\":[{\"id\":\"si_1\",\"current_period_end\":1}]}}")
                .next(
                        200,
                        "{\"has_more\":false,\"data\":[{\"id\":\"si_1\",\"current_period_end\":1},{\"id\":\"si_2\",\"current_period_end\":1772370000}]}");

        Outcome<Optional<SubscriptionFetched>> fetched = payments.fetchSubscription(PROVIDER, "sub_1", 7);

        assertThat(((Done<Optional<SubscriptionFetched>>) fetched)
                        .value()
                        .orElseThrow()
                        .state()
                        .currentPeriodEnd())
                .isEqualTo(Instant.ofEpochSecond(1_772_370_000));
        assertGet(stripe.asked().get(1), "/v1/subscription_items", Map.of("subscription", "sub_1", "limit", "100"));
    }

    @Test
    void a_clock_is_read() {
        stripe.next(200, "{\"id\":\"clock_1\",\"frozen_time\":1772370000}");

        assertThat(payments.fetchClock(PROVIDER, "clock_1"))
                .isEqualTo(new Done<>(Instant.ofEpochSecond(1_772_370_000)));
        assertGet(stripe.onlyAsked(), "/v1/test_helpers/test_clocks/clock_1", Map.of());
    }

    @Test
    void an_answer_that_lacks_what_it_must_have_tells_nothing() {
        stripe.next(200, "{\"object\":\"customer\"}");

        assertThat(payments.createCustomer(PROVIDER, ALICE, "op_1", null, null))
                .isEqualTo(new Outcome.Unknown<>("an answer is missing:id"));
    }

    @Test
    void a_provider_account_that_is_not_configured_is_not_called() {
        assertThat(payments.fetchClock(new ProviderAccount("other"), "clock_1")).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void a_live_key_never_leaves_for_another_address() {
        StripeAccount live = new StripeAccount(PROVIDER, "sk_live_1", null, null, Map.of("main", "whsec_1"));
        StripeApi api = new StripeApi(
                StripeSettings.of(true, stripe.base(), List.of(live)),
                new StripeJson(),
                new SimpleMeterRegistry(),
                Patience.OF_A_CALLER);

        assertThat(new StripePayments(api, InstantSource.fixed(NOW)).fetchClock(PROVIDER, "clock_1"))
                .isInstanceOf(Outcome.Unknown.class);
        assertThat(stripe.asked()).isEmpty();
    }

    private static void assertPost(Asked asked, String path, String key, Map<String, String> body) {
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.path()).isEqualTo(path);
        assertThat(asked.header("Idempotency-Key")).isEqualTo(key);
        assertThat(asked.body()).isEqualTo(body);
    }

    private static void assertGet(Asked asked, String path, Map<String, String> query) {
        assertThat(asked.method()).isEqualTo("GET");
        assertThat(asked.path()).isEqualTo(path);
        assertThat(asked.body()).isEqualTo(query);
        assertThat(asked.header("Idempotency-Key")).isNull();
    }

    private static Map<String, String> metadata(String at) {
        return Map.of(
                at + "[tollgate_project]", "acme",
                at + "[tollgate_user]", "alice & bob+ü@x",
                at + "[tollgate_order]", "ord_1",
                at + "[tollgate_operation]", "ord_1");
    }

    private static Price unbound() {
        return new Price.Recurring("pro-month", Period.ofMonths(1), new Money(1999, "usd"), null);
    }

    private static String price(String id, long amount, boolean active) {
        return "{\"id\":\"%s\",\"active\":%s,\"currency\":\"usd\",\"unit_amount\":%d,\"recurring\":{\"interval\":\"month\",\"interval_count\":1}}"
                .formatted(id, active, amount);
    }

    private static Plan plan() {
        return new Plan("pro", "Pro & more", false, 0, 0, List.of(MONTHLY), List.of());
    }

    private static Terms terms(Price price, int trialDays) {
        return new Terms("pro", price, trialDays, 0, List.of(), 1);
    }

    private static CheckoutRequest request(@Nullable String promotionCode, Map<String, String> metadata) {
        return new CheckoutRequest(
                "https://acme.example/ok?s={CHECKOUT_SESSION_ID}&x=1",
                "https://acme.example/no",
                "a@example.com",
                promotionCode,
                metadata,
                Instant.ofEpochSecond(1_772_370_000));
    }

    private static Sale sale(Terms terms, int quantity, CheckoutRequest request) {
        return Sale.begin(
                new OrderId("ord_1"), terms, quantity, terms.price().amount().times(quantity), request, NOW);
    }
}
