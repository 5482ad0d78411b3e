package io.tollgate.journeys;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.journeys.Held.Bill;
import io.tollgate.journeys.Held.Sold;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What must be so for one user, worked out from what the provider holds, by the rules of the product, once more and
/// on purpose without a line of the service's own.
final class Truth {
    private static final Duration RENEWAL_SLACK = Duration.ofHours(24);
    private static final Duration PROCESSING_SLACK = Duration.ofDays(14);
    private static final Set<String> LIVE = Set.of("trialing", "active", "past_due");

    private final Held held;
    private final Journey.Shop shop;
    private final Asked asked;
    private final Recorded recorded;
    private final List<JsonNode> orders;
    private final Map<String, JsonNode> prices = new HashMap<>();
    private final Map<String, JsonNode> plans = new HashMap<>();
    private final Map<String, String> planOfPrice = new HashMap<>();

    /// @param orders ours, newest first: they say what was wanted, and in what order
    Truth(Held held, JsonNode catalog, Journey.Shop shop, Asked asked, Recorded recorded, List<JsonNode> orders) {
        this.held = held;
        this.shop = shop;
        this.asked = asked;
        this.recorded = recorded;
        this.orders = orders;
        for (JsonNode plan : catalog.path("plans")) {
            plans.put(plan.path("code").asText(), plan);
            for (JsonNode price : plan.path("prices")) {
                prices.put(price.path("code").asText(), price);
                planOfPrice.put(price.path("code").asText(), plan.path("code").asText());
            }
        }
    }

    // ---- orders

    /// @param id our payment's, without `pay_`
    record Payment(String id, long amount, long refunded) {}

    /// The statuses that an order may have; more than one where the provider can't tell (who closed its page, say).
    Set<String> statuses(JsonNode order) {
        String id = order.path("id").asText();
        if (!payments(id).isEmpty()) {
            return late(order);
        }
        if (isSettledForNothing(id)) {
            // Which of a card's trials is the one, is seen over all users.
            boolean refused = shop.trialReuse.equals("cancel") && isEndedTrial(id);
            return refused ? Set.of("paid", "canceled") : Set.of("paid");
        }
        Optional<JsonNode> subscription = subscriptionOf(id);
        if (subscription.isPresent()) {
            return unpaid(subscription.get());
        }
        List<Sold> intents = intentsOf(id).toList();
        if (intents.stream().anyMatch(i -> i.is("processing"))) {
            // What somebody has ended stays so until the money is there.
            return Set.of(asked.ends.containsKey(id) ? asked.ends.get(id).status() : "processing");
        }
        if (sessionOf(id).isPresent()) {
            return unpaidPage(order, sessionOf(id).get());
        }
        if (intents.isEmpty()) {
            // The provider has nothing of it: it is still to be made, or never will be.
            return recorded.waits(id) || waitsForCustomer()
                    ? Set.of("pending", "canceled", "failed")
                    : Set.of("canceled", "failed");
        }
        // A declined card is an attempt: another may be tried.
        return intents.getFirst().is("canceled") ? ended(order, "canceled") : Set.of("pending");
    }

    private boolean waitsForCustomer() {
        return held.customers().isEmpty();
    }

    private Set<String> unpaidPage(JsonNode order, JsonNode session) {
        return switch (session.path("status").asText()) {
            case "open" -> Set.of("pending");
            case "expired" -> ended(order, "expired");
            // Whether its failure or what somebody asked for was told first, the latter stays.
            default -> ended(order, "failed");
        };
    }

    /// How an order that nobody has paid has ended: as was asked for, or by itself.
    private Set<String> ended(JsonNode order, String byItself) {
        Asked.End end = asked.ends.get(order.path("id").asText());
        if (end != null) {
            return either(end.status(), byItself);
        }
        return successor(order).isPresent() ? either("canceled", byItself) : Set.of(byItself);
    }

    private static Set<String> either(String one, String other) {
        return one.equals(other) ? Set.of(one) : Set.of(one, other);
    }

    /// The next purchase of the same plan: it takes the place of one that is open.
    Optional<JsonNode> successor(JsonNode order) {
        int at = orders.indexOf(order);
        return orders.subList(0, Math.max(at, 0)).reversed().stream()
                .filter(later -> later.hasNonNull("plan") && later.path("plan").equals(order.path("plan")))
                .findFirst();
    }

    // ---- late money

    /// Money that came though nobody waited for it any more pays the order all the same, or is given back.
    private Set<String> late(JsonNode order) {
        if (shop.latePayment.equals("honour")) {
            return Set.of("paid");
        }
        Instant paid = firstPaid(order.path("id").asText());
        Set<String> statuses = new HashSet<>();
        boolean surely = false;
        for (Map.Entry<Asked.Span, String> end : ends(order).entrySet()) {
            if (!end.getKey().isAfter(paid)) {
                statuses.add(end.getValue());
            }
            surely |= end.getKey().isBefore(paid);
        }
        if (!surely) {
            // In one second, or one instant of a clock, nobody can tell.
            statuses.add("paid");
        }
        return statuses;
    }

    /// Whether it can't be but that nobody waited for its money any more.
    boolean isSurelyLate(JsonNode order) {
        return !payments(order.path("id").asText()).isEmpty() && !late(order).contains("paid");
    }

    private Map<Asked.Span, String> ends(JsonNode order) {
        Map<Asked.Span, String> ends = new HashMap<>();
        String id = order.path("id").asText();
        Optional.ofNullable(asked.ends.get(id)).ifPresent(end -> ends.put(end.at(), end.status()));
        sessionOf(id)
                .flatMap(session -> recorded.failed(session.path("id").asText()))
                .ifPresent(at -> ends.put(new Asked.Span(at, at), "failed"));
        if (order.path("reason").asText().equals("superseded")
                || order.path("status").asText().equals("paid")) {
            successor(order)
                    .map(next -> asked.opened.get(next.path("id").asText()))
                    .ifPresent(opened -> ends.put(opened, "canceled"));
        }
        return ends;
    }

    private Instant firstPaid(String order) {
        Stream<Instant> once = paidOnce(order).stream();
        Stream<Instant> recurring = subscriptionsOf(order)
                .flatMap(held::billsOf)
                .filter(bill -> bill.is("paid"))
                .map(bill -> Held.time(bill.invoice().at("/status_transitions/paid_at")));
        return Stream.concat(once, recurring).min(Instant::compareTo).orElseThrow();
    }

    private Set<String> unpaid(JsonNode subscription) {
        List<Bill> onTheirWay =
                held.billsOf(subscription).filter(Bill::isProcessing).toList();
        // One that has failed before stays so until the money is there.
        boolean again = onTheirWay.stream().flatMap(b -> b.payment().stream()).anyMatch(Sold::hasFailed);
        return switch (subscription.path("status").asText()) {
            case "incomplete" ->
                onTheirWay.isEmpty() || again
                        ? Set.of("pending", "processing", "failed", "canceled")
                        : Set.of("processing", "canceled");
            case "incomplete_expired" -> Set.of("failed", "canceled");
            default -> onTheirWay.isEmpty() ? Set.of("failed", "canceled") : Set.of("failed", "canceled", "processing");
        };
    }

    /// Nothing was due: a trial, or a code that takes all off.
    private boolean isSettledForNothing(String order) {
        boolean page = sessionOf(order)
                .filter(session -> session.path("status").asText().equals("complete")
                        && session.path("payment_status").asText().equals("no_payment_required"))
                .isPresent();
        return page
                || subscriptionOf(order).stream()
                        .flatMap(held::billsOf)
                        .anyMatch(bill -> bill.is("paid") && bill.paid() == 0);
    }

    private boolean isEndedTrial(String order) {
        return subscriptionOf(order)
                .filter(s ->
                        s.hasNonNull("trial_end") && s.path("status").asText().equals("canceled"))
                .isPresent();
    }

    /// All money that came in for an order.
    List<Payment> payments(String order) {
        Stream<Payment> once = intentsOf(order)
                .filter(sold -> sold.is("succeeded"))
                .map(sold -> new Payment(sold.id(), sold.received(), sold.refunded()));
        Stream<Payment> recurring = subscriptionsOf(order)
                .flatMap(held::billsOf)
                .filter(bill -> bill.is("paid") && bill.paid() > 0)
                .map(bill -> new Payment(bill.id(), bill.paid(), bill.refunded()));
        return Stream.concat(once, recurring)
                .sorted(Comparator.comparing(Payment::id))
                .toList();
    }

    Stream<Sold> intentsOf(String order) {
        return held.sold().stream()
                .filter(sold -> Held.metadata(sold.intent(), "order").equals(order));
    }

    Stream<JsonNode> subscriptionsOf(String order) {
        return held.subscriptions().stream()
                .filter(s -> Held.metadata(s, "order").equals(order));
    }

    Optional<JsonNode> subscriptionOf(String order) {
        return subscriptionsOf(order).findFirst();
    }

    Optional<JsonNode> sessionOf(String order) {
        return held.sessions().stream()
                .filter(s -> Held.metadata(s, "order").equals(order))
                .findFirst();
    }

    /// The payments of an order, by the id that they have here, without `pay_`.
    Map<String, Sold> soldOf(String order) {
        Map<String, Sold> sold = new TreeMap<>();
        intentsOf(order).forEach(intent -> sold.put(intent.id(), intent));
        subscriptionsOf(order).flatMap(held::billsOf).forEach(bill -> bill.payment()
                .ifPresent(payment -> sold.put(bill.id(), payment)));
        return sold;
    }

    /// What was tried on its page, and named no order then.
    List<Sold> attemptsOf(String order) {
        return subscriptionsOf(order).findAny().isPresent() || sessionOf(order).isEmpty()
                ? List.of()
                : held.sold().stream()
                        .filter(sold -> Held.metadata(sold.intent(), "order").isEmpty())
                        .toList();
    }

    /// Whether the same plan was bought, and paid or settled, by another order before or after.
    boolean isOneOfTwo(JsonNode order) {
        return orders.stream()
                .anyMatch(other -> !other.equals(order)
                        && other.path("plan").equals(order.path("plan"))
                        && (!payments(other.path("id").asText()).isEmpty()
                                || isSettledForNothing(other.path("id").asText())));
    }

    /// When a one-time price was paid.
    Optional<Instant> paidOnce(String order) {
        return intentsOf(order)
                .filter(s -> s.is("succeeded"))
                .flatMap(s -> recorded.succeeded(s.id()).stream())
                .findFirst();
    }

    // ---- access

    /// @param until null: for ever
    record Given(
            String feature,
            long amount,
            Instant from,
            @Nullable Instant until) {
        boolean isLive(Instant now) {
            return !now.isBefore(from) && (until == null || now.isBefore(until));
        }
    }

    /// @param expiresAt null: never
    record Access(
            String feature,
            boolean limited,
            long amount,
            @Nullable Instant expiresAt) {}

    /// What may be used now, by feature.
    ///
    /// @param orders ours: they say when a one-time price was paid, to the second in which the provider knows it
    /// @param withDefaults also what everybody has
    Map<String, Access> access(List<JsonNode> orders, boolean withDefaults) {
        List<Given> given = new ArrayList<>(ofOrders(orders));
        held.subscriptions().forEach(s -> given.addAll(ofSubscription(s)));
        if (withDefaults) {
            plans.values().stream()
                    .filter(plan -> plan.path("default").asBoolean())
                    .forEach(plan -> given.addAll(features(plan, 1, Instant.EPOCH, null)));
        }
        Map<String, Access> access = new TreeMap<>();
        given.stream()
                .filter(g -> g.isLive(held.now()))
                .map(Given::feature)
                .distinct()
                .forEach(feature -> access.put(feature, merge(feature, given)));
        return access;
    }

    private Access merge(String feature, List<Given> all) {
        List<Given> given =
                all.stream().filter(g -> g.feature().equals(feature)).toList();
        long widest = given.stream()
                .filter(g -> g.isLive(held.now()))
                .mapToLong(Given::amount)
                .max()
                .orElse(0);
        Instant end = held.now();
        for (Given g : given.stream().sorted(Comparator.comparing(Given::from)).toList()) {
            if (end != null
                    && !g.from().isAfter(end)
                    && (g.until() == null || g.until().isAfter(end))) {
                end = g.until();
            }
        }
        return new Access(feature, isLimit(feature), widest, end);
    }

    private boolean isLimit(String feature) {
        return plans.values().stream()
                .flatMap(plan -> plan.path("features").valueStream())
                .anyMatch(f -> f.path("code").asText().equals(feature)
                        && f.path("type").asText().equals("limit"));
    }

    private List<Given> ofOrders(List<JsonNode> orders) {
        List<Given> given = new ArrayList<>();
        Map<String, Instant> ends = new HashMap<>();
        orders.stream()
                .filter(order -> isOnce(order) && isPaid(order) && isKept(order))
                .sorted(Comparator.comparing(
                                (JsonNode order) -> order.path("paidAt").asText())
                        .thenComparing(order -> order.path("id").asText()))
                .forEach(order -> {
                    String plan = order.path("plan").asText();
                    Instant paidAt = Instant.parse(order.path("paidAt").asText());
                    Instant end = ends.getOrDefault(plan, Instant.MIN);
                    Instant from = paidAt.isAfter(end) ? paidAt : end;
                    String period = prices.get(order.path("price").asText())
                            .path("accessPeriod")
                            .asText();
                    Instant until = period.equals("lifetime") ? null : plus(from, Period.parse(period));
                    ends.put(plan, until == null ? Instant.MAX : until);
                    // The clock of what is withheld runs on.
                    if (!isSuspended(order)) {
                        given.addAll(
                                features(plans.get(plan), order.path("quantity").asLong(1), from, until));
                    }
                });
        return given;
    }

    /// Not a subscription, and not a bare amount, which gives nothing.
    private boolean isOnce(JsonNode order) {
        JsonNode price = prices.get(order.path("price").asText());
        return price != null && price.path("type").asText().equals("oneTime");
    }

    /// Ours is compared by itself.
    private static boolean isPaid(JsonNode order) {
        return order.path("status").asText().equals("paid");
    }

    /// Whether what it gave was not taken back.
    private boolean isKept(JsonNode order) {
        return intentsOf(order.path("id").asText())
                .noneMatch(s -> s.is("succeeded") && (s.isTakenBack(s.received()) || isWithheld(order, s)));
    }

    /// Whether nobody had waited for it, and so it gives nothing from the instant that this was seen, whatever was said
    /// of a part of it before. Only a refund that has failed gives it back.
    private static boolean isWithheld(JsonNode order, Sold sold) {
        boolean unwanted = !isPaid(order) || order.path("reason").asText().equals("paid_twice");
        return unwanted && (sold.refunded() >= sold.received() || !sold.hasFailedRefund());
    }

    private boolean isSuspended(JsonNode order) {
        return intentsOf(order.path("id").asText()).anyMatch(Sold::isSuspended);
    }

    private List<Given> ofSubscription(JsonNode subscription) {
        return accessUntil(subscription)
                .filter(_ -> !isWithheld(subscription))
                .map(until -> features(
                        plan(subscription),
                        subscription.at("/items/data/0/quantity").asLong(1),
                        Instant.EPOCH,
                        until))
                .orElse(List.of());
    }

    /// Whether the payment that covers now is disputed.
    private boolean isWithheld(JsonNode subscription) {
        Optional<Instant> end = paidUntil(subscription);
        List<Bill> covering = held.billsOf(subscription)
                .filter(b -> b.is("paid") && !b.isTakenBack() && b.end().equals(end))
                .toList();
        return !covering.isEmpty() && covering.stream().allMatch(Bill::isSuspended);
    }

    /// Until the last paid period's end, and a little longer where it is to renew.
    Optional<Instant> accessUntil(JsonNode subscription) {
        if (!LIVE.contains(subscription.path("status").asText())) {
            return Optional.empty();
        }
        return paidUntil(subscription).map(paid -> withSlack(subscription, paid));
    }

    private Optional<Instant> paidUntil(JsonNode subscription) {
        return Stream.concat(
                        held.billsOf(subscription)
                                .filter(b -> b.is("paid") && !b.isTakenBack())
                                .flatMap(b -> b.end().stream()),
                        Stream.of(subscription.path("trial_end"))
                                .filter(JsonNode::isNumber)
                                .map(Held::time))
                .max(Instant::compareTo);
    }

    private Instant withSlack(JsonNode subscription, Instant paid) {
        Instant ends = endsByItself(subscription, paid);
        boolean takenBack = held.billsOf(subscription)
                .filter(Bill::isTakenBack)
                .flatMap(b -> b.end().stream())
                .anyMatch(end -> end.isAfter(paid));
        if (takenBack) {
            return earlier(paid, ends);
        }
        Duration grace = Duration.ofDays(plan(subscription).path("graceDays").asLong());
        Duration slack = grace.compareTo(RENEWAL_SLACK) > 0 ? grace : RENEWAL_SLACK;
        Duration longer = slack.compareTo(PROCESSING_SLACK) > 0 ? slack : PROCESSING_SLACK;
        boolean onItsWay = held.billsOf(subscription)
                .anyMatch(b -> b.is("open")
                        && b.isProcessing()
                        && b.end().filter(end -> end.isAfter(paid)).isPresent());
        Instant until = earlier(paid.plus(onItsWay ? longer : slack), ends);
        return held.billsOf(subscription)
                .filter(b -> b.is("open"))
                .map(b -> b.created().plus(b.isProcessing() ? longer : slack))
                .reduce(until, Truth::earlier);
    }

    /// Canceled, or as nothing more is collected.
    private static Instant endsByItself(JsonNode subscription, Instant paid) {
        JsonNode paused = subscription.path("pause_collection");
        boolean collects = !paused.isObject()
                || (paused.path("resumes_at").isNumber()
                        && !Held.time(paused.path("resumes_at")).isAfter(paid));
        return earlier(canceled(subscription, paid), collects ? Instant.MAX : paid);
    }

    private static Instant canceled(JsonNode subscription, Instant paid) {
        if (subscription.path("cancel_at").isNumber()) {
            return Held.time(subscription.path("cancel_at"));
        }
        if (!subscription.path("cancel_at_period_end").asBoolean()) {
            return Instant.MAX;
        }
        Instant end = Held.time(subscription.at("/items/data/0/current_period_end"));
        return end.isBefore(paid) ? paid : end;
    }

    // ---- credits

    /// The tokens left, of which nobody has spent any.
    long tokens(List<JsonNode> orders) {
        long packs = orders.stream()
                .filter(order -> isOnce(order) && isPaid(order) && isKept(order) && !isSuspended(order))
                .mapToLong(order -> tokens(plans.get(order.path("plan").asText()))
                        * order.path("quantity").asLong(1))
                .sum();
        long periods = held.bills().stream()
                .filter(b -> b.is("paid") && !b.isTakenBack() && !b.isSuspended() && !isWithheld(b))
                .filter(b -> b.end().filter(held.now()::isBefore).isPresent())
                .mapToLong(this::tokens)
                .sum();
        return packs + periods;
    }

    /// Whether its order was not wanted any more: of what cost nothing (a trial that was not the first, what a balance
    /// has paid) nothing stays either.
    private boolean isWithheld(Bill bill) {
        return held.subscriptions().stream()
                .filter(s -> s.path("id").asText().equals(bill.subscription()))
                .flatMap(s -> orders.stream().filter(o -> o.path("id").asText().equals(Held.metadata(s, "order"))))
                .anyMatch(o -> bill.payment()
                        .map(sold -> isWithheld(o, sold))
                        .orElse(Set.of("trial_used", "paid_twice")
                                .contains(o.path("reason").asText())));
    }

    private long tokens(Bill bill) {
        return bill.invoice()
                .at("/lines/data")
                .valueStream()
                .filter(Bill::isOfSubscription)
                .mapToLong(line ->
                        tokens(planOf(line.at("/pricing/price_details/price").asText()))
                                * line.path("quantity").asLong(1))
                .sum();
    }

    private static long tokens(JsonNode plan) {
        return plan.path("features")
                .valueStream()
                .filter(f -> f.path("type").asText().equals("credits"))
                .mapToLong(f -> f.path("amount").asLong())
                .sum();
    }

    // ---- the catalog

    JsonNode plan(JsonNode subscription) {
        return plans.get(planOfPrice.get(price(subscription)));
    }

    static String price(JsonNode subscription) {
        return Held.metadata(subscription.at("/items/data/0/price"), "price");
    }

    /// By the provider's price.
    private JsonNode planOf(String providerPrice) {
        return plans.get(planOfPrice.get(held.prices().get(providerPrice)));
    }

    private static List<Given> features(JsonNode plan, long quantity, Instant from, @Nullable Instant until) {
        return plan.path("features")
                .valueStream()
                .filter(f -> !f.path("type").asText().equals("credits"))
                .map(f -> new Given(
                        f.path("code").asText(),
                        f.path("type").asText().equals("limit")
                                ? f.path("limit").asLong() * quantity
                                : 1,
                        from,
                        until))
                .toList();
    }

    private static Instant plus(Instant from, Period period) {
        return from.atOffset(ZoneOffset.UTC).plus(period).toInstant();
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
