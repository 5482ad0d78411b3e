package io.tollgate.journeys;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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

    private static final Pattern OPERATION = Pattern.compile("[0-9a-f]{32}");

    private final Stack stack = Stack.start();
    private final Consumer<String> progress;
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    Caravan(Consumer<String> progress) {
        this.progress = progress;
        stack.settings(Map.of("amountLimits", List.of(Map.of("currency", "usd", "min", 100, "max", 50_000))));
    }

    /// @return what went wrong, with all that is needed to play it again
    List<String> travel(List<Journey> journeys) {
        List<Traveller> travellers =
                journeys.stream().map(j -> new Traveller(stack, j)).toList();
        stumble(journeys.getFirst().seed());
        each("made", travellers, Traveller::travel);
        rest();
        Map<String, List<JsonNode>> events = Topics.byKey(Topics.EVENTS);
        Map<String, JsonNode> snapshots = Topics.newest(Topics.ENTITLEMENTS);
        each("compared", travellers, traveller -> compare(traveller, events, snapshots));
        nothingIsLeftOver();
        return failures;
    }

    private void stumble(long seed) {
        stack.sandbox("PUT", "/faults", Map.of("webhooks", STUMBLING_WEBHOOKS, "api", STUMBLING_API, "seed", seed))
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

    private void compare(Traveller traveller, Map<String, List<JsonNode>> events, Map<String, JsonNode> snapshots) {
        String key = Stack.PROJECT + ":" + traveller.user;
        Held held = Held.of(stack.provider, traveller.user, traveller.clock(), traveller.asked);
        List<String> differences = new Agreement(
                        stack,
                        traveller.user,
                        held,
                        events.getOrDefault(key, List.of()),
                        Optional.ofNullable(snapshots.get(key)))
                .differences();
        if (!differences.isEmpty()) {
            traveller.notes.add("orders here: "
                    + stack.get("/orders?userId=" + traveller.user, stack.apiKey)
                            .body());
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

    /// The API works again; webhooks still stumble until the last has arrived. What waits for its next try needn't
    // wait.
    private void rest() {
        stack.sandbox("PUT", "/faults", Map.of("webhooks", STUMBLING_WEBHOOKS)).required(200);
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

    private void nothingIsLeftOver() {
        stack.query("select status || ' ' || coalesce(type, '') || ' ' || reason || ' ' || coalesce(last_error, '')"
                        + " || ' ' || coalesce(user_id, '') from inbox where status in ('parked', 'dead')")
                .forEach(row -> failures.add("inbox: " + row));
        stack.query("select kind || ' ' || subject || ' ' || last_error from jobs where status = 'dead'")
                .forEach(row -> failures.add("job: dead " + row));
        Set<String> spent = spentOperations();
        for (String job :
                stack.query("select user_id || ' ' || kind || ' ' || subject || ' ' || coalesce(last_error, '')"
                        + " from jobs where " + SOON)) {
            String user = job.substring(0, job.indexOf(' '));
            boolean waits = stack
                    .query("select order_id from orders where user_id = '" + user
                            + "' union all select document::text from subscriptions where user_id = '" + user
                            + "' union all select subject from jobs where user_id = '" + user + "'")
                    .stream()
                    .anyMatch(known -> spent.stream().anyMatch(known::contains));
            if (!waits) {
                failures.add("job: left for no reason " + job);
            }
        }
    }

    /// The operations to whose keys the provider has stored a failure. What nothing came of waits for a day (ADR 0011);
    /// all else must have ended.
    private Set<String> spentOperations() {
        return stack.sandbox("GET", "/requests?method=POST", null)
                .required(200)
                .body()
                .path("data")
                .valueStream()
                .filter(request -> request.path("status").asInt() == 500)
                .flatMap(request -> OPERATION
                        .matcher(request.path("idempotencyKey").asText())
                        .results()
                        .map(MatchResult::group))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        stack.close();
    }
}
