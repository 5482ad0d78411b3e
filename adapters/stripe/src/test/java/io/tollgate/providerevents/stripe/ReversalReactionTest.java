package io.tollgate.providerevents.stripe;

import static io.tollgate.providerevents.stripe.Signed.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.accounts.AccountId;
import io.tollgate.disputes.Dispute;
import io.tollgate.disputes.FraudWarning;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.payments.Found;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.ObjectRef;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.EventReader.Route;
import io.tollgate.providerevents.InboxEvent;
import io.tollgate.providerevents.PaymentRef;
import io.tollgate.providerevents.ProviderFact.PaymentReversed;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.RefundId;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.SubscriptionInvoice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReversalReactionTest {
    private static final String OURS = """
            {"tollgate_project":"acme","tollgate_user":"alice","tollgate_order":"ord_1","tollgate_operation":"ord_1"}""";
    private static final OrderId ORDER = new OrderId("ord_1");
    private static final Instant CREATED = Instant.ofEpochSecond(1_772_366_400);

    private static final String CHARGE = """
            {"id":"ch_1","object":"charge","customer":"cus_1","payment_intent":"pi_1","currency":"usd",
             "amount":2500,"amount_refunded":500,"metadata":%s}""".formatted(OURS);
    private static final String INVOICES_CHARGE = CHARGE.replace(OURS, "{}");
    private static final String INVOICE = """
            {"id":"in_1","object":"invoice","status":"paid","amount_paid":2500,"currency":"usd","created":1772366400,
             "status_transitions":{"paid_at":1772366401},"parent":{"type":"subscription_details",
             "subscription_details":{"subscription":"sub_1","metadata":%s}},
             "lines":{"object":"list","has_more":false,"data":[%s]}}""";
    private static final String LINE = """
            {"id":"il_1","object":"line_item","quantity":2,"period":{"start":1772366400,"end":1775044800},
             "parent":{"type":"subscription_item_details","subscription_item_details":{"proration":false}},
             "pricing":{"price_details":{"price":"price_1"}}}""";
    private static final SubscriptionInvoice PAID = new SubscriptionInvoice(
            "in_1",
            SubscriptionInvoice.Status.PAID,
            CREATED,
            Instant.ofEpochSecond(1_775_044_800),
            new Money(2500, "usd"),
            CREATED,
            CREATED.plusSeconds(1),
            null,
            null,
            Reversals.NONE,
            new SubscriptionInvoice.Billed("price_1", 2));
    private static final String REFUND = """
            {"id":"re_1","object":"refund","amount":500,"currency":"usd","charge":"ch_1","payment_intent":"pi_1",
             "status":"failed","failure_reason":"lost_or_stolen_card","created":1772366400,"metadata":
             {"tollgate_project":"acme","tollgate_user":"alice","tollgate_operation":"ref_7"}}""";
    private static final String DISPUTE = """
            {"id":"dp_1","object":"dispute","amount":2500,"currency":"usd","charge":"ch_1","payment_intent":"pi_1",
             "status":"needs_response","reason":"fraudulent","created":1772366400,"metadata":{}}""";
    private static final String WARNING = """
            {"id":"issfr_1","object":"radar.early_fraud_warning","actionable":true,"charge":"ch_1","created":1772366400,
             "fraud_type":"made_with_stolen_card"}""";

    private static final Refund FAILED = new Refund(
            new RefundId("ref_7"),
            "re_1",
            new Money(500, "usd"),
            Refund.Status.FAILED,
            null,
            "lost_or_stolen_card",
            Refund.Access.BY_AMOUNT,
            CREATED);

    @ParameterizedTest
    @ValueSource(strings = {"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"})
    void a_refund_says_the_same_whatever_event_tells_it(String type) {
        InboxEvent event = event(type, REFUND);

        Reading first = read(event);
        Reading second = read(with(event, Lookup.charge("ch_1"), CHARGE));

        assertThat(needed(first)).isEqualTo(Lookup.charge("ch_1"));
        assertThat(fact(second))
                .isEqualTo(new PaymentReversed(
                        new PaymentRef(ORDER, "pi_1", null, null), "usd", Reversals.of(FAILED), false));
    }

    @Test
    void a_refund_that_was_not_made_by_us_has_an_id_made_from_the_providers() {
        String theirs = REFUND.replace("ref_7", "op_7").replace("\"failed\"", "\"requires_action\"");

        Reading reading = read(with(event("refund.created", theirs), Lookup.charge("ch_1"), CHARGE));

        assertThat(fact(reading).told().refunds()).singleElement().satisfies(refund -> {
            assertThat(refund.id()).isEqualTo(new RefundId("ref_re_1"));
            assertThat(refund.status()).isEqualTo(Refund.Status.REQUIRES_ACTION);
        });
    }

    @Test
    void of_a_subscription_the_invoice_is_looked_up_that_was_paid() {
        InboxEvent event = with(event("charge.dispute.created", DISPUTE), Lookup.charge("ch_1"), INVOICES_CHARGE);

        Reading first = read(event);
        Reading second = read(with(event, Lookup.invoiceOf("pi_1"), INVOICE.formatted(OURS, LINE)));

        assertThat(needed(first)).isEqualTo(Lookup.invoiceOf("pi_1"));
        assertThat(fact(second).payment()).isEqualTo(new PaymentRef(ORDER, "pi_1", "sub_1", PAID));
    }

    @Test
    void the_line_that_tells_of_the_period_need_not_be_among_the_first_ten() {
        InboxEvent event = with(event("charge.dispute.created", DISPUTE), Lookup.charge("ch_1"), INVOICES_CHARGE);
        String first = INVOICE.formatted(OURS, LINE.replace("\"proration\":false", "\"proration\":true"))
                .replace("\"has_more\":false", "\"has_more\":true");
        InboxEvent looked = with(event, Lookup.invoiceOf("pi_1"), first);

        Reading whole = read(with(looked, Lookup.linesOf("in_1"), "{\"object\":\"list\",\"data\":[" + LINE + "]}"));

        assertThat(needed(read(looked))).isEqualTo(Lookup.linesOf("in_1"));
        assertThat(fact(whole).payment().invoice()).isEqualTo(PAID);
    }

    @ParameterizedTest
    @CsvSource({
        "charge.dispute.created, warning_needs_response, WARNING_NEEDS_RESPONSE",
        "charge.dispute.created, needs_response, NEEDS_RESPONSE",
        "charge.dispute.updated, warning_under_review, WARNING_UNDER_REVIEW",
        "charge.dispute.updated, under_review, UNDER_REVIEW",
        "charge.dispute.funds_withdrawn, needs_response, NEEDS_RESPONSE",
        "charge.dispute.funds_reinstated, won, WON",
        "charge.dispute.closed, lost, LOST",
        "charge.dispute.closed, warning_closed, WARNING_CLOSED",
        "charge.dispute.closed, prevented, PREVENTED",
        "charge.dispute.closed, charge_refunded, WARNING_CLOSED"
    })
    void a_dispute_is_what_its_status_says(String type, String status, Dispute.Status read) {
        Reading reading =
                read(with(event(type, DISPUTE.replace("needs_response", status)), Lookup.charge("ch_1"), CHARGE));

        assertThat(fact(reading).told())
                .isEqualTo(Reversals.of(new Dispute("dp_1", read, new Money(2500, "usd"), "fraudulent", CREATED)));
    }

    @Test
    void every_status_of_a_dispute_that_the_providers_schema_lists_is_known() throws Exception {
        List<String> statuses = new ArrayList<>();
        try (var in = new GZIPInputStream(
                Objects.requireNonNull(ReversalReactionTest.class.getResourceAsStream("/sandbox/openapi.json.gz")))) {
            new ObjectMapper()
                    .readTree(in)
                    .at("/components/schemas/dispute/properties/status/enum")
                    .forEach(status -> statuses.add(status.asText()));
        }

        assertThat(statuses).hasSize(Dispute.Status.values().length).allSatisfy(status -> {
            Reading reading = read(with(
                    event("charge.dispute.updated", DISPUTE.replace("needs_response", status)),
                    Lookup.charge("ch_1"),
                    CHARGE));
            assertThat(fact(reading).told().disputes())
                    .extracting(Dispute::status)
                    .containsExactly(Dispute.Status.ofProvider(status).orElseThrow());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "pending, PENDING",
        "requires_action, REQUIRES_ACTION",
        "succeeded, SUCCEEDED",
        "failed, FAILED",
        "canceled, CANCELED"
    })
    void a_refund_is_what_its_status_says(String status, Refund.Status read) {
        for (String type : List.of("refund.created", "refund.updated", "refund.failed", "charge.refund.updated")) {
            Reading reading = read(with(
                    event(type, REFUND.replace("\"failed\"", "\"" + status + "\"")), Lookup.charge("ch_1"), CHARGE));

            assertThat(fact(reading).told().refunds())
                    .extracting(Refund::status)
                    .containsExactly(read);
        }
    }

    @Test
    void a_warning_names_the_charge_alone() {
        InboxEvent event = event("radar.early_fraud_warning.created", WARNING);

        Reading reading = read(with(event, Lookup.charge("ch_1"), CHARGE));

        assertThat(fact(reading))
                .isEqualTo(new PaymentReversed(
                        new PaymentRef(ORDER, "pi_1", null, null),
                        "usd",
                        Reversals.of(new FraudWarning("issfr_1", "made_with_stolen_card", true)),
                        false));
        assertThat(((Reading.NeedsLookup) read(event)).route())
                .isEqualTo(new Route(List.of("ch_1", "issfr_1"), null, new ObjectRef(ObjectRef.Kind.CHARGE, "ch_1")));
    }

    @Test
    void it_belongs_where_its_payment_does() {
        assertThat(((Reading.NeedsLookup) read(event("charge.dispute.created", DISPUTE))).route())
                .isEqualTo(new Route(
                        List.of("pi_1", "ch_1", "dp_1"), null, new ObjectRef(ObjectRef.Kind.PAYMENT_INTENT, "pi_1")));
        assertThat(((Reading.NeedsLookup) read(event("refund.created", REFUND)))
                        .route()
                        .metadata())
                .isEqualTo(AccountId.of("acme", "alice"));
    }

    @Test
    void a_charge_tells_a_total_and_its_refunds_are_fetched_whole() {
        InboxEvent event = event("charge.refunded", CHARGE);

        Reading first = read(event);
        Reading second = read(with(event, Lookup.refundsOf("ch_1"), "{\"object\":\"list\",\"data\":[" + REFUND + "]}"));

        assertThat(needed(first)).isEqualTo(Lookup.refundsOf("ch_1"));
        assertThat(fact(second).told()).isEqualTo(Reversals.inTotal(500).merge(Reversals.of(FAILED)));
    }

    @Test
    void a_charge_with_all_its_refunds_needs_no_look_up() {
        String whole = CHARGE.replace(
                "\"amount\":2500", "\"refunds\":{\"has_more\":false,\"data\":[" + REFUND + "]},\"amount\":2500");

        assertThat(fact(read(event("charge.refunded", whole))).told().refunds()).containsExactly(FAILED);
        assertThat(needed(read(event("charge.refunded", whole.replace("\"has_more\":false", "\"has_more\":true")))))
                .isEqualTo(Lookup.refundsOf("ch_1"));
    }

    @Test
    void what_the_provider_no_longer_has_is_taken_by_what_the_event_carries() {
        InboxEvent gone = with(event("charge.dispute.created", DISPUTE), Lookup.charge("ch_1"), null);

        Reading reading = read(with(gone, Lookup.invoiceOf("pi_1"), null));

        assertThat(fact(reading).payment()).isEqualTo(new PaymentRef(null, "pi_1", null, null));
        assertThat(read(with(event("radar.early_fraud_warning.created", WARNING), Lookup.charge("ch_1"), null)))
                .isEqualTo(new Reading.Unreadable("missing:data.object.currency"));
    }

    @Test
    void what_is_about_no_charge_is_left_alone() {
        assertThat(read(event("refund.created", REFUND.replace("\"ch_1\"", "null"))))
                .isEqualTo(new Reading.Unhandled("refund.created", "no_charge"));
    }

    @Test
    void a_status_that_nobody_knows_is_parked() {
        assertThat(read(event("charge.dispute.updated", DISPUTE.replace("needs_response", "new_one"))))
                .isEqualTo(new Reading.Unreadable("invalid:data.object.status"));
        assertThat(read(event("refund.updated", REFUND.replace("\"failed\"", "\"new_one\""))))
                .isEqualTo(new Reading.Unreadable("invalid:data.object.status"));
    }

    private static InboxEvent event(String type, String object) {
        return Signed.stored(bytes("""
                {"id":"evt_1","object":"event","api_version":"2026-07-29.dahlia","created":1772366400,"livemode":false,
                 "type":"%s","data":{"object":%s}}""".formatted(type, object)));
    }

    /// @param json null: the provider no longer has it
    private static InboxEvent with(InboxEvent event, Lookup lookup, @Nullable String json) {
        return event.with(lookup, Optional.ofNullable(json).map(Found::new));
    }

    private static Reading read(InboxEvent event) {
        return Signed.reader().read(event);
    }

    private static Lookup needed(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.NeedsLookup.class);
        return ((Reading.NeedsLookup) reading).lookup();
    }

    private static PaymentReversed fact(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Understood.class);
        return (PaymentReversed) ((Reading.Understood) reading).fact();
    }
}
