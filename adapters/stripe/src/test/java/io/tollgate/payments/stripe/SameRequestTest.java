package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Customer;
import io.tollgate.accounts.TakingIn;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.fixtures.fakes.FakeUserDirectory;
import io.tollgate.fixtures.fakes.InMemoryDatabase;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.money.Money;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.orders.usecase.PurchaseOutcome;
import io.tollgate.orders.usecase.PurchaseRefusal;
import io.tollgate.orders.usecase.ResumeCheckout;
import io.tollgate.orders.usecase.StartCheckout;
import io.tollgate.orders.usecase.StartPayment;
import io.tollgate.orders.usecase.StartSubscription;
import io.tollgate.providerevents.ProviderFact.SubscriptionSeen;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.tenancy.AutomaticTax;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// While nobody knows what came of a request it is sent again, byte for byte, whatever has changed meanwhile: the
/// provider refuses a key with other parameters. Compared in the sandbox's own list of what reached it.
class SameRequestTest {
    private static final AccountId ALICE = AccountId.of("acme", "alice");
    private static final ProjectId ACME = ALICE.project();
    private static final Cause CAUSE = Cause.system("test");
    private static final OrderId ORDER = new OrderId("ord_1");
    private static final Settings TAXED = Settings.defaults().withAutomaticTax(AutomaticTax.IF_POSSIBLE);

    /// One attempt a call: the second is the caller's, or the job's.
    @AutoClose
    private final AtSandbox sandbox = new AtSandbox(
            new Patience(Duration.ofSeconds(3), Duration.ofSeconds(20), Duration.ZERO, Duration.ofMillis(1)));

    private final TestTime time = new TestTime(Instant.now());
    private final InMemoryDatabase database = new InMemoryDatabase(time);
    private final StripePayments payments = new StripePayments(sandbox.api, time);
    private final FakeUserDirectory directory = new FakeUserDirectory();
    private String promotion = "";
    private String method = "";

    /// A way to buy.
    enum Way {
        PAGE("/v1/checkout/sessions"),
        INTENT("/v1/payment_intents"),
        SUBSCRIPTION("/v1/subscriptions");

        private final String path;

        Way(String path) {
            this.path = path;
        }
    }

    /// What else may happen between the two.
    enum Between {
        NOTHING,
        THE_PROMOTION_CODE_IS_DEACTIVATED,
        THE_CATALOG_HAS_ANOTHER_PRICE_AND_TRIAL,
        THE_CATALOG_IS_EMPTY,
        THE_SETTINGS_CHANGE,
        TAXES_CAN_NOT_BE_RECKONED_ANY_MORE,
        THE_CUSTOMER_IS_REPLACED,
        THE_PAYMENT_METHOD_IS_TAKEN_AWAY,
        THE_USER_HAS_HAD_A_TRIAL,
        THE_CALLER_ASKS_FOR_SOMETHING_ELSE,
        HOURS_PASS
    }

    @BeforeEach
    void open() throws Exception {
        database.addProject("acme", "default");
        database.projects.change(ACME, TAXED);
        taxActive(true);
        sell("pro", 1999, 14);
        sandbox.call("POST", "/v1/coupons", "id=TENTH&percent_off=10&duration=once");
        promotion = sandbox.id("/v1/promotion_codes", "promotion[type]=coupon&promotion[coupon]=TENTH&code=SAVE");
        database.accounts.decide(
                ALICE, Touching.NOTHING, CAUSE, a -> Buying.customerWanted(a, "cop_0", "a@example.com", given()));
        String customer = sandbox.id("/v1/customers", "email=a@example.com&address[country]=US");
        database.accounts.decide(ALICE, Touching.NOTHING, CAUSE, a -> Buying.customerMade(a, customer, given()));
        method = sandbox.id("/v1/payment_methods/pm_card_visa/attach", "customer=" + customer);
    }

    static Stream<Arguments> all() {
        return Arrays.stream(Way.values())
                .flatMap(way -> Arrays.stream(Between.values()).map(between -> Arguments.of(way, between)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void the_same_request_is_sent_again_whatever_happens_between(Way way, Between between) throws Exception {
        dropAnswersOf(way.path);
        assertThat(buy(way, 2, "https://app.test/done")).isInstanceOf(PurchaseRefusal.ProviderUnavailable.class);
        faults("{}");

        happen(between);
        if (between == Between.THE_CALLER_ASKS_FOR_SOMETHING_ELSE) {
            assertThat(buy(way, 5, "https://app.test/elsewhere")).isNull();
        } else {
            assertThat(new ResumeCheckout(database.projects, database.accounts, payments, time).resume(ALICE, ORDER))
                    .isTrue();
        }

        List<JsonNode> sent = sent(way);
        assertThat(sent.getLast().path("replayed").asBoolean()).isTrue();
        JsonNode first = sent.get(sent.size() - 2);
        assertThat(first.path("dropped").asBoolean()).isTrue();
        assertThat(sent.getLast().path("body").asText())
                .isEqualTo(first.path("body").asText())
                .isNotEmpty();
        assertThat(sent.getLast().path("idempotencyKey")).isEqualTo(first.path("idempotencyKey"));
        assertThat(order().isOpen() || order() instanceof Order.Paid)
                .as(order().toString())
                .isTrue();
    }

    @Test
    void a_promotion_code_that_is_gone_before_anything_was_sent_sells_nothing() throws Exception {
        sandbox.call("POST", "/v1/promotion_codes/" + promotion, "active=false");

        assertThat(buy(Way.PAGE, 2, "https://app.test/done"))
                .isInstanceOfSatisfying(PurchaseRefusal.Declined.class, declined -> assertThat(declined.code())
                        .isEqualTo("promotion_code_invalid"));

        assertThat(sent(Way.PAGE)).isEmpty();
    }

    @Test
    void a_look_up_that_is_not_answered_is_made_again() throws Exception {
        dropAnswersOf("/v1/promotion_codes");
        assertThat(buy(Way.PAGE, 2, "https://app.test/done")).isInstanceOf(PurchaseRefusal.ProviderUnavailable.class);
        faults("{}");

        assertThat(buy(Way.PAGE, 2, "https://app.test/done")).isNull();

        assertThat(sent(Way.PAGE).getLast().path("body").asText()).contains("[promotion_code]=" + promotion);
    }

    private void happen(Between between) throws Exception {
        switch (between) {
            case NOTHING, THE_CALLER_ASKS_FOR_SOMETHING_ELSE -> {}
            case THE_PROMOTION_CODE_IS_DEACTIVATED ->
                sandbox.call("POST", "/v1/promotion_codes/" + promotion, "active=false");
            case THE_CATALOG_HAS_ANOTHER_PRICE_AND_TRIAL -> sell("pro", 2999, 30);
            case THE_CATALOG_IS_EMPTY -> put(List.of());
            case THE_SETTINGS_CHANGE -> database.projects.change(ACME, Settings.defaults());
            case TAXES_CAN_NOT_BE_RECKONED_ANY_MORE -> taxActive(false);
            case THE_CUSTOMER_IS_REPLACED -> replaceCustomer();
            case THE_PAYMENT_METHOD_IS_TAKEN_AWAY ->
                sandbox.call("POST", "/v1/payment_methods/" + method + "/detach", "");
            case THE_USER_HAS_HAD_A_TRIAL -> hadTrial();
            case HOURS_PASS -> time.advance(Duration.ofHours(12));
        }
    }

    /// Nothing is refused by this: null.
    private @Nullable PurchaseRefusal buy(Way way, int quantity, String url) {
        PurchaseOutcome<?> outcome =
                switch (way) {
                    case PAGE ->
                        new StartCheckout(
                                        database.projects,
                                        database.catalogs,
                                        database.accounts,
                                        payments,
                                        directory,
                                        time)
                                .start(new StartCheckout.Command(
                                        "op_1", ALICE, CAUSE, "pro", "pro-month", quantity, page(url)));
                    case INTENT ->
                        new StartPayment(
                                        database.projects,
                                        database.catalogs,
                                        database.accounts,
                                        payments,
                                        directory,
                                        time)
                                .start(new StartPayment.Command(
                                        "op_1",
                                        ALICE,
                                        CAUSE,
                                        new StartPayment.What.OfPlan("pro", "pro-pass"),
                                        new IntentRequest(url, Map.of("team", url, "a", "1"), url)));
                    case SUBSCRIPTION ->
                        new StartSubscription(
                                        database.projects,
                                        database.catalogs,
                                        database.accounts,
                                        payments,
                                        directory,
                                        time)
                                .start(new StartSubscription.Command(
                                        "op_1",
                                        ALICE,
                                        CAUSE,
                                        "pro",
                                        "pro-month",
                                        quantity,
                                        new SubscriptionRequest(method, Map.of("team", url, "a", "1"), url)));
                };
        return outcome instanceof PurchaseOutcome.Refused<?>(PurchaseRefusal why) ? why : null;
    }

    private CheckoutRequest page(String url) {
        return new CheckoutRequest(
                url,
                url,
                url,
                "SAVE",
                Map.of("team", url, "a", "1"),
                time.instant().plus(Duration.ofHours(20)));
    }

    private Order order() {
        return database.accounts.whole(ALICE).orElseThrow().order(ORDER).orElseThrow();
    }

    private Circumstances given() {
        return new Circumstances(time.instant(), Settings.defaults());
    }

    private void sell(String plan, long amount, int trialDays) throws Exception {
        Money money = new Money(amount, "usd");
        Price month = new Price.Recurring(plan + "-month", Period.ofMonths(1), money, price(amount, true));
        Price pass = new Price.OneTime(plan + "-pass", Period.ofMonths(1), money, price(amount, false));
        put(List.of(new Plan(plan, plan, false, trialDays, 0, List.of(month, pass), List.of())));
    }

    private String price(long amount, boolean monthly) throws Exception {
        return sandbox.id(
                "/v1/prices",
                "currency=usd&product_data[name]=P&unit_amount=" + amount
                        + (monthly ? "&recurring[interval]=month" : ""));
    }

    private void put(List<Plan> plans) {
        long version = database.catalogs.current(ACME).version();
        database.catalogs.put(ACME, version, new Catalog(0, List.of(), plans), CAUSE);
    }

    /// Somebody deletes it in the dashboard, and another purchase makes a new one.
    private void replaceCustomer() throws Exception {
        Account account = database.accounts.find(ALICE).orElseThrow();
        String old = ((Customer.Known) account.customer()).id();
        sandbox.deleteCustomer(old);
        database.accounts.decide(ALICE, Touching.NOTHING, CAUSE, a -> Buying.customerGone(a, old, given()));
        database.accounts.decide(ALICE, Touching.NOTHING, CAUSE, a -> Buying.customerWanted(a, "cop_9", null, given()));
        String other = sandbox.id("/v1/customers", "email=b@example.com");
        database.accounts.decide(ALICE, Touching.NOTHING, CAUSE, a -> Buying.customerMade(a, other, given()));
    }

    /// Of another plan.
    private void hadTrial() throws Exception {
        sell("team", 4999, 14);
        OrderId other = new OrderId("ord_2");
        Catalog catalog = database.catalogs.current(ACME);
        Plan team = catalog.plan("team").orElseThrow();
        Buying.Opening opening = new Buying.Opening(
                other,
                Terms.of(catalog, team, team.prices().getFirst()),
                1,
                new SubscriptionRequest(null, Map.of(), null),
                "cop_2");
        database.accounts.decide(ALICE, Touching.order(other), CAUSE, a -> Buying.open(a, opening, given()));
        Instant end = time.instant().plus(Duration.ofDays(14));
        SubscriptionState trialing =
                new SubscriptionState(SubscriptionStatus.TRIALING, end, false, null, end, null, null, 1);
        SubscriptionSeen seen =
                new SubscriptionSeen("sub_other", other, trialing, Observed.event(time.instant()), false);
        database.accounts.decide(ALICE, Touching.fact(seen), CAUSE, a -> TakingIn.fact(a, seen, given()));
        assertThat(database.accounts.find(ALICE).orElseThrow().triedOut()).isTrue();
    }

    private List<JsonNode> sent(Way way) throws Exception {
        List<JsonNode> sent = new ArrayList<>();
        sandbox.call("GET", "/_sandbox/requests?method=POST&path=" + way.path, "")
                .path("data")
                .forEach(sent::add);
        return sent;
    }

    private void dropAnswersOf(String path) throws Exception {
        faults("{\"api\":{\"dropAfter\":1,\"only\":\"" + path + "\"}}");
    }

    private void faults(String json) throws Exception {
        sandbox.put("/_sandbox/faults", json);
    }

    private void taxActive(boolean active) throws Exception {
        sandbox.put("/_sandbox/account", "{\"taxActive\":" + active + "}");
    }
}
