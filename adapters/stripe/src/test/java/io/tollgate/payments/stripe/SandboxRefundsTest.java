package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.accounts.AccountId;
import io.tollgate.disputes.Dispute;
import io.tollgate.disputes.FraudWarning;
import io.tollgate.fixtures.contracts.RefundingContract;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.sandbox.Sandbox;
import io.tollgate.fixtures.sandbox.SandboxConfig;
import io.tollgate.orders.OrderId;
import io.tollgate.payments.Payments.Identity;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.Fetched;
import io.tollgate.providerevents.InboxEvent;
import io.tollgate.providerevents.PaymentRef;
import io.tollgate.providerevents.ProviderFact.PaymentReversed;
import io.tollgate.providerevents.stripe.StripeEventReader;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.Refund.Status;
import io.tollgate.refunds.RefundTarget;
import io.tollgate.refunds.Refunding;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.SubscriptionInvoice;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Refunds, disputes and warnings by the adapter, against the sandbox: what is asked for, and what its events say.
class SandboxRefundsTest extends RefundingContract {
    private static final String OURS =
            "&metadata[tollgate_project]=acme&metadata[tollgate_user]=alice&metadata[tollgate_order]=ord_1";
    private static final OrderId ORDER = new OrderId("ord_1");

    private final Sandbox sandbox = new Sandbox(new SandboxConfig(0, List.of(), SandboxConfig.DEFAULT_KEY));
    private final StripeSettings settings = StripeSettings.of(
            false,
            sandbox.baseUrl(),
            List.of(new StripeAccount(
                    Samples.STRIPE, SandboxConfig.DEFAULT_KEY, null, null, Map.of("main", "whsec_1"), null)));
    private final StripeApi api = new StripeApi(
            settings,
            new StripeJson(),
            new SimpleMeterRegistry(),
            new Patience(Duration.ofSeconds(3), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofMillis(20)));
    private final StripePayments payments = new StripePayments(api, InstantSource.system());
    private final StripeRefunding refunding = new StripeRefunding(api);
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

    @Override
    protected Refunding refunding() {
        return refunding;
    }

    @Override
    protected RefundTarget paid() throws Exception {
        return new RefundTarget.Intent(paidBy("4242424242424242"));
    }

    @Override
    protected RefundTarget paidSlowly() throws Exception {
        return new RefundTarget.Intent(paidBy("4000000000007726"));
    }

    private String paidBy(String card) throws Exception {
        String customer = id(post("/v1/customers", "metadata[tollgate_project]=acme&metadata[tollgate_user]=alice"));
        String intent = id(post("/v1/payment_intents", "amount=2000&currency=usd&customer=" + customer + OURS));
        post("/_sandbox/payment_intents/" + intent + "/confirm", "card=" + card);
        return intent;
    }

    @Override
    protected RefundTarget paidInvoice() throws Exception {
        return new RefundTarget.Invoice(
                Objects.requireNonNull(subscribed().path("latest_invoice").textValue()));
    }

    private JsonNode subscribed() throws Exception {
        String customer = id(post("/v1/customers", "metadata[tollgate_project]=acme&metadata[tollgate_user]=alice"));
        String card = id(post("/v1/payment_methods/pm_card_visa/attach", "customer=" + customer));
        String product = id(post("/v1/products", "name=Pro"));
        String price = id(
                post("/v1/prices", "product=" + product + "&currency=usd&unit_amount=2000&recurring[interval]=month"));
        return post(
                "/v1/subscriptions",
                "customer=" + customer + "&default_payment_method=" + card + "&items[0][price]=" + price + OURS);
    }

    @Override
    protected void settle(String providerId, Status status) throws Exception {
        post(
                "/_sandbox/refunds/" + providerId + "/settle",
                "outcome=" + (status == Status.SUCCEEDED ? "complete" : "fail"));
    }

    @Override
    protected long given(RefundTarget target) throws Exception {
        String intent =
                switch (target) {
                    case RefundTarget.Intent(String id) -> id;
                    case RefundTarget.Invoice(String invoice) ->
                        get("/v1/invoice_payments?invoice=" + invoice)
                                .at("/data/0/payment/payment_intent")
                                .asText();
                };
        return charge(intent).path("amount_refunded").asLong();
    }

    private JsonNode charge(String intent) throws Exception {
        return get("/v1/charges/"
                + get("/v1/payment_intents/" + intent).path("latest_charge").asText());
    }

    @Test
    void the_events_of_a_refund_say_what_became_of_it_and_whose_it_is() throws Exception {
        String intent = paidBy("4000000000005126");
        RefundTarget target = new RefundTarget.Intent(intent);
        Refund refund = done(refunding.refund(Samples.STRIPE, Samples.ALICE, target, asked("ref_1", 500)));
        assertThat(told()).isEqualTo(Reversals.of(refund).merge(Reversals.inTotal(500)));

        settle(String.valueOf(refund.providerId()), Status.FAILED);

        assertThat(told().refunds()).extracting(Refund::status).containsExactly(Status.FAILED);
        assertThat(told().refunded()).isZero();
        assertThat(facts())
                .allSatisfy(fact -> assertThat(fact.payment()).isEqualTo(new PaymentRef(ORDER, intent, null, null)));
    }

    @Test
    void a_refund_of_a_subscription_is_of_its_invoice() throws Exception {
        JsonNode subscription = subscribed();
        String invoice = subscription.path("latest_invoice").asText();

        done(refunding.refund(Samples.STRIPE, Samples.ALICE, new RefundTarget.Invoice(invoice), asked("ref_1", 500)));

        assertThat(facts()).isNotEmpty().allSatisfy(fact -> {
            assertThat(fact.payment().invoice())
                    .isEqualTo(done(refunding.fetchInvoice(Samples.STRIPE, invoice))
                            .map(seen -> withoutRefunds(seen.invoice()))
                            .orElseThrow());
            assertThat(fact.payment().subscriptionId()).isEqualTo(id(subscription));
            assertThat(fact.payment().order()).isEqualTo(ORDER);
        });
    }

    private static SubscriptionInvoice withoutRefunds(SubscriptionInvoice seen) {
        return new SubscriptionInvoice(
                seen.id(),
                seen.status(),
                seen.periodStart(),
                seen.periodEnd(),
                seen.amountPaid(),
                seen.createdAt(),
                seen.paidAt(),
                seen.processingAt(),
                seen.failedAt(),
                Reversals.NONE,
                seen.billed());
    }

    @Test
    void a_dispute_is_followed_through_its_statuses() throws Exception {
        String intent = paidBy("4242424242424242");
        String charge = id(charge(intent));
        String dispute =
                id(post("/_sandbox/charges/" + charge + "/dispute", "status=warning_needs_response&reason=fraudulent"));
        assertThat(told().disputes())
                .extracting(Dispute::status)
                .containsExactly(Dispute.Status.WARNING_NEEDS_RESPONSE);
        assertThat(told().suspends()).isFalse();

        post("/_sandbox/disputes/" + dispute, "status=needs_response");
        assertThat(told().suspends()).isTrue();
        post("/_sandbox/disputes/" + dispute, "status=under_review");
        post("/_sandbox/disputes/" + dispute, "status=won");

        assertThat(told().disputes())
                .containsExactly(new Dispute(
                        dispute,
                        Dispute.Status.WON,
                        Samples.usd(2000),
                        "fraudulent",
                        Instant.ofEpochSecond(
                                get("/v1/disputes/" + dispute).path("created").asLong())));
        assertThat(facts())
                .allSatisfy(fact -> assertThat(fact.payment()).isEqualTo(new PaymentRef(ORDER, intent, null, null)));
        assertThat(routed()).containsOnly(Samples.ALICE);
    }

    @Test
    void a_warning_finds_its_payment_by_the_charge() throws Exception {
        String intent = paidBy("4242424242424242");

        post("/_sandbox/charges/" + id(charge(intent)) + "/early_fraud_warning", "");

        assertThat(told().warnings()).extracting(FraudWarning::actionable).contains(true);
        assertThat(facts())
                .allSatisfy(fact -> assertThat(fact.payment()).isEqualTo(new PaymentRef(ORDER, intent, null, null)));
        assertThat(routed()).containsOnly(Samples.ALICE);
    }

    private Reversals told() throws Exception {
        return facts().stream().map(PaymentReversed::told).reduce(Reversals.NONE, Reversals::merge);
    }

    private List<PaymentReversed> facts() throws Exception {
        List<PaymentReversed> facts = new ArrayList<>();
        for (JsonNode event : get("/v1/events?limit=100").path("data")) {
            if (read(event) instanceof Reading.Understood understood
                    && understood.fact() instanceof PaymentReversed reversed) {
                facts.add(reversed);
            }
        }
        return facts;
    }

    /// Whose payments they are about, by the look-up that routing would make.
    private List<AccountId> routed() throws Exception {
        List<AccountId> accounts = new ArrayList<>();
        for (JsonNode event : get("/v1/events?limit=100").path("data")) {
            if (read(event) instanceof Reading.Understood understood && understood.fact() instanceof PaymentReversed) {
                Identity identity = done(payments.identify(
                                Samples.STRIPE,
                                Objects.requireNonNull(understood.route().fetch())))
                        .orElseThrow();
                accounts.add(Objects.requireNonNull(identity.account()));
            }
        }
        return accounts;
    }

    /// Reads with all that has to be looked up for it.
    private Reading read(JsonNode event) throws Exception {
        InboxEvent stored = new InboxEvent(
                "whk_1",
                Samples.STRIPE,
                null,
                mapper.writeValueAsBytes(event),
                Instant.now(),
                null,
                1,
                Fetched.NOTHING);
        Reading reading = reader.read(stored);
        while (reading instanceof Reading.NeedsLookup needs) {
            stored = stored.with(needs.lookup(), done(payments.lookUp(Samples.STRIPE, needs.lookup())));
            reading = reader.read(stored);
        }
        assertThat(reading).as(event.toString()).isNotInstanceOf(Reading.Unreadable.class);
        return reading;
    }

    private JsonNode get(String path) throws Exception {
        return call("GET", path, null);
    }

    private JsonNode post(String path, String form) throws Exception {
        return call("POST", path, form);
    }

    private JsonNode call(String method, String path, @Nullable String form) throws Exception {
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

    private static String id(JsonNode object) {
        return object.path("id").asText();
    }
}
