package io.tollgate.providerevents.stripe;

import static io.tollgate.providerevents.stripe.Signed.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.accounts.AccountId;
import io.tollgate.invoices.Invoice;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.payments.Found;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.ObjectRef;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.EventReader.Route;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.providerevents.ProviderFact.CardDeclined;
import io.tollgate.providerevents.ProviderFact.CheckoutSeen;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.providerevents.ProviderFact.InvoiceTold;
import io.tollgate.providerevents.ProviderFact.PaymentSeen;
import io.tollgate.providerevents.ProviderFact.SetupEnded;
import io.tollgate.providerevents.ProviderFact.SubscriptionSeen;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.PausedCollection;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReactionsTest {
    private static final String OURS = """
            {"tollgate_project":"acme","tollgate_user":"alice","tollgate_order":"ord_1","tollgate_operation":"ord_1"}""";
    private static final AccountId ALICE = AccountId.of("acme", "alice");
    private static final OrderId ORDER = new OrderId("ord_1");
    private static final Instant CREATED = Instant.ofEpochSecond(1_772_366_400);

    private static final String SESSION = """
            {"id":"cs_1","object":"checkout.session","customer":"cus_1","subscription":"sub_1","payment_intent":null,
             "amount_total":1999,"currency":"usd","status":"complete","payment_status":"paid","metadata":%s}""".formatted(OURS);
    private static final String SUBSCRIPTION = """
            {"id":"sub_1","object":"subscription","customer":"cus_1","status":"past_due","cancel_at_period_end":true,
             "cancel_at":1772452800,"trial_end":1772000000,"ended_at":null,"metadata":%s,
             "pause_collection":{"behavior":"mark_uncollectible","resumes_at":1772500000},
             "items":{"object":"list","data":[
               {"id":"si_1","price":{"id":"price_1"},"quantity":3,"current_period_end":1772452800},
               {"id":"si_2","price":{"id":"price_2"},"quantity":1,"current_period_end":1772452900}]}}""".formatted(OURS);
    private static final String INVOICE = """
            {"id":"in_1","object":"invoice","customer":"cus_1","status":"paid","currency":"usd","amount_paid":1999,"total":2099,
             "number":"A-1","hosted_invoice_url":"https://invoice.stripe.com/i/acct_1/test_1",
             "created":1772366300,"period_start":1769688000,"period_end":1772366300,"metadata":{},
             "status_transitions":{"paid_at":1772366350},
             "parent":{"type":"subscription_details","subscription_details":{"subscription":"sub_1","metadata":%s}},
             "lines":{"object":"list","has_more":false,"data":[
               {"id":"il_1","period":{"start":1772366300,"end":1775044700},"quantity":3,
                "pricing":{"type":"price_details","price_details":{"price":"price_1","product":"prod_1"}},
                "parent":{"type":"subscription_item_details","subscription_item_details":{"proration":false}}},
               {"id":"il_2","period":{"start":1772366300,"end":1780000000},
                "parent":{"type":"subscription_item_details","subscription_item_details":{"proration":true}}},
               {"id":"il_3","period":{"start":1772366300,"end":1790000000},
                "parent":{"type":"invoice_item_details","invoice_item_details":{"proration":false}}}]}}""".formatted(OURS);
    private static final String INTENT = """
            {"id":"pi_1","object":"payment_intent","customer":"cus_1","status":"succeeded","currency":"usd",
             "amount":2500,"amount_received":2400,"metadata":%s,
             "last_payment_error":{"code":"card_declined","decline_code":"insufficient_funds"}}""".formatted(OURS);
    private static final String CHARGE = """
            {"id":"ch_1","object":"charge","customer":"cus_1","payment_intent":"pi_1","currency":"usd",
             "amount":2500,"amount_refunded":500,"metadata":%s}""".formatted(OURS);

    @ParameterizedTest
    @CsvSource({
        "checkout.session.completed, paid, PAID",
        "checkout.session.completed, no_payment_required, PAID",
        "checkout.session.completed, unpaid, PROCESSING",
        "checkout.session.async_payment_succeeded, paid, PAID",
        "checkout.session.async_payment_failed, unpaid, FAILED",
        "checkout.session.expired, unpaid, EXPIRED"
    })
    void a_page_ends_as_its_event_and_its_payment_say(String type, String payment, CheckoutSeen.Result result) {
        Reading reading =
                read(type, SESSION.replace("\"payment_status\":\"paid\"", "\"payment_status\":\"" + payment + "\""));

        assertThat(reading)
                .isEqualTo(new Reading.Understood(
                        "evt_1",
                        type,
                        new Route(
                                List.of("cs_1", "sub_1", "cus_1"),
                                ALICE,
                                new ObjectRef(ObjectRef.Kind.CUSTOMER, "cus_1")),
                        new CheckoutSeen("cs_1", ORDER, result, "sub_1", null, new Money(1999, "usd"), CREATED)));
    }

    @Test
    void a_subscription_is_what_its_items_say() {
        Reading reading = read("customer.subscription.updated", SUBSCRIPTION);

        assertThat(reading)
                .isEqualTo(new Reading.Understood(
                        "evt_1",
                        "customer.subscription.updated",
                        new Route(List.of("sub_1", "cus_1"), ALICE, new ObjectRef(ObjectRef.Kind.CUSTOMER, "cus_1")),
                        new SubscriptionSeen(
                                "sub_1",
                                ORDER,
                                new SubscriptionState(
                                        SubscriptionStatus.PAST_DUE,
                                        Instant.ofEpochSecond(1_772_452_900),
                                        true,
                                        Instant.ofEpochSecond(1_772_452_800),
                                        Instant.ofEpochSecond(1_772_000_000),
                                        null,
                                        "price_1",
                                        3,
                                        "si_1",
                                        new PausedCollection(
                                                PausedCollection.Behavior.MARK_UNCOLLECTIBLE,
                                                Instant.ofEpochSecond(1_772_500_000))),
                                Observed.event(CREATED),
                                false)));
    }

    @Test
    void the_event_of_a_subscriptions_creation_is_older_than_any_other_in_its_second() {
        SubscriptionSeen created = (SubscriptionSeen)
                understood(read("customer.subscription.created", SUBSCRIPTION)).fact();
        SubscriptionSeen updated = (SubscriptionSeen)
                understood(read("customer.subscription.updated", SUBSCRIPTION)).fact();

        assertThat(created.observed().isBefore(updated.observed())).isTrue();
    }

    @Test
    void an_old_subscription_has_period_and_quantity_on_itself() {
        SubscriptionSeen seen = (SubscriptionSeen)
                understood(read(RecordedEvents.kept("customer.subscription.created--real--supabase-bebb55")))
                        .fact();

        assertThat(seen.state())
                .isEqualTo(new SubscriptionState(
                        SubscriptionStatus.ACTIVE,
                        Instant.ofEpochSecond(1_625_740_918),
                        false,
                        null,
                        null,
                        null,
                        "price_1IDQm5JDPojXS6LNM31hxKzp",
                        1,
                        "si_JdIzi4Tn5jV9PD",
                        null));
    }

    @Test
    void an_invoice_pays_until_the_end_of_its_last_line_that_is_no_proration() {
        Reading reading = read("invoice.paid", INVOICE);

        assertThat(reading)
                .isEqualTo(new Reading.Understood(
                        "evt_1",
                        "invoice.paid",
                        new Route(
                                List.of("in_1", "sub_1", "cus_1"),
                                ALICE,
                                new ObjectRef(ObjectRef.Kind.CUSTOMER, "cus_1")),
                        new InvoiceTold(
                                new Invoice(
                                        "in_1",
                                        null,
                                        Invoice.Status.PAID,
                                        2099,
                                        new Money(1999, "usd"),
                                        "A-1",
                                        "https://invoice.stripe.com/i/acct_1/test_1",
                                        Instant.ofEpochSecond(1_772_366_300),
                                        Instant.ofEpochSecond(1_775_044_700),
                                        Instant.ofEpochSecond(1_772_366_300),
                                        CREATED),
                                new InvoiceSeen(
                                        "sub_1",
                                        ORDER,
                                        new SubscriptionInvoice(
                                                "in_1",
                                                SubscriptionInvoice.Status.PAID,
                                                Instant.ofEpochSecond(1_772_366_300),
                                                Instant.ofEpochSecond(1_775_044_700),
                                                new Money(1999, "usd"),
                                                Instant.ofEpochSecond(1_772_366_300),
                                                Instant.ofEpochSecond(1_772_366_350),
                                                null,
                                                null,
                                                Reversals.NONE,
                                                new SubscriptionInvoice.Billed("price_1", 3)),
                                        false))));
    }

    @Test
    void a_decline_is_named_by_its_charge_whichever_event_tells_of_it() {
        String failed = INTENT.replace("succeeded", "requires_payment_method");
        PaymentSeen payment = (PaymentSeen) fact("payment_intent.payment_failed", failed);
        PaymentSeen charged = (PaymentSeen) fact(
                "payment_intent.payment_failed",
                failed.replace("\"last_payment_error\":{", "\"last_payment_error\":{\"charge\":\"ch_1\","));

        assertThat(charged.attempt()).isEqualTo("ch_1");
        assertThat(fact("charge.failed", CHARGE)).isEqualTo(new CardDeclined("ch_1", CREATED));
        assertThat(payment.attempt()).isEqualTo("pi_1:" + CREATED.getEpochSecond());
    }

    @Test
    void a_set_up_tells_of_declined_cards_and_of_its_end() {
        String setup = """
                {"id":"seti_1","object":"setup_intent","customer":"cus_1","status":"requires_payment_method",
                 "latest_attempt":"setatt_1","metadata":{"tollgate_project":"acme","tollgate_user":"alice",
                 "tollgate_operation":"op_1"}}""";

        assertThat(fact("setup_intent.setup_failed", setup)).isEqualTo(new CardDeclined("setatt_1", CREATED));
        assertThat(fact("setup_intent.setup_failed", setup.replace("\"setatt_1\"", "null")))
                .isEqualTo(new CardDeclined("seti_1:" + CREATED.getEpochSecond(), CREATED));
        assertThat(fact("setup_intent.succeeded", setup)).isEqualTo(new SetupEnded("op_1"));
        assertThat(fact("setup_intent.canceled", setup)).isEqualTo(new SetupEnded("op_1"));
        assertThat(read("setup_intent.succeeded", setup.replace("tollgate_operation", "other")))
                .isEqualTo(new Reading.Unhandled("setup_intent.succeeded", "not_ours"));
    }

    private static ProviderFact fact(String type, String object) {
        return understood(read(type, object)).fact();
    }

    @Test
    void an_invoice_that_could_not_be_paid_says_since_when() {
        InvoiceSeen failed = bill(read("invoice.payment_failed", INVOICE));
        InvoiceSeen paid = bill(read("invoice.paid", INVOICE));

        assertThat(failed.invoice().failedAt()).isEqualTo(Instant.ofEpochSecond(1_772_366_400));
        assertThat(paid.invoice().failedAt()).isNull();
    }

    @Test
    void an_old_invoice_has_its_subscription_on_itself() {
        Reading.Understood read = understood(read(RecordedEvents.kept("invoice.paid--real--supabase-f1cedb")));

        InvoiceSeen seen = bill(read);
        assertThat(seen.subscriptionId()).isEqualTo("sub_JsuPyCPhXWfZar");
        assertThat(seen.invoice().periodEnd()).isEqualTo(Instant.ofEpochSecond(1_645_323_680));
        assertThat(read.route().metadata()).isNull();
    }

    @Test
    void an_invoice_of_no_subscription_is_mirrored_with_its_own_period() {
        Reading.Understood read = understood(read(
                "invoice.created",
                INVOICE.replace("subscription_details", "quote_details")
                        .replace("paid", "draft")
                        .replace("amount_draft", "amount_paid")
                        .replace("subscription_item_details", "invoice_item_details")));

        assertThat(read.fact()).isInstanceOfSatisfying(InvoiceTold.class, told -> {
            assertThat(told.bill()).isNull();
            assertThat(told.invoice().status()).isEqualTo(Invoice.Status.DRAFT);
            assertThat(told.invoice().periodStart()).isEqualTo(Instant.ofEpochSecond(1_769_688_000));
            assertThat(told.invoice().periodEnd()).isEqualTo(Instant.ofEpochSecond(1_772_366_300));
        });
        assertThat(read.route().objects()).containsExactly("in_1", "cus_1");
    }

    @Test
    void a_draft_does_not_say_yet_what_it_bills() {
        InvoiceSeen draft = bill(read("invoice.created", INVOICE.replace("\"paid\"", "\"draft\"")));

        assertThat(draft.invoice().status()).isEqualTo(SubscriptionInvoice.Status.DRAFT);
        assertThat(draft.invoice().billed()).isNull();
    }

    @Test
    void a_deleted_draft_is_gone_and_nothing_is_owed() {
        InvoiceTold deleted =
                (InvoiceTold) understood(read("invoice.deleted", INVOICE.replace("\"paid\"", "\"draft\"")))
                        .fact();

        assertThat(deleted.invoice().status()).isEqualTo(Invoice.Status.DELETED);
        assertThat(deleted.bill())
                .satisfies(bill -> assertThat(bill.invoice().status()).isEqualTo(SubscriptionInvoice.Status.VOID));
    }

    @ParameterizedTest
    @CsvSource({
        "https://invoice.stripe.com/i/1, true",
        "https://stripe.com/i/1, true",
        "http://invoice.stripe.com/i/1, false",
        "https://invoice.stripe.com.evil.test/i/1, false",
        "https://evilstripe.com/i/1, false",
        "https://stripe.com@evil.test/i/1, false",
        "https://invoice.stripe.com:8443/i/1, false",
        "javascript:alert(1), false",
        "https://invoice.stripe.com/ i, false",
    })
    void only_links_to_stripe_are_shown(String link, boolean shown) {
        InvoiceTold told = (InvoiceTold)
                understood(read("invoice.paid", INVOICE.replace("https://invoice.stripe.com/i/acct_1/test_1", link)))
                        .fact();

        assertThat(told.invoice().hostedUrl()).isEqualTo(shown ? link : null);
    }

    @Test
    void a_credit_is_below_zero() {
        InvoiceTold told =
                (InvoiceTold) understood(read("invoice.paid", INVOICE.replace("\"total\":2099", "\"total\":-700")))
                        .fact();

        assertThat(told.invoice().total()).isEqualTo(-700);
    }

    private static InvoiceSeen bill(Reading reading) {
        InvoiceSeen bill = ((InvoiceTold) understood(reading).fact()).bill();
        assertThat(bill).isNotNull();
        return bill;
    }

    @Test
    void an_invoice_with_more_lines_than_it_tells_needs_them_all() {
        byte[] body = event("invoice.paid", INVOICE.replace("\"has_more\":false", "\"has_more\":true"));
        String later = """
                {"object":"list","has_more":false,"data":[
                  {"id":"il_1","period":{"start":1772366300,"end":1775044700},"parent":{"type":"subscription_item_details"}},
                  {"id":"il_99","period":{"start":1772366300,"end":1777636700},"parent":{"type":"subscription_item_details"}}]}""";

        assertThat(needed(read(body))).isEqualTo(Lookup.linesOf("in_1"));
        assertThat(periodEnd(read(body, Lookup.linesOf("in_1"), later)))
                .isEqualTo(Instant.ofEpochSecond(1_777_636_700));
    }

    @Test
    void an_invoice_that_the_provider_no_longer_has_is_what_its_event_tells() {
        byte[] body = event("invoice.paid", INVOICE.replace("\"has_more\":false", "\"has_more\":true"));

        assertThat(periodEnd(read(body, Lookup.linesOf("in_1"), null))).isEqualTo(Instant.ofEpochSecond(1_775_044_700));
    }

    @Test
    void a_subscription_with_more_items_than_it_tells_needs_them_all() {
        byte[] body = event(
                "customer.subscription.updated", SUBSCRIPTION.replace("\"items\":{", "\"items\":{\"has_more\":true,"));
        String all = """
                {"object":"list","has_more":false,"data":[
                  {"id":"si_1","price":{"id":"price_1"},"quantity":3,"current_period_end":1772452800},
                  {"id":"si_99","price":{"id":"price_9"},"quantity":1,"current_period_end":1777636700}]}""";

        assertThat(needed(read(body))).isEqualTo(Lookup.itemsOf("sub_1"));
        assertThat(state(read(body, Lookup.itemsOf("sub_1"), all)).currentPeriodEnd())
                .isEqualTo(Instant.ofEpochSecond(1_777_636_700));
        assertThat(state(read(body, Lookup.itemsOf("sub_1"), null)).currentPeriodEnd())
                .isEqualTo(Instant.ofEpochSecond(1_772_452_900));
    }

    @Test
    void what_a_looked_up_object_lacks_is_named() {
        byte[] body = event("payment_intent.processing", INTENT.replace(OURS, "{}"));

        assertThat(read(body, Lookup.invoiceOf("pi_1"), INVOICE.replace("\"id\":\"in_1\",", "")))
                .isEqualTo(new Reading.Unreadable("missing:fetched.id"));
    }

    @Test
    void a_payment_counts_what_was_received() {
        PaymentSeen seen = (PaymentSeen)
                understood(read("payment_intent.succeeded", INTENT)).fact();

        assertThat(seen)
                .isEqualTo(new PaymentSeen(
                        "pi_1",
                        ORDER,
                        new PaymentState(PaymentState.Status.SUCCEEDED, CREATED, null, new Money(2400, "usd"))));
    }

    @Test
    void a_payment_that_was_made_is_older_than_all_that_is_told_of_it() {
        PaymentSeen made =
                (PaymentSeen) understood(read("payment_intent.created", INTENT)).fact();
        PaymentSeen later = (PaymentSeen)
                understood(read("payment_intent.requires_action", INTENT)).fact();

        assertThat(made.state().seen()).isEqualTo(Observed.creation(CREATED));
        assertThat(later.state().seen()).isEqualTo(Observed.event(CREATED));
    }

    @ParameterizedTest
    @CsvSource({"insufficient_funds, insufficient_funds", "stolen_card, card_declined", "new_reason, card_declined"})
    void a_failed_payment_gives_only_reasons_that_may_be_shown(String told, String shown) {
        PaymentSeen seen = (PaymentSeen)
                understood(read("payment_intent.payment_failed", INTENT.replace("insufficient_funds", told)))
                        .fact();

        assertThat(seen.status()).isEqualTo(PaymentState.Status.FAILED);
        assertThat(seen.state().reason()).isEqualTo(shown);
    }

    @Test
    void a_debit_on_its_way_belongs_to_the_invoice_that_it_pays() {
        byte[] body = event("payment_intent.processing", INTENT.replace(OURS, "{}"));

        Reading first = read(body);
        Reading second = read(body, Lookup.invoiceOf("pi_1"), INVOICE);
        Reading none = read(body, Lookup.invoiceOf("pi_1"), null);

        assertThat(needed(first)).isEqualTo(Lookup.invoiceOf("pi_1"));
        assertThat(understood(second).fact()).isInstanceOfSatisfying(InvoiceSeen.class, seen -> {
            assertThat(seen.subscriptionId()).isEqualTo("sub_1");
            assertThat(seen.invoice().id()).isEqualTo("in_1");
            assertThat(seen.invoice().isProcessing()).isTrue();
        });
        assertThat(understood(none).fact()).isInstanceOf(PaymentSeen.class);
    }

    @Test
    void a_clock_tells_where_it_stands() {
        Reading reading = read(
                "test_helpers.test_clock.advancing",
                "{\"id\":\"clock_1\",\"frozen_time\":1772452800,\"status\":\"advancing\"}");

        assertThat(reading)
                .isEqualTo(new Reading.ClockMoved("evt_1", "clock_1", Instant.ofEpochSecond(1_772_452_800), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"customer.created", "customer.discount.created", "something.new"})
    void other_types_are_left_alone(String type) {
        assertThat(read(type, SUBSCRIPTION)).isEqualTo(new Reading.Unhandled(type, "unhandled_type"));
    }

    @Test
    void metadata_that_can_not_be_an_account_of_ours_names_none() {
        String foreign = SUBSCRIPTION.replace("\"tollgate_project\":\"acme\"", "\"tollgate_project\":\"ACME!\"");

        assertThat(understood(read("customer.subscription.updated", foreign))
                        .route()
                        .metadata())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"invoice.paid", "checkout.session.completed", "charge.refunded"})
    void what_happens_in_a_connected_account_is_no_purchase_of_ours_whatever_it_says(String type) {
        Reading reading = Signed.reader().read(Signed.stored("acct_1", event(type, objectOf(type))));

        assertThat(reading).isEqualTo(new Reading.Unhandled(type, "connected_account"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2014-01-31", "2025-03-31.basil", "2027-01-01.endive", ""})
    void an_event_of_another_version_is_read_where_all_that_is_needed_is_there(String version) {
        String told = new String(event("invoice.paid", INVOICE), StandardCharsets.UTF_8);

        assertThat(read(bytes(told.replace("2026-07-29.dahlia", version)))).isEqualTo(read("invoice.paid", INVOICE));
        assertThat(read(bytes(told.replace("\"2026-07-29.dahlia\"", "null")))).isEqualTo(read("invoice.paid", INVOICE));
    }

    @ParameterizedTest
    @CsvSource({
        "customer.subscription.updated, status, missing:data.object.status",
        "customer.subscription.updated, id, missing:data.object.id",
        "invoice.paid, amount_paid, missing:data.object.amount_paid",
        "invoice.paid, currency, missing:data.object.currency",
        "invoice.paid, status, missing:data.object.status",
        "payment_intent.succeeded, amount, ",
        "payment_intent.processing, amount, missing:data.object.amount",
        "charge.refunded, amount_refunded, missing:data.object.amount_refunded",
        "checkout.session.completed, payment_status, missing:data.object.payment_status"
    })
    void what_is_missing_is_named(String type, String field, @Nullable String reason) throws IOException {
        ObjectNode object = (ObjectNode) new ObjectMapper().readTree(objectOf(type));
        object.remove(field);

        Reading reading = read(type, object.toString());

        if (reason == null) {
            assertThat(reading).isInstanceOf(Reading.Understood.class);
        } else {
            assertThat(reading).isEqualTo(new Reading.Unreadable(reason));
        }
    }

    /// Puts every kind of wrong value in every place of every object.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "customer.subscription.updated",
                "invoice.paid",
                "payment_intent.succeeded",
                "payment_intent.payment_failed",
                "charge.refunded",
                "checkout.session.completed"
            })
    void nothing_in_an_object_makes_it_throw(String type) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<String> values = List.of(
                "null",
                "true",
                "\"\"",
                "\"\\u0000\"",
                "-1",
                "1e400",
                "99999999999999999999",
                "9223372036854775807",
                "1.5",
                "[]",
                "[[]]",
                "{}",
                "{\"id\":7}",
                "{\"data\":[null]}",
                "\"" + "x".repeat(300) + "\"");
        int places = places(mapper.readTree(event(type, objectOf(type)))).size();

        for (int place = 0; place < places; place++) {
            for (String value : values) {
                JsonNode body = mapper.readTree(event(type, objectOf(type)));
                places(body).get(place).accept(mapper.readTree(value));

                Reading reading = read(body.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));

                assertThat(reading).as(body.toString()).isNotNull();
            }
        }
    }

    private static List<Consumer<JsonNode>> places(JsonNode node) {
        List<Consumer<JsonNode>> places = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                places.add(value -> object.set(field.getKey(), value));
                places.addAll(places(field.getValue()));
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                places.add(value -> array.set(index, value));
                places.addAll(places(array.get(i)));
            }
        }
        return places;
    }

    private static String objectOf(String type) {
        return switch (type.substring(0, type.indexOf('.'))) {
            case "customer" -> SUBSCRIPTION;
            case "invoice" -> INVOICE;
            case "payment_intent" -> INTENT;
            case "charge" -> CHARGE;
            default -> SESSION;
        };
    }

    private static byte[] event(String type, String object) {
        return bytes("""
                {"id":"evt_1","object":"event","api_version":"2026-07-29.dahlia","created":1772366400,"livemode":false,
                 "type":"%s","data":{"object":%s}}""".formatted(type, object));
    }

    private static Reading read(String type, String object) {
        return read(event(type, object));
    }

    private static Reading read(byte[] body) {
        return Signed.reader().read(Signed.stored(body));
    }

    /// @param json null: the provider no longer has it
    private static Reading read(byte[] body, Lookup lookup, @Nullable String json) {
        return Signed.reader()
                .read(Signed.stored(body).with(lookup, Optional.ofNullable(json).map(Found::new)));
    }

    private static Lookup needed(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.NeedsLookup.class);
        return ((Reading.NeedsLookup) reading).lookup();
    }

    private static @Nullable Instant periodEnd(Reading reading) {
        return bill(reading).invoice().periodEnd();
    }

    private static SubscriptionState state(Reading reading) {
        return ((SubscriptionSeen) understood(reading).fact()).state();
    }

    private static Reading.Understood understood(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Understood.class);
        return (Reading.Understood) reading;
    }
}
