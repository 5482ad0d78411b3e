package io.tollgate.journeys;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Holds one user's account, as the API and Kafka show it, against what the provider holds.
final class Agreement {
    private static final Duration A_MOMENT = Duration.ofSeconds(3);

    private final Stack stack;
    private final Client client;
    private final Asked asked;
    private final Held held;
    private final Truth truth;
    private final Recorded recorded;
    private final List<JsonNode> events;
    private final Optional<JsonNode> snapshot;
    private final List<JsonNode> orders;
    private final List<String> differences = new ArrayList<>();

    /// @param events the user's on Kafka
    /// @param snapshot the user's newest on the compacted topic
    Agreement(
            Client client,
            Asked asked,
            Held held,
            Recorded recorded,
            List<JsonNode> events,
            Optional<JsonNode> snapshot) {
        this.client = client;
        this.stack = client.stack;
        this.asked = asked;
        this.held = held;
        this.recorded = recorded;
        this.orders = client.all("/orders?");
        this.truth = new Truth(held, Caravan.catalog(), Journey.Shop.of(client.project), asked, recorded, orders);
        this.events = events;
        this.snapshot = snapshot;
    }

    List<String> differences() {
        JsonNode account = client.account();
        customer(account);
        orders.forEach(this::order);
        ordersAreKnown();
        onePerPlan();
        canceledWithRefund();
        subscriptions(account);
        lists();
        access();
        kafka();
        return differences;
    }

    // ---- one customer, one object of each kind for an order

    private void customer(JsonNode account) {
        List<String> theirs =
                held.customers().stream().map(c -> c.path("id").asText()).toList();
        expect("customers at the provider", theirs.size() <= 1, true);
        String ours = account.path("providerCustomer").asText();
        if (!ours.isEmpty() || orders.stream().anyMatch(o -> o.hasNonNull("sessionId"))) {
            expect("provider customer", ours, theirs.isEmpty() ? "none" : theirs.getFirst());
        }
        asked.name.ifPresent(name -> held.customers()
                .forEach(customer ->
                        expect("the name at the provider", customer.path("name").asText(), name)));
        if (account.hasNonNull("testClockTime")) {
            expect("time", Instant.parse(account.path("testClockTime").asText()), held.now());
        }
    }

    private void ordersAreKnown() {
        Set<String> ours = orders.stream().map(o -> o.path("id").asText()).collect(Collectors.toSet());
        for (JsonNode object : Stream.of(held.sessions(), held.subscriptions())
                .flatMap(List::stream)
                .toList()) {
            expect(
                    "the order of " + object.path("id").asText() + " is ours",
                    ours.contains(Held.metadata(object, "order")),
                    true);
        }
        for (List<JsonNode> kind : List.of(held.sessions(), held.subscriptions())) {
            expect(
                    "objects with an order of their own",
                    kind.stream().map(o -> Held.metadata(o, "order")).distinct().count(),
                    (long) kind.size());
        }
    }

    // ---- orders

    private void order(JsonNode order) {
        String id = order.path("id").asText();
        String status = order.path("status").asText();
        Set<String> statuses = truth.statuses(order);
        if (!statuses.contains(status)) {
            differences.add(
                    "order " + id + " is " + status + " " + order.path("reason").asText() + ", must be " + statuses);
        }
        expect("payments of " + id, payments(order), truth.payments(id));
        for (Truth.Payment payment : truth.payments(id)) {
            expect("not more refunded than paid of " + payment.id(), payment.refunded() <= payment.amount(), true);
        }
        reversals(order);
        reason(order);
        unwanted(order);
        if (Set.of("canceled", "failed", "expired").contains(status)) {
            expect(
                    "the page of " + id + " is open",
                    truth.sessionOf(id)
                            .filter(s -> s.path("status").asText().equals("open"))
                            .isPresent(),
                    false);
        }
        truth.intentsOf(id).forEach(sold -> payment(order, sold));
        truth.paidOnce(id).ifPresent(at -> paidAt(order, at));
        long told = told("order.paid")
                .filter(e -> e.at("/data/orderId").asText().equals(id))
                .map(e -> e.path("id").asText())
                .distinct()
                .count();
        // A trial is paid, as nothing is due, unless its card was looked at before that was told.
        boolean withdrawn = order.path("reason").asText().equals("trial_used");
        if (!withdrawn || told > 1) {
            expect("order.paid of " + id + " on Kafka", told, status.equals("paid") ? 1L : 0L);
        }
        boolean ended = Set.of("canceled", "failed", "expired").contains(status);
        boolean endTold = told("order.failed")
                .anyMatch(e -> e.at("/data/orderId").asText().equals(id));
        if (ended) {
            expect("order.failed of " + id + " on Kafka", endTold, true);
        }
    }

    // ---- how it has ended

    /// What is said of an order's end must be what has happened.
    private void reason(JsonNode order) {
        String id = order.path("id").asText();
        String reason = order.path("reason").asText();
        Optional<Asked.End> asked = Optional.ofNullable(this.asked.ends.get(id));
        boolean refused = Stream.concat(truth.soldOf(id).values().stream(), truth.attemptsOf(id).stream())
                .anyMatch(Held.Sold::hasFailed);
        boolean right =
                switch (order.path("status").asText() + " " + reason) {
                    case "pending ", "processing ", "paid ", "expired " -> true;
                    case "paid paid_twice" -> truth.isOneOfTwo(order);
                    case "canceled superseded" -> truth.successor(order).isPresent();
                    case "canceled trial_used" ->
                        truth.subscriptionOf(id)
                                .filter(s -> s.hasNonNull("trial_end"))
                                .isPresent();
                    case "canceled payment_canceled" -> truth.intentsOf(id).anyMatch(sold -> sold.is("canceled"));
                    // A subscription that nobody has paid in time has failed, too.
                    case "failed payment_failed" ->
                        refused || truth.subscriptionOf(id).isPresent();
                    case "failed promotion_code_invalid" -> truth.sessionOf(id).isEmpty();
                    case "failed card_declined", "failed insufficient_funds" -> refused || this.asked.declined;
                    default ->
                        asked.filter(end -> reason.equals(end.reason())
                                                && end.status()
                                                        .equals(order.path("status")
                                                                .asText()))
                                        .isPresent()
                                || (order.path("status").asText().equals("failed") && refused);
                };
        expect("the reason of " + id + ", " + order.path("status").asText() + " " + reason, right, true);
    }

    /// What nobody waited for goes back by itself, to the last cent, and ends what it has begun.
    private void unwanted(JsonNode order) {
        String id = order.path("id").asText();
        boolean twice = order.path("reason").asText().equals("paid_twice");
        boolean late = !order.path("status").asText().equals("paid")
                && !truth.payments(id).isEmpty();
        if (!twice && !late && !truth.isSurelyLate(order)) {
            return;
        }
        truth.soldOf(id).values().stream()
                .filter(sold -> sold.is("succeeded"))
                .forEach(sold -> expect(
                        "all of " + sold.id() + " is given back, as nobody waited for it",
                        sold.isSettled() || recorded.waits(order.toString()),
                        true));
        truth.subscriptionsOf(id)
                .forEach(s -> expect(
                        s.path("id").asText() + " is ended, as nobody waited for its payment",
                        isOver(s) || recorded.waits(order.toString()),
                        true));
    }

    private static boolean isOver(JsonNode subscription) {
        return Set.of("canceled", "incomplete_expired")
                .contains(subscription.path("status").asText());
    }

    /// What was bought twice runs once. What became alike by a change was never bought twice.
    private void onePerPlan() {
        Map<String, Long> live = held.subscriptions().stream()
                .filter(s -> Set.of("trialing", "active", "past_due")
                        .contains(s.path("status").asText()))
                .collect(Collectors.groupingBy(
                        s -> truth.plan(s).path("code").asText(), TreeMap::new, Collectors.counting()));
        live.values().removeIf(count -> count == 1);
        if (!asked.changed) {
            expect("plans that run more than once", live, Map.of());
        }
    }

    /// A refund that was to end the subscription has ended it, once the provider had it.
    private void canceledWithRefund() {
        held.bills().forEach(bill -> bill.payment().stream()
                .flatMap(payment -> payment.refunds().stream())
                .filter(refund -> asked.cancels.contains(ours(refund)))
                .forEach(refund -> held.subscriptions().stream()
                        .filter(s -> s.path("id").asText().equals(bill.subscription()))
                        .forEach(s -> expect(
                                s.path("id").asText() + " has ended with the refund " + ours(refund),
                                isOver(s) || recorded.waits(ours(refund)),
                                true))));
    }

    // ---- what speaks against a payment

    private void reversals(JsonNode order) {
        Map<String, String> refunds = new TreeMap<>();
        Map<String, String> disputes = new TreeMap<>();
        Map<String, String> warnings = new TreeMap<>();
        truth.soldOf(order.path("id").asText()).forEach((id, sold) -> {
            sold.refunds()
                    .forEach(r -> refunds.put(
                            ours(r),
                            "pay_" + id + " " + camelCase(r.path("status")) + " "
                                    + r.path("amount").asLong()));
            sold.disputes()
                    .forEach(d -> disputes.put(
                            "dsp_" + d.path("id").asText(),
                            "pay_" + id + " " + camelCase(d.path("status")) + " "
                                    + d.path("amount").asLong()));
            sold.warnings()
                    .forEach(w -> warnings.put(
                            w.path("id").asText(),
                            "pay_" + id + " " + w.path("actionable").asBoolean()));
        });
        expect("refunds", shown(order.path("refunds"), refunds), refunds);
        expect("disputes", shown(order.path("disputes"), disputes), disputes);
        Map<String, String> warned = new TreeMap<>();
        order.path("fraudWarnings")
                .forEach(w -> warned.put(
                        w.path("id").asText(),
                        w.path("paymentId").asText() + " "
                                + w.path("actionable").asBoolean()));
        expect("fraud warnings", warned, warnings);
    }

    /// Our id of the provider's refund: one that was asked for here carries it.
    private static String ours(JsonNode refund) {
        String operation = Held.metadata(refund, "operation");
        return operation.isEmpty() ? "ref_" + refund.path("id").asText() : operation;
    }

    /// What the provider doesn't have was refused by it, or waits for the day to pass for which a failure is kept.
    private Map<String, String> shown(JsonNode list, Map<String, String> known) {
        Map<String, String> shown = new TreeMap<>();
        list.valueStream()
                .filter(one -> known.containsKey(one.path("id").asText())
                        || !(one.path("status").asText().equals("failed")
                                || (one.path("status").asText().equals("pending")
                                        && recorded.waits(one.path("id").asText()))))
                .forEach(one -> shown.put(
                        one.path("id").asText(),
                        one.path("paymentId").asText() + " "
                                + one.path("status").asText() + " "
                                + one.at("/amount/amount").asLong()));
        return shown;
    }

    private static List<Truth.Payment> payments(JsonNode order) {
        return order.path("payments")
                .valueStream()
                .filter(p -> p.path("status").asText().equals("succeeded"))
                .map(p -> new Truth.Payment(
                        p.path("id").asText().substring("pay_".length()),
                        p.at("/amount/amount").asLong(),
                        p.at("/refunded/amount").asLong()))
                .sorted(java.util.Comparator.comparing(Truth.Payment::id))
                .toList();
    }

    /// How a one-time price's payment stands; one of which no attempt has been told may be unknown yet.
    private void payment(JsonNode order, Held.Sold sold) {
        order.path("payments")
                .valueStream()
                .filter(p -> p.path("id").asText().equals("pay_" + sold.id()))
                .findFirst()
                .ifPresent(p -> {
                    String status = p.path("status").asText();
                    if (!status(sold).contains(status)) {
                        differences.add("payment " + sold.id() + " is " + status + ", must be " + status(sold));
                    }
                });
    }

    private Set<String> status(Held.Sold sold) {
        return switch (sold.intent().path("status").asText()) {
            case "processing", "succeeded", "canceled" ->
                Set.of(sold.intent().path("status").asText());
            case "requires_payment_method" ->
                sold.intent().hasNonNull("last_payment_error") ? Set.of("failed") : Set.of("requiresAction");
            default -> Set.of("requiresAction");
        };
    }

    private void paidAt(JsonNode order, Instant at) {
        if (order.hasNonNull("paidAt")) {
            Duration apart =
                    Duration.between(at, Instant.parse(order.path("paidAt").asText()));
            expect("paidAt of " + order.path("id").asText(), apart.abs().compareTo(A_MOMENT) < 0, true);
        }
    }

    // ---- subscriptions

    private void subscriptions(JsonNode account) {
        Map<String, JsonNode> ours = new TreeMap<>();
        account.path("subscriptions").forEach(s -> ours.put(s.path("providerId").asText(), s));
        for (JsonNode theirs : held.subscriptions()) {
            String id = theirs.path("id").asText();
            boolean over = Set.of("canceled", "incomplete_expired")
                    .contains(theirs.path("status").asText());
            JsonNode our = ours.remove(id);
            if (our == null) {
                expect("subscription " + id + " is shown", over, true);
                continue;
            }
            expect(id + " status", our.path("status").asText(), camelCase(theirs.path("status")));
            if (!over) {
                expect(
                        id + " period end",
                        Instant.parse(our.path("currentPeriodEnd").asText()),
                        Held.time(theirs.at("/items/data/0/current_period_end")));
                expect(
                        id + " cancel at period end",
                        our.path("cancelAtPeriodEnd").asBoolean(),
                        theirs.path("cancel_at_period_end").asBoolean());
                expect(
                        id + " quantity",
                        our.path("quantity").asLong(),
                        theirs.at("/items/data/0/quantity").asLong());
                expect(id + " price", our.path("price").asText(), Truth.price(theirs));
                expect(id + " order", our.path("orderId").asText(), Held.metadata(theirs, "order"));
            }
        }
        expect("subscriptions that the provider doesn't know", ours.keySet(), Set.of());
    }

    /// What is listed by itself, ended and settled ones too.
    private void lists() {
        Map<String, String> theirs = new TreeMap<>();
        held.subscriptions().forEach(s -> theirs.put(s.path("id").asText(), camelCase(s.path("status"))));
        Map<String, String> ours = new TreeMap<>();
        client.all("/subscriptions?")
                .forEach(s ->
                        ours.put(s.path("providerId").asText(), s.path("status").asText()));
        expect("the list of subscriptions", ours, theirs);

        Map<String, String> theirBills = new TreeMap<>();
        held.bills()
                .forEach(bill -> theirBills.put(
                        bill.id(),
                        bill.invoice().path("status").asText() + " "
                                + bill.invoice().path("total").asLong() + " of " + bill.paid()));
        Map<String, String> ourBills = new TreeMap<>();
        client.all("/invoices?")
                .forEach(i -> ourBills.put(
                        i.path("id").asText().substring("inv_".length()),
                        i.path("status").asText() + " " + i.at("/total/amount").asLong() + " of "
                                + i.at("/amountPaid/amount").asLong()));
        expect("the list of invoices", ourBills, theirBills);
    }

    // ---- access

    private void access() {
        Map<String, Truth.Access> expected = truth.access(orders, true);
        for (JsonNode feature : Caravan.catalog().path("features")) {
            String code = feature.path("code").asText();
            JsonNode check = client.get("/entitlements/check?userId=" + client.user + "&feature=" + code)
                    .required(200)
                    .body();
            if (feature.path("type").asText().equals("credits")) {
                expect(code + " left", check.path("remaining").asLong(), truth.tokens(orders));
                continue;
            }
            Truth.Access access = expected.get(code);
            expect(code + " allowed", check.path("allowed").asBoolean(), access != null);
            if (access != null) {
                expect(code + " expires", end(check), end(access));
                if (access.limited()) {
                    expect(code + " limit", check.path("limit").asLong(), access.amount());
                }
            }
        }
    }

    private static String end(JsonNode shown) {
        return shown.path("expiresAt").asText("never").replace(".000Z", "Z");
    }

    private static String end(Truth.Access access) {
        return Objects.requireNonNullElse(access.expiresAt(), "never").toString();
    }

    // ---- Kafka

    private void kafka() {
        JsonNode current =
                client.get("/entitlements?userId=" + client.user).required(200).body();
        long version = current.path("version").asLong();
        if (version == 0 && snapshot.isEmpty()) {
            return;
        }
        JsonNode told = snapshot.map(s -> s.path("data")).orElse(current.path("nothing"));
        expect("the version on Kafka", told.path("version").asLong(), version);
        Map<String, String> ours = new TreeMap<>();
        told.path("entitlements")
                .valueStream()
                .filter(e -> !e.path("type").asText().equals("credits"))
                .forEach(e ->
                        ours.put(e.path("feature").asText(), e.path("limit").asText("-") + " until " + end(e)));
        Map<String, String> theirs = new TreeMap<>();
        truth.access(orders, false)
                .forEach((feature, access) -> theirs.put(
                        feature, (access.limited() ? Long.toString(access.amount()) : "-") + " until " + end(access)));
        expect("the entitlements on Kafka", ours, theirs);
    }

    private Stream<JsonNode> told(String type) {
        return events.stream().filter(e -> e.path("type").asText().equals("io.tollgate." + type));
    }

    private static String camelCase(JsonNode status) {
        StringBuilder camel = new StringBuilder();
        for (String word : status.asText().split("_")) {
            camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camel.toString();
    }

    private void expect(String what, Object ours, Object theirs) {
        if (!ours.equals(theirs)) {
            differences.add(what + ": ours " + ours + ", by the provider " + theirs);
        }
    }
}
