package io.tollgate.publishing.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.tollgate.accounts.AccountId;
import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.FeatureType;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.PlanFeature;
import io.tollgate.disputes.Dispute;
import io.tollgate.entitlements.Holding;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.fixtures.schemas.EventSchemas;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.publishing.EventEncoder.Message;
import io.tollgate.publishing.EventEncoder.Topic;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.tenancy.ProjectId;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CloudEventEncoderTest {
    private static final Instant NOW = Instant.parse("2026-01-15T10:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final AccountId ALICE = AccountId.of("acme", "alice");
    private static final OrderId ORDER = new OrderId("ord_1");
    private static final Money PRICE = new Money(1999, "usd");
    private static final Snapshot SNAPSHOT = new Snapshot(
            7,
            List.of(
                    new Holding("reports", FeatureType.FLAG, 1, "sub_1", NOW, MARCH, FEBRUARY),
                    new Holding("seats", FeatureType.LIMIT, 10, "ord_1", NOW, FEBRUARY, FEBRUARY),
                    new Holding("seats", FeatureType.LIMIT, 5, "sub_1", NOW, MARCH, FEBRUARY),
                    new Holding("forever", FeatureType.FLAG, 1, "ord_2", NOW, null, null)),
            List.of(),
            Map.of(),
            null,
            NOW);

    private final CloudEventEncoder encoder = new CloudEventEncoder();
    private final EventSchemas schemas = new EventSchemas();

    @Test
    void a_paid_order_says_all_that_a_consumer_needs() throws IOException {
        var paid = new DomainEvent.OrderPaid(ORDER, "sub_1", "pro", "pro-month", PRICE, MARCH);

        Message message = encoder.event("evt_1", ALICE, paid, SNAPSHOT, NOW);

        assertThat(message.topic()).isEqualTo(Topic.EVENTS);
        assertThat(message.key()).isEqualTo("acme:alice");
        assertThat(message.value()).asString().isEqualTo("""
                {"specversion":"1.0","id":"evt_1","source":"/projects/acme","type":"io.tollgate.order.paid",\
                "subject":"alice","time":"2026-01-15T10:00:00Z","datacontenttype":"application/json",\
                "dataschema":"https://tollgate.dev/schemas/v1/order.paid.json",\
                "data":{"projectId":"acme","userId":"alice","orderId":"ord_1","subscriptionId":"sub_1","plan":"pro",\
                "price":"pro-month","amount":{"amount":1999,"currency":"usd"},"expiresAt":"2026-03-01T00:00:00Z",\
                "version":7,"entitlements":[\
                {"feature":"forever","type":"flag","sources":["ord_2"]},\
                {"feature":"reports","type":"flag","expiresAt":"2026-03-01T00:00:00Z",\
                "currentPeriodEnd":"2026-02-01T00:00:00Z","sources":["sub_1"]},\
                {"feature":"seats","type":"limit","limit":10,"expiresAt":"2026-03-01T00:00:00Z",\
                "currentPeriodEnd":"2026-02-01T00:00:00Z","steps":[{"limit":10,"until":"2026-02-01T00:00:00Z"},\
                {"limit":5,"until":"2026-03-01T00:00:00Z"}],"sources":["ord_1","sub_1"]}]}}""");
    }

    @Test
    void every_published_event_keeps_to_its_schema_with_all_and_with_the_fewest_fields() throws IOException {
        List<DomainEvent> events = events();

        for (DomainEvent event : events) {
            schemas.valid(encoder.event("evt_1", ALICE, event, SNAPSHOT, NOW).value());
            schemas.valid(
                    encoder.event("evt_2", ALICE, event, Snapshot.EMPTY, NOW).value());
        }

        assertThat(events.stream().map(Object::getClass).collect(Collectors.toSet()))
                .as("a new event needs a line here, and a schema")
                .isEqualTo(Arrays.stream(DomainEvent.class.getPermittedSubclasses())
                        .filter(type -> type != DomainEvent.OrderOpened.class)
                        .filter(type -> type != DomainEvent.OrderJudged.class)
                        .filter(type -> type != DomainEvent.RefundMoved.class)
                        .filter(type -> type != DomainEvent.CustomerLinked.class)
                        .filter(type -> type != DomainEvent.CustomerUnlinked.class)
                        .filter(type -> type != DomainEvent.ProfileChanged.class)
                        .filter(type -> type != DomainEvent.SubscriptionChangeAsked.class)
                        .collect(Collectors.toSet()));
    }

    @Test
    void the_schemas_are_closed() throws IOException {
        for (DomainEvent event : events()) {
            JsonNode valid = schemas.valid(
                    encoder.event("evt_1", ALICE, event, SNAPSHOT, NOW).value());
            ((ObjectNode) valid.get("data")).put("email", "alice@example.com");

            assertThat(schemas.dataErrors(valid)).hasSize(1);
        }
    }

    @Test
    void what_is_not_published_has_no_encoding() {
        var opened = new DomainEvent.OrderOpened(ORDER, "pro", "pro-month");

        assertThatThrownBy(() -> encoder.event("evt_1", ALICE, opened, SNAPSHOT, NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_snapshot_goes_to_the_compacted_topic_with_the_clock_its_user_lives_by() throws IOException {
        Snapshot frozen = new Snapshot(8, SNAPSHOT.holdings(), List.of(), Map.of(), FEBRUARY, NOW);

        Message message = encoder.snapshot("evt_1", ALICE, frozen, NOW);

        JsonNode data = schemas.valid(message.value()).get("data");
        assertThat(message.topic()).isEqualTo(Topic.ENTITLEMENTS);
        assertThat(message.key()).isEqualTo("acme:alice");
        assertThat(data.get("frozenAt").textValue()).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(data.at("/entitlements/2/limit").intValue()).isEqualTo(5);
    }

    @Test
    void a_snapshot_tells_what_is_suspended() throws IOException {
        Snapshot disputed = new Snapshot(8, List.of(), SNAPSHOT.holdings(), Map.of(), null, NOW);

        JsonNode data = schemas.valid(
                        encoder.snapshot("evt_1", ALICE, disputed, FEBRUARY).value())
                .get("data");

        assertThat(data.get("suspended").toString()).isEqualTo("[\"reports\",\"seats\",\"forever\"]");
        assertThat(data.get("entitlements")).isEmpty();
    }

    @Test
    void what_everybody_has_goes_under_the_project_alone() throws IOException {
        Plan free = new Plan(
                "free",
                "Free",
                true,
                0,
                0,
                List.of(),
                List.of(PlanFeature.limit("seats", 1), PlanFeature.flag("docs")));
        Catalog catalog = new Catalog(3, List.of(), List.of(free));

        Message message = encoder.defaults("evt_1", new ProjectId("acme"), catalog, NOW);

        JsonNode event = schemas.valid(message.value());
        assertThat(message.key()).isEqualTo("acme:");
        assertThat(event.has("subject")).isFalse();
        assertThat(event.at("/data/version").intValue()).isEqualTo(3);
        assertThat(event.at("/data/entitlements/1/limit").intValue()).isEqualTo(1);
    }

    @Test
    void the_cloud_events_sdk_reads_it() {
        var paid = new DomainEvent.OrderPaid(ORDER, null, "pro", "pro-month", PRICE, null);
        Message message = encoder.event("evt_1", AccountId.of("acme", "ал\uD83D\uDE00:%/\""), paid, SNAPSHOT, NOW);

        CloudEvent event = new JsonFormat().deserialize(message.value());

        assertThat(event.getId()).isEqualTo("evt_1");
        assertThat(event.getType()).isEqualTo("io.tollgate.order.paid");
        assertThat(event.getSubject()).isEqualTo("ал\uD83D\uDE00:%/\"");
        assertThat(event.getTime()).isEqualTo("2026-01-15T10:00:00Z");
    }

    @Property(tries = 300)
    void any_user_id_is_carried_and_keyed_faithfully(@ForAll("userIds") String user) throws IOException {
        AccountId account = AccountId.of("acme", user);

        Message message = encoder.snapshot("evt_1", account, SNAPSHOT, NOW);

        assertThat(schemas.valid(message.value()).at("/data/userId").textValue())
                .isEqualTo(user);
        assertThat(message.key()).matches("acme:[A-Za-z0-9._~%-]+");
        assertThat(MessageKey.account(message.key())).contains(account);
    }

    @Provide
    Arbitrary<String> userIds() {
        Arbitrary<String> odd = Arbitraries.of(
                "a b",
                "a+b",
                "a%2Bb",
                "a:b",
                "*",
                "~",
                "\"",
                "\\",
                "<script>",
                "alice@example.com",
                "Ж",
                "\uD83D\uDE00");
        Arbitrary<String> any = Arbitraries.strings().ofMinLength(1).ofMaxLength(60);
        return Arbitraries.oneOf(odd, any).filter(io.tollgate.tenancy.UserId::isValid);
    }

    private static List<DomainEvent> events() {
        var moved = Stream.of("activated", "renewed", "pastDue", "canceled", "changed")
                .flatMap(change -> Stream.<DomainEvent>of(
                        new DomainEvent.SubscriptionMoved(
                                change,
                                "sub_1",
                                ORDER,
                                "pro",
                                "solo",
                                SubscriptionStatus.PAST_DUE,
                                FEBRUARY,
                                MARCH,
                                "price_9"),
                        new DomainEvent.SubscriptionMoved(
                                change,
                                "sub_1",
                                ORDER,
                                "pro",
                                null,
                                SubscriptionStatus.INCOMPLETE_EXPIRED,
                                null,
                                null,
                                null)));
        return Stream.concat(
                        moved,
                        Stream.of(
                                new DomainEvent.OrderPaid(ORDER, "sub_1", "pro", "pro-month", PRICE, MARCH),
                                new DomainEvent.OrderPaid(ORDER, null, "pro", "pro-pass", Money.zero("jpy"), null),
                                new DomainEvent.OrderFailed(ORDER, "pro", PRICE, "expired", "superseded"),
                                new DomainEvent.OrderFailed(ORDER, "pro", PRICE, "failed", null),
                                new DomainEvent.OrderRefunded(ORDER, "pro", "pi_1", PRICE, new Money(500, "usd")),
                                new DomainEvent.OrderRefunded(ORDER, "pro", null, PRICE, Money.zero("usd")),
                                new DomainEvent.OrderDisputed(
                                        ORDER, "pro", "pi_1", "dsp_1", Dispute.Status.LOST, PRICE, "fraudulent"),
                                new DomainEvent.OrderDisputed(
                                        ORDER, "pro", null, "dsp_1", Dispute.Status.WARNING_CLOSED, PRICE, null),
                                new DomainEvent.OrderFlagged(ORDER, "pro", "in_1", "issfr_1", "misc", true),
                                new DomainEvent.CreditsWithdrawn("ord_1", "tokens"),
                                new DomainEvent.EntitlementsChanged("alice", 7),
                                new DomainEvent.CreditsGranted("ord_1", "tokens", 100, MARCH),
                                new DomainEvent.CreditsGranted("sub_1", "tokens", 100, null)))
                .toList();
    }
}
