package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.AccountId;
import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.money.Money;
import io.tollgate.orders.AskedTax;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PurchaseRequest;
import io.tollgate.orders.Sale;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.RefusalReason;
import io.tollgate.subscriptions.SubscriptionChange.Reprice;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Webhook truth 12 at the doors where the provider refuses: another currency, no address to reckon tax by, a customer
/// that somebody has deleted. Each is told with a code of ours and what to do. (The portal, customer updates and
/// deleted customers at the other doors: see the contracts.)
class BuyersTroublesTest {
    private static final AccountId ALICE = AccountId.of("acme", "alice");
    private static final Instant NOW = Instant.now();

    @AutoClose
    private final AtSandbox sandbox = new AtSandbox();

    private final StripePayments payments = new StripePayments(sandbox.api, InstantSource.system());
    private final StripeSubscriptionChanges changes = new StripeSubscriptionChanges(sandbox.api);

    private String price(String currency) throws Exception {
        return sandbox.id(
                "/v1/prices", "unit_amount=1999&recurring[interval]=month&product_data[name]=P&currency=" + currency);
    }

    private Sale sale(String order, String currency, PurchaseRequest request) throws Exception {
        Price price = new Price.Recurring("m", Period.ofMonths(1), new Money(1999, currency), price(currency));
        Terms terms = new Terms("pro", price, 0, 0, List.of(), 1);
        return Sale.begin(new OrderId(order), terms, 1, price.amount(), request, NOW);
    }

    private static PurchaseRequest page(AskedTax tax) {
        return new CheckoutRequest(
                        "https://a.example/", "https://a.example/", null, null, Map.of(), NOW.plus(Duration.ofHours(2)))
                .taxed(tax);
    }

    private static PurchaseRequest direct(AskedTax tax) {
        return new SubscriptionRequest(null, Map.of(), null).taxed(tax);
    }

    private static void assertRefused(Outcome<?> outcome, RefusalReason why) {
        assertThat(outcome).isEqualTo(new Outcome.Declined<>(why.code(), why.text()));
    }

    /// A customer with a running subscription in dollars.
    private String subscriber() throws Exception {
        String customer = sandbox.id("/v1/customers", "email=a@example.com");
        String card = sandbox.id("/v1/payment_methods/pm_card_visa/attach", "customer=" + customer);
        sandbox.id(
                "/v1/subscriptions",
                "customer=" + customer + "&default_payment_method=" + card + "&items[0][price]=" + price("usd"));
        return customer;
    }

    @Test
    void a_customer_is_billed_in_one_currency_by_pages_subscriptions_and_changes() throws Exception {
        String customer = subscriber();

        assertRefused(
                payments.openCheckout(AtSandbox.PROVIDER, ALICE, customer, sale("ord_1", "eur", page(AskedTax.NONE))),
                RefusalReason.CURRENCY_CONFLICT);
        assertRefused(
                payments.createSubscription(
                        AtSandbox.PROVIDER, ALICE, customer, sale("ord_2", "eur", direct(AskedTax.NONE))),
                RefusalReason.CURRENCY_CONFLICT);
        var running = sandbox.call("GET", "/v1/subscriptions?customer=" + customer, "")
                .at("/data/0");
        Reprice change = new Reprice(running.at("/items/data/0/id").asText(), price("eur"), 1, null);
        Outcome<String> changed =
                changes.apply(AtSandbox.PROVIDER, "op_1", running.path("id").asText(), change);
        assertThat(changed).isInstanceOf(Outcome.Declined.class);
    }

    @Test
    void one_payment_may_be_in_any_currency() throws Exception {
        Sale sale = sale("ord_1", "eur", new IntentRequest(null, Map.of(), null));

        assertThat(payments.createIntent(AtSandbox.PROVIDER, ALICE, subscriber(), sale))
                .isInstanceOf(Outcome.Done.class);
    }

    @Test
    void taxes_need_an_account_that_is_set_up_and_an_address() throws Exception {
        String customer = sandbox.id("/v1/customers", "email=a@example.com");

        assertRefused(
                payments.openCheckout(
                        AtSandbox.PROVIDER, ALICE, customer, sale("ord_1", "usd", page(AskedTax.REQUIRED))),
                RefusalReason.TAX_NOT_CONFIGURED);
        assertRefused(
                payments.createSubscription(
                        AtSandbox.PROVIDER, ALICE, customer, sale("ord_2", "usd", direct(AskedTax.REQUIRED))),
                RefusalReason.TAX_NOT_CONFIGURED);
        sandbox.put("/_sandbox/account", "{\"taxActive\":true}");
        assertRefused(
                payments.createSubscription(
                        AtSandbox.PROVIDER, ALICE, customer, sale("ord_3", "usd", direct(AskedTax.REQUIRED))),
                RefusalReason.TAX_LOCATION_MISSING);
        // On a page the address is typed in.
        assertThat(payments.openCheckout(
                        AtSandbox.PROVIDER, ALICE, customer, sale("ord_4", "usd", page(AskedTax.REQUIRED))))
                .isInstanceOf(Outcome.Done.class);
        sandbox.id("/v1/customers/" + customer, "address[country]=US");
        assertThat(payments.createSubscription(
                        AtSandbox.PROVIDER, ALICE, customer, sale("ord_5", "usd", direct(AskedTax.REQUIRED))))
                .isInstanceOf(Outcome.Done.class);
        var made = sandbox.call("GET", "/v1/subscriptions?customer=" + customer, "")
                .at("/data/0");
        assertThat(made.at("/automatic_tax/enabled").asBoolean()).isTrue();
    }

    @Test
    void without_its_customer_a_subscription_can_not_be_changed() throws Exception {
        String customer = subscriber();
        var running = sandbox.call("GET", "/v1/subscriptions?customer=" + customer, "")
                .at("/data/0");
        sandbox.deleteCustomer(customer);

        Reprice change = new Reprice(running.at("/items/data/0/id").asText(), price("usd"), 2, null);
        assertThat(changes.apply(AtSandbox.PROVIDER, "op_1", running.path("id").asText(), change))
                .isInstanceOf(Outcome.Declined.class);
    }
}
