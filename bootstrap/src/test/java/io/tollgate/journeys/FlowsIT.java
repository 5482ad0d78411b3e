package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.PROJECT;
import static io.tollgate.journeys.Stack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Each flow as a user of the API goes through it, on everything. `Stack` holds every answer to the served OpenAPI
/// document.
class FlowsIT {
    private static final String GOOD = "4242424242424242";

    @AutoClose
    private static final Stack stack = Stack.start();

    // ---- the caller's own page

    @Test
    void a_page_of_ones_own_takes_another_card_after_a_decline() {
        Stack.Reply intent = pay(Map.of("userId", "ann", "plan", "pass"));
        assertThat(intent.text("clientSecret")).startsWith("pi_");
        assertThat(intent.text("publishableKey")).startsWith("pk_test_");
        assertThat(intent.text("status")).isEqualTo("requiresAction");

        confirm(intent, "4000000000009995").required(402);
        await("the reason", () -> payment(intent).path("reason").asText().equals("insufficient_funds"));
        assertThat(payment(intent).path("status").asText()).isEqualTo("failed");
        assertThat(order(intent).path("status").asText()).isEqualTo("pending");
        confirm(intent, GOOD).required(200);

        JsonNode paid = stack.awaitPaid(intent.text("orderId"));
        assertThat(payment(intent).path("status").asText()).isEqualTo("succeeded");
        assertThat(payment(intent).has("reason")).isFalse();
        assertThat(paid.path("payments")).hasSize(1);
        assertThat(allowed("ann")).isTrue();
    }

    @Test
    void what_the_bank_asks_is_no_failure() {
        Stack.Reply intent = pay(Map.of("userId", "abe", "plan", "pass"));

        confirm(intent, "4000002760003184").required(200);
        await(
                "the bank's question to be told",
                () -> stack.count("select count(*) from inbox where type = 'payment_intent.requires_action' and"
                                + " user_id = 'abe' and status = 'processed'")
                        == 1);
        assertThat(payment(intent).path("status").asText()).isEqualTo("requiresAction");
        assertThat(payment(intent).has("reason")).isFalse();
        assertThat(allowed("abe")).isFalse();
        authenticate(intent, "complete");

        stack.awaitPaid(intent.text("orderId"));
        assertThat(allowed("abe")).isTrue();
    }

    @Test
    void a_stolen_card_is_told_without_saying_so() {
        Stack.Reply intent = pay(Map.of("userId", "bea", "plan", "pass"));

        confirm(intent, "4000000000009987").required(402);

        await("the reason", () -> payment(intent).path("status").asText().equals("failed"));
        assertThat(payment(intent).path("reason").asText()).isEqualTo("card_declined");
    }

    @Test
    void a_bank_debit_gives_nothing_until_the_money_is_there() {
        Stack.Reply intent = pay(Map.of("userId", "cai", "plan", "pass"));

        confirm(intent, "DE89370400440532013000").required(200);
        await("the debit", () -> payment(intent).path("status").asText().equals("processing"));
        assertThat(order(intent).path("status").asText()).isEqualTo("processing");
        assertThat(allowed("cai")).isFalse();
        authenticate(intent, "complete");

        stack.awaitPaid(intent.text("orderId"));
        assertThat(allowed("cai")).isTrue();
    }

    @Test
    void a_bare_amount_is_taken_within_the_projects_limits() {
        stack.settings(Map.of("amountLimits", List.of(Map.of("currency", "usd", "min", 100, "max", 5_000))));
        Map<String, Object> tip =
                Map.of("userId", "dee", "amount", Map.of("amount", 750, "currency", "usd"), "description", "A tip");

        Stack.Reply intent = pay(tip);
        confirm(intent, GOOD).required(200);

        JsonNode paid = stack.awaitPaid(intent.text("orderId"));
        assertThat(paid.has("plan")).isFalse();
        assertThat(paid.at("/total/amount").asLong()).isEqualTo(750);
        assertThat(ask(
                                "/payments/intent",
                                Map.of(
                                        "userId",
                                        "dee",
                                        "amount",
                                        Map.of("amount", 5_001, "currency", "usd"),
                                        "description",
                                        "Too much"))
                        .required(422)
                        .text("code"))
                .isEqualTo("amount_out_of_range");
    }

    @Test
    void a_recurring_price_is_not_for_a_single_payment() {
        Stack.Reply refused = ask("/payments/intent", Map.of("userId", "eli", "plan", "solo", "price", "solo-month"));

        assertThat(refused.required(422).text("code")).isEqualTo("recurring_price");
        assertThat(refused.text("detail")).contains("/subscriptions");
    }

    // ---- codes and taxes

    @Test
    void a_promotion_code_takes_its_part_and_a_wrong_one_opens_no_page() {
        stack.provider
                .post("/v1/coupons", Map.of("id", "quarter", "percent_off", "25", "duration", "once"))
                .required(200);
        stack.provider
                .post(
                        "/v1/promotion_codes",
                        Map.of("promotion[type]", "coupon", "promotion[coupon]", "quarter", "code", "SPRING"))
                .required(200);

        Stack.Reply page = checkout("fay", Map.of("promotionCode", "SPRING")).required(201);
        stack.pay(page.text("url"), GOOD);

        assertThat(stack.awaitPaid(page.text("orderId")).at("/total/amount").asLong())
                .isEqualTo(1425);
        Stack.Reply wrong = checkout("gil", Map.of("promotionCode", "WINTER")).required(422);
        assertThat(wrong.text("reason")).isEqualTo("promotion_code_invalid");
        assertThat(order(wrong).path("status").asText()).isEqualTo("failed");
    }

    @Test
    void taxes_come_on_top_where_the_account_is_set_up_and_are_missed_in_words_where_not() {
        stack.settings(Map.of("automaticTax", "required"));
        assertThat(checkout("hal", Map.of()).required(422).text("code")).isEqualTo("tax_not_configured");

        stack.settings(Map.of("automaticTax", "ifPossible"));
        Stack.Reply without = checkout("ida", Map.of()).required(201);
        stack.pay(without.text("url"), GOOD);
        assertThat(stack.awaitPaid(without.text("orderId")).at("/total/amount").asLong())
                .isEqualTo(1900);

        stack.sandbox("PUT", "/account", Map.of("taxActive", true)).required(200);
        Stack.Reply with = checkout("jon", Map.of()).required(201);
        stack.pay(with.text("url"), GOOD);
        assertThat(stack.awaitPaid(with.text("orderId")).at("/total/amount").asLong())
                .isEqualTo(2090);
        stack.sandbox("PUT", "/account", Map.of("taxActive", false)).required(200);
        stack.settings(Map.of());
    }

    // ---- kept cards

    @Test
    void a_card_is_kept_for_later() {
        Stack.Reply setup = ask("/setup-intents", Map.of("userId", "kim")).required(201);
        assertThat(setup.text("setupClientSecret")).startsWith("seti_");

        stack.sandbox("POST", "/setup_intents/" + setup.text("id") + "/confirm", Map.of("card", GOOD))
                .required(200);

        assertThat(stack.provider.list("/v1/customers/" + setup.text("customerId") + "/payment_methods?"))
                .hasSize(1);
        assertThat(customer("kim")).isEqualTo(setup.text("customerId"));
    }

    // ---- the provider's side

    @Test
    void an_operator_registers_the_webhook_endpoint_and_sees_what_is_missing() {
        assertThat(endpoint("GET", 200).has("endpoint")).isFalse();

        JsonNode made = endpoint("POST", 201);

        assertThat(made.path("secret").asText()).startsWith("whsec_");
        JsonNode shown = endpoint("GET", 200);
        assertThat(shown.has("secret")).isFalse();
        assertThat(shown.at("/endpoint/missing")).isEmpty();
        assertThat(shown.at("/endpoint/secretConfigured").asBoolean(true)).isFalse();

        String id = shown.at("/endpoint/id").asText();
        stack.provider
                .post("/v1/webhook_endpoints/" + id, Map.of("enabled_events[0]", "invoice.paid"))
                .required(200);
        assertThat(endpoint("GET", 200).at("/endpoint/missing").valueStream().map(JsonNode::asText))
                .contains("checkout.session.completed")
                .doesNotContain("invoice.paid");
        assertThat(endpoint("POST", 200).at("/endpoint/missing")).isEmpty();
        assertThat(stack.provider.list("/v1/webhook_endpoints?")).hasSize(1);
    }

    // ---- asking

    private static Stack.Reply ask(String path, Map<String, Object> body) {
        return stack.api("POST", path, stack.apiKey, body, UUID.randomUUID().toString());
    }

    private static Stack.Reply pay(Map<String, Object> body) {
        return ask("/payments/intent", body).required(201);
    }

    private static Stack.Reply checkout(String user, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.putAll(Map.of(
                "userId",
                user,
                "plan",
                "solo",
                "price",
                "solo-month",
                "successUrl",
                Stack.SHOP + "/done",
                "cancelUrl",
                Stack.SHOP + "/plans"));
        return ask("/checkout/session", body);
    }

    /// What the provider's form in the caller's page does.
    private static Stack.Reply confirm(Stack.Reply intent, String card) {
        return stack.sandbox("POST", "/payment_intents/" + provider(intent) + "/confirm", Map.of("card", card));
    }

    private static void authenticate(Stack.Reply intent, String outcome) {
        stack.sandbox("POST", "/payment_intents/" + provider(intent) + "/authenticate", Map.of("outcome", outcome))
                .required(200);
    }

    private static String provider(Stack.Reply intent) {
        return intent.text("id").substring("pay_".length());
    }

    private static JsonNode payment(Stack.Reply intent) {
        return stack.get("/payments/" + intent.text("id"), stack.apiKey)
                .required(200)
                .body();
    }

    private static JsonNode order(Stack.Reply bought) {
        return stack.order(bought.text("orderId"));
    }

    private static boolean allowed(String user) {
        return stack.check(user, "reports").path("allowed").asBoolean();
    }

    private static String customer(String user) {
        return stack.get("/users/" + user, stack.apiKey).required(200).text("providerCustomer");
    }

    private static JsonNode endpoint(String method, int status) {
        return stack.api(method, "/admin/provider/webhook-endpoint", stack.admin(PROJECT), null, null)
                .required(status)
                .body();
    }
}
