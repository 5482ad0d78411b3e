package io.tollgate.journeys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Travellers who are on their way at the same time, on one stack whose provider stumbles.
final class Caravan implements AutoCloseable {
    private static final int AT_ONCE = 24;
    private static final Duration PROGRESS = Duration.ofSeconds(10);

    /// All but final loss: what is lost for good is reconciliation's.
    private static final Map<String, Object> STUMBLING_WEBHOOKS =
            Map.of("duplicate", 0.2, "shuffle", true, "failFirst", 0.2, "retryDelaysMs", List.of(200, 500, 1000, 2000));

    private static final Map<String, Object> STUMBLING_API =
            Map.of("rate429", 0.1, "lockTimeout", 0.05, "rate500", 0.05, "dropBefore", 0.05, "dropAfter", 0.05);

    /// What waits for its next try; other jobs wait for their day.
    private static final String SOON = "due_at < now() + interval '30 minutes'";

    private static final JsonNode TEAM = Stack.read("""
            {
              "code": "team", "name": "Team", "trialDays": 14, "graceDays": 1,
              "prices": [
                {"code": "team-month", "type": "recurring", "interval": "P1M", "amount": {"amount": 2900, "currency": "usd"}}
              ],
              "features": [
                {"code": "priority-support", "type": "flag"},
                {"code": "seats", "type": "limit", "limit": 5},
                {"code": "tokens", "type": "credits", "amount": 10}
              ]
            }""");

    private final Stack stack = Stack.start();
    private final Consumer<String> progress;
    private final List<Trial> trials = Collections.synchronizedList(new ArrayList<>());
    private Map<String, Object> webhooks = STUMBLING_WEBHOOKS;
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    private final Map<Journey.Shop, String> keys = new EnumMap<>(Journey.Shop.class);

    Caravan(Consumer<String> progress) {
        this.progress = progress;
        for (Journey.Shop shop : Journey.Shop.values()) {
            keys.put(shop, shop.project.equals(Stack.PROJECT) ? stack.apiKey : stack.seed(shop.project));
            open(shop);
        }
        code("HALF", 50);
        code("ALL", 100);
    }

    private void open(Journey.Shop shop) {
        stack.settings(
                shop.project,
                Map.of(
                        "amountLimits",
                        List.of(Map.of("currency", "usd", "min", 100, "max", 50_000)),
                        "latePayment",
                        shop.latePayment,
                        "trialReuse",
                        shop.trialReuse,
                        // A traveller with a bad card is no card tester.
                        "purchaseLimits",
                        Map.of("open", 100, "declinedPerHour", 100)));
        stack.api("PUT", "/admin/catalog", stack.admin(shop.project), catalog(), null)
                .required(200);
        stack.api("POST", "/admin/catalog/sync", stack.admin(shop.project), null, null)
                .required(200);
    }

    private void code(String code, int percent) {
        stack.provider
                .post("/v1/coupons", Map.of("id", code, "percent_off", Integer.toString(percent), "duration", "once"))
                .required(200);
        stack.provider
                .post(
                        "/v1/promotion_codes",
                        Map.of("promotion[type]", "coupon", "promotion[coupon]", code, "code", code))
                .required(200);
    }

    /// The demo's, and a plan with a trial.
    static JsonNode catalog() {
        JsonNode catalog = Stack.demoCatalog();
        ((ArrayNode) catalog.path("plans")).add(TEAM);
        return catalog;
    }

    /// @return what went wrong, with all that is needed to play it again
    List<String> travel(List<Journey> journeys) {
        List<Traveller> travellers = journeys.stream()
                .map(j -> new Traveller(stack, j, keys.get(j.shop())))
                .toList();
        stumble(journeys);
        each("made", travellers, Traveller::travel);
        rest();
        Map<String, List<JsonNode>> events = Topics.byKey(Topics.EVENTS);
        Map<String, JsonNode> snapshots = Topics.newest(Topics.ENTITLEMENTS);
        Recorded recorded = Recorded.of(stack);
        each("compared", travellers, traveller -> compare(traveller, recorded, events, snapshots));
        cardsHaveOneTrial(recorded);
        nothingIsLeftOver(recorded);
        return failures;
    }

    private void stumble(List<Journey> journeys) {
        webhooks = new TreeMap<>(STUMBLING_WEBHOOKS);
        webhooks.put(
                "customerDelaysMs",
                journeys.stream().collect(Collectors.toMap(Journey::user, Journey::webhookDelayMs)));
        stack.sandbox(
                        "PUT",
                        "/faults",
                        Map.of(
                                "webhooks",
                                webhooks,
                                "api",
                                STUMBLING_API,
                                "seed",
                                journeys.getFirst().seed()))
                .required(200);
    }

    private void each(String done, List<Traveller> travellers, Consumer<Traveller> act) {
        Semaphore room = new Semaphore(AT_ONCE);
        AtomicInteger count = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        Instant begin = Instant.now();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Traveller traveller : travellers) {
                threads.execute(() -> {
                    room.acquireUninterruptibly();
                    try {
                        act.accept(traveller);
                    } catch (RuntimeException | AssertionError e) {
                        fail(traveller, List.of("broke off: " + e));
                    } finally {
                        room.release();
                    }
                    int now = count.incrementAndGet();
                    int due = (int) (Duration.between(begin, Instant.now()).toMillis() / PROGRESS.toMillis());
                    if (told.getAndAccumulate(due, Math::max) < due || now == travellers.size()) {
                        progress.accept(done + " " + now + " of " + travellers.size());
                    }
                });
            }
        }
    }

    private void compare(
            Traveller traveller,
            Recorded recorded,
            Map<String, List<JsonNode>> events,
            Map<String, JsonNode> snapshots) {
        String key = traveller.client.project + ":" + traveller.user;
        Held held = Held.of(stack.provider, traveller.user, traveller.clock(), traveller.asked.access);
        trials.addAll(Trial.of(traveller, held));
        List<String> differences = new Agreement(
                        traveller.client,
                        traveller.asked,
                        held,
                        recorded,
                        events.getOrDefault(key, List.of()),
                        Optional.ofNullable(snapshots.get(key)))
                .differences();
        if (!differences.isEmpty()) {
            traveller.notes.add("orders here: " + traveller.client.all("/orders?"));
            traveller.notes.add("at the provider: " + held.told());
            fail(traveller, differences);
        }
    }

    private void fail(Traveller traveller, List<String> differences) {
        Journey journey = traveller.journey;
        failures.add("journey " + journey.number() + " of seed " + journey.seed() + " (again alone: ./tollgate journeys"
                + " --seed " + journey.seed() + " --only " + journey.number() + "), user " + traveller.user
                + journey.clock().map(c -> ", on a clock from " + c).orElse(", by the wall") + "\n  "
                + String.join("\n  ", traveller.notes) + "\n  differs: "
                + String.join("\n  differs: ", differences));
    }

    // ---- until nothing more is on its way

    /// The API works again; webhooks still stumble until the last has arrived. What waits for its next try
    /// needn't wait.
    private void rest() {
        stack.sandbox("PUT", "/faults", Map.of("webhooks", webhooks)).required(200);
        List<String> before = List.of("unknown");
        for (List<String> left = settle(); !left.equals(before) && !left.isEmpty(); left = settle()) {
            before = left;
        }
        stack.sandbox("PUT", "/faults", Map.of()).required(200);
        Stack.await("the outbox to be empty", () -> stack.count("select count(*) from outbox") == 0);
    }

    /// @return the jobs that are left although each was tried once more
    private List<String> settle() {
        Stack.await("all webhooks to arrive", Duration.ofMinutes(3), () -> stack.sandbox(
                        "GET", "/deliveries?status=pending", null)
                .required(200)
                .body()
                .path("data")
                .isEmpty());
        stack.execute("update inbox set due_at = now() where due_at is not null and leased_until is null");
        stack.execute("update jobs set due_at = now() where leased_until is null and " + SOON);
        Stack.await(
                "inbox and jobs to be worked off",
                Duration.ofMinutes(3),
                () -> stack.count("select count(*) from inbox where status = 'received'") == 0
                        && stack.count("select count(*) from jobs where due_at <= now() or leased_until is not null")
                                == 0);
        return stack.query("select kind || ' ' || subject from jobs where " + SOON + " order by 1");
    }

    private void nothingIsLeftOver(Recorded recorded) {
        stack.query("select status || ' ' || coalesce(type, '') || ' ' || reason || ' ' || coalesce(last_error, '')"
                        + " || ' ' || coalesce(user_id, '') from inbox where status in ('parked', 'dead')")
                .forEach(row -> failures.add("inbox: " + row));
        stack.query("select kind || ' ' || subject || ' ' || last_error from jobs where status = 'dead'")
                .forEach(row -> failures.add("job: dead " + row));
        for (String job :
                stack.query("select user_id || ' ' || kind || ' ' || subject || ' ' || coalesce(last_error, '')"
                        + " from jobs where " + SOON)) {
            String user = job.substring(0, job.indexOf(' '));
            boolean waits = stack
                    .query("select order_id from orders where user_id = '" + user
                            + "' union all select document::text from subscriptions where user_id = '" + user
                            + "' union all select subject from jobs where user_id = '" + user + "'")
                    .stream()
                    .anyMatch(recorded::waits);
            if (!waits) {
                failures.add("job: left for no reason " + job);
            }
        }
    }

    /// Whoever uses it, a card has one trial in a project: others end at once, uncharged or charged. One whose end the
    /// provider has answered with a failure waits for a day.
    private void cardsHaveOneTrial(Recorded recorded) {
        trials.stream()
                .filter(trial -> !trial.card().isEmpty())
                .collect(Collectors.groupingBy(trial -> trial.traveller().client.project + " " + trial.card()))
                .forEach((card, all) -> {
                    Map<Boolean, List<Trial>> kept = all.stream()
                            .filter(Trial::isKept)
                            .collect(Collectors.partitioningBy(trial -> recorded.waits(trial.order())));
                    int surely = kept.get(false).size();
                    boolean none = surely + kept.get(true).size() == 0;
                    if (surely > 1 || (none && !isAnyUnseen(all))) {
                        failures.add("trials: " + surely + " of card " + card + " are kept, must be one:\n  "
                                + (surely > 1 ? kept.get(false) : all)
                                        .stream().map(Trial::told).collect(Collectors.joining("\n  ")));
                    }
                });
    }

    /// Whether there is a trial in the same project whose card nobody has seen, as its call was answered too late: it
    /// may have been the first.
    private boolean isAnyUnseen(List<Trial> others) {
        String project = others.getFirst().traveller().client.project;
        return trials.stream()
                .anyMatch(trial -> trial.card().isEmpty()
                        && trial.traveller().client.project.equals(project));
    }

    @Override
    public void close() {
        stack.close();
    }
}
