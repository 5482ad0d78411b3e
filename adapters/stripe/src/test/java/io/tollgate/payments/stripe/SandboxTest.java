package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.accounts.AccountId;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.fixtures.sandbox.Sandbox;
import io.tollgate.fixtures.sandbox.SandboxConfig;
import io.tollgate.money.Money;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.Sale;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.ObjectRef;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Outcome.Declined;
import io.tollgate.payments.Outcome.Done;
import io.tollgate.payments.Payments.Identity;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.Fetched;
import io.tollgate.providerevents.InboxEvent;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.providerevents.ProviderFact.CheckoutSeen;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.providerevents.ProviderFact.PaymentSeen;
import io.tollgate.providerevents.ProviderFact.SubscriptionFetched;
import io.tollgate.providerevents.ProviderFact.SubscriptionSeen;
import io.tollgate.providerevents.stripe.StripeEventReader;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.tenancy.ProjectId;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The adapter against the sandbox, which checks each request against Stripe's published schema.
class SandboxTest {
    private static final ProviderAccount PROVIDER = new ProviderAccount("default");
    private static final ProjectId ACME = new ProjectId("acme");
    private static final AccountId ALICE = AccountId.of("acme", "alice");
    private static final Price MONTHLY =
            new Price.Recurring("pro-month", Period.ofMonths(1), new Money(1999, "usd"), null);
    private static final Price PASS = new Price.OneTime("pro-pass", Period.ofMonths(1), new Money(2500, "usd"), null);

    private final Sandbox sandbox = new Sandbox(new SandboxConfig(0, List.of(), SandboxConfig.DEFAULT_KEY));
    private final StripeSettings settings = StripeSettings.of(
            false,
            sandbox.baseUrl(),
            List.of(new StripeAccount(PROVIDER, SandboxConfig.DEFAULT_KEY, null, null, Map.of("main", "whsec_1"))));
    private final StripeApi api = new StripeApi(
            settings,
            new StripeJson(),
            new SimpleMeterRegistry(),
            new Patience(Duration.ofSeconds(3), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofMillis(20)));
    private final StripePayments payments = new StripePayments(api, InstantSource.system());
    private final StripeEventReader reader =
            new StripeEventReader(settings, new StripeJson(), new SimpleMeterRegistry());
    private final HttpClient browser = HttpClient.newHttpClient();
    private final ObjectMapper mapper = new ObjectMapper();

    @AfterEach
    void stop() {
        browser.shutdownNow();
        api.close();
        sandbox.close();
    }

    @Test
    void a_subscription_is_sold_paid_renewed_and_understood() throws Exception {
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String clock = call("POST", "/v1/test_helpers/test_clocks", "frozen_time=" + start.getEpochSecond())
                .path("id")
                .asText();
        String customer = done(payments.createCustomer(PROVIDER, ALICE, "cop_1", "a@example.com", clock));
        Price price = synced(MONTHLY);

        CheckoutPage page = done(payments.openCheckout(PROVIDER, ALICE, customer, sale("ord_1", price, start)));
        pay(page);

        CheckoutSeen paid = only(CheckoutSeen.class);
        assertThat(paid.order()).isEqualTo(new OrderId("ord_1"));
        assertThat(paid.result()).isEqualTo(CheckoutSeen.Result.PAID);
        assertThat(paid.sessionId()).isEqualTo(page.sessionId());
        String subscription = String.valueOf(paid.subscriptionId());
        assertThat(facts(SubscriptionSeen.class)).allSatisfy(seen -> {
            assertThat(seen.providerId()).isEqualTo(subscription);
            assertThat(seen.order()).isEqualTo(new OrderId("ord_1"));
        });
        assertThat(bills()).anySatisfy(seen -> {
            assertThat(seen.order()).isEqualTo(new OrderId("ord_1"));
            assertThat(seen.invoice().status()).isEqualTo(SubscriptionInvoice.Status.PAID);
            assertThat(seen.invoice().periodEnd()).isAfter(start.plus(Duration.ofDays(27)));
        });
        assertThat(routes()).allSatisfy(account -> assertThat(account).isEqualTo(ALICE));

        SubscriptionFetched fetched =
                done(payments.fetchSubscription(PROVIDER, subscription, 3)).orElseThrow();
        assertThat(fetched.state().status()).isEqualTo(SubscriptionStatus.ACTIVE);
        assertThat(fetched.state().providerPriceId()).isEqualTo(price.providerPriceId());
        assertThat(done(payments.identify(PROVIDER, new ObjectRef(ObjectRef.Kind.CUSTOMER, customer))))
                .contains(new Identity(ALICE, customer));
        String intent = facts(PaymentSeen.class).getFirst().paymentIntentId();
        assertThat(done(payments.lookUp(PROVIDER, Lookup.invoiceOf(intent))))
                .hasValueSatisfying(invoice -> assertThat(invoice.json()).contains(subscription));

        Instant later = start.plus(Duration.ofDays(40));
        call("POST", "/v1/test_helpers/test_clocks/" + clock + "/advance", "frozen_time=" + later.getEpochSecond());
        Instant end = Instant.now().plusSeconds(20);
        while (done(payments.fetchClock(PROVIDER, clock)).isBefore(later)
                || bills().stream().noneMatch(seen -> seen.invoice().isPaid() && later.isBefore(periodEnd(seen)))) {
            assertThat(Instant.now()).as("renewed in time").isBefore(end);
        }
    }

    @Test
    void a_one_time_price_is_sold_and_its_payment_names_the_order() throws Exception {
        String customer = done(payments.createCustomer(PROVIDER, ALICE, "cop_1", null, null));

        pay(done(payments.openCheckout(PROVIDER, ALICE, customer, sale("ord_2", synced(PASS), Instant.now()))));

        assertThat(only(CheckoutSeen.class).total()).isEqualTo(new Money(2500, "usd"));
        assertThat(facts(PaymentSeen.class))
                .extracting(PaymentSeen::order)
                .isNotEmpty()
                .containsOnly(new OrderId("ord_2"));
        assertThat(facts(PaymentSeen.class)).extracting(PaymentSeen::status).contains(PaymentState.Status.SUCCEEDED);
    }

    @Test
    void a_page_is_closed_once() {
        String customer = done(payments.createCustomer(PROVIDER, ALICE, "cop_1", null, null));
        Sale sale = sale("ord_1", synced(PASS), Instant.now());
        CheckoutPage page = done(payments.openCheckout(PROVIDER, ALICE, customer, sale));

        assertThat(payments.expireCheckout(PROVIDER, page.sessionId())).isEqualTo(new Done<>(page.sessionId()));
        // Each call has a key of its own (docs/decisions/0011), so it is told how things stand, not its first answer.
        assertThat(payments.expireCheckout(PROVIDER, page.sessionId()))
                .isEqualTo(new Declined<>("not_open", "The page is no longer open"));
        assertThat(done(payments.findCheckout(PROVIDER, customer, sale)))
                .map(CheckoutPage::sessionId)
                .contains(page.sessionId());
    }

    @Test
    void a_page_that_was_paid_can_not_be_closed() throws Exception {
        String customer = done(payments.createCustomer(PROVIDER, ALICE, "cop_1", null, null));
        CheckoutPage page =
                done(payments.openCheckout(PROVIDER, ALICE, customer, sale("ord_1", synced(PASS), Instant.now())));
        pay(page);

        assertThat(payments.expireCheckout(PROVIDER, page.sessionId()))
                .isInstanceOfSatisfying(
                        Declined.class, d -> assertThat(d.code()).isEqualTo("not_open"));
    }

    @Test
    void syncing_twice_makes_nothing_twice() {
        String product = done(payments.syncProduct(PROVIDER, ACME, plan()));

        assertThat(done(payments.syncProduct(PROVIDER, ACME, plan()))).isEqualTo(product);
        assertThat(done(payments.syncPrice(PROVIDER, ACME, product, MONTHLY)))
                .isEqualTo(done(payments.syncPrice(PROVIDER, ACME, product, MONTHLY)));
    }

    @Test
    void sixty_four_at_once_get_one_customer() throws Exception {
        faults("{\"api\":{\"delayMs\":50}}");

        List<Outcome<String>> outcomes =
                together(64, () -> payments.createCustomer(PROVIDER, ALICE, "cop_1", null, null));

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Done.class));
        assertThat(outcomes.stream().distinct()).hasSize(1);
    }

    @Test
    void whatever_fails_on_the_way_no_order_has_two_pages_and_what_stays_unknown_has_none() throws Exception {
        String customer = done(payments.createCustomer(PROVIDER, ALICE, "cop_1", null, null));
        Price price = synced(PASS);
        faults("{\"api\":{\"rate429\":0.1,\"rate500\":0.2,\"dropBefore\":0.05,\"dropAfter\":0.1},\"seed\":7}");

        List<String> known = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            Sale sale = sale("ord_" + i, price, Instant.now());
            Outcome<CheckoutPage> opened = payments.openCheckout(PROVIDER, ALICE, customer, sale);
            for (int again = 0; again < 10 && opened instanceof Outcome.Unknown; again++) {
                opened = payments.openCheckout(PROVIDER, ALICE, customer, sale);
            }
            if (opened instanceof Done<CheckoutPage>(CheckoutPage page)) {
                known.add(sale.id() + " " + page.sessionId());
            }
        }

        faults("{}");
        List<String> made = new ArrayList<>();
        call("GET", "/v1/checkout/sessions?limit=100", null)
                .path("data")
                .forEach(s -> made.add(s.at("/metadata/tollgate_order").asText() + " "
                        + s.path("id").asText()));
        // About one in ten fails without an effect, and Stripe has stored that.
        assertThat(known).hasSizeGreaterThan(15).containsExactlyInAnyOrderElementsOf(made);
        assertThat(made.stream().map(one -> one.split(" ")[0])).doesNotHaveDuplicates();
    }

    private List<InvoiceSeen> bills() throws IOException, InterruptedException {
        return facts(ProviderFact.InvoiceTold.class).stream()
                .flatMap(told -> Stream.ofNullable(told.bill()))
                .toList();
    }

    private static Instant periodEnd(InvoiceSeen seen) {
        return Optional.ofNullable(seen.invoice().periodEnd()).orElse(Instant.MIN);
    }

    private static <T> List<T> together(int times, Callable<T> call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> all = new ArrayList<>();
            for (Future<T> one : threads.invokeAll(Collections.nCopies(times, call))) {
                all.add(one.get());
            }
            return all;
        }
    }

    private Price synced(Price price) {
        String product = done(payments.syncProduct(PROVIDER, ACME, plan()));
        String id = done(payments.syncPrice(PROVIDER, ACME, product, price));
        return switch (price) {
            case Price.Recurring p -> new Price.Recurring(p.code(), p.interval(), p.amount(), id);
            case Price.OneTime p -> new Price.OneTime(p.code(), p.accessPeriod(), p.amount(), id);
        };
    }

    private static Plan plan() {
        return new Plan("pro", "Pro", false, 0, 0, List.of(MONTHLY, PASS), List.of());
    }

    private static Sale sale(String order, Price price, Instant now) {
        return Sale.begin(
                new OrderId(order),
                new Terms("pro", price, 0, 0, List.of(), 1),
                1,
                price.amount(),
                new CheckoutRequest(
                        "https://acme.example/ok?s={CHECKOUT_SESSION_ID}",
                        "https://acme.example/no",
                        null,
                        null,
                        Map.of("team", "blue"),
                        now.plus(Duration.ofHours(1))),
                now);
    }

    private static <T> T done(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Done.class);
        return ((Done<T>) outcome).value();
    }

    private void pay(CheckoutPage page) throws IOException, InterruptedException {
        String form = "card=" + URLEncoder.encode("4242 4242 4242 4242", StandardCharsets.UTF_8);
        HttpResponse<String> answer = browser.send(
                HttpRequest.newBuilder(URI.create(page.url() + "/pay"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(303);
    }

    private void faults(String json) throws IOException, InterruptedException {
        HttpResponse<String> answer = browser.send(
                HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + "/_sandbox/faults"))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private JsonNode call(String method, String path, @Nullable String form) throws IOException, InterruptedException {
        HttpResponse<String> answer = browser.send(
                HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + path))
                        .header("Authorization", "Bearer " + SandboxConfig.DEFAULT_KEY)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .method(
                                method,
                                form == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return mapper.readTree(answer.body());
    }

    private List<Reading.Understood> understood() throws IOException, InterruptedException {
        List<Reading.Understood> all = new ArrayList<>();
        for (JsonNode event : call("GET", "/v1/events?limit=100", null).path("data")) {
            byte[] body = mapper.writeValueAsBytes(event);
            Reading reading =
                    reader.read(new InboxEvent("whk_1", PROVIDER, null, body, Instant.now(), null, 1, Fetched.NOTHING));
            assertThat(reading).as(event.toString()).isNotInstanceOf(Reading.Unreadable.class);
            if (reading instanceof Reading.Understood understood) {
                all.add(understood);
            }
        }
        return all;
    }

    private <F extends ProviderFact> List<F> facts(Class<F> kind) throws IOException, InterruptedException {
        return understood().stream()
                .map(Reading.Understood::fact)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private <F extends ProviderFact> F only(Class<F> kind) throws IOException, InterruptedException {
        List<F> all = facts(kind);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    /// Of what carries our metadata: payments of invoices don't.
    private List<AccountId> routes() throws IOException, InterruptedException {
        List<AccountId> accounts = new ArrayList<>();
        for (Reading.Understood understood : understood()) {
            AccountId account = understood.route().metadata();
            if (account != null) {
                accounts.add(account);
            } else {
                assertThat(understood.fact()).isInstanceOf(PaymentSeen.class);
            }
        }
        return accounts;
    }
}
