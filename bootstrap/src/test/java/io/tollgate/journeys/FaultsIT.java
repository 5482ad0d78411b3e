package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.PROJECT;
import static io.tollgate.journeys.Stack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The same journeys while the sandbox doubles, shuffles and fails its webhooks, and drops and refuses calls.
class FaultsIT {
    private static final Instant NOON = Instant.parse("2027-01-15T12:00:00Z");

    @AutoClose
    private static final Stack stack = Stack.start();

    private static void stumble() {
        stack.sandbox(
                        "PUT",
                        "/faults",
                        Map.of(
                                "webhooks",
                                Map.of(
                                        "duplicate",
                                        0.2,
                                        "shuffle",
                                        true,
                                        "failFirst",
                                        0.1,
                                        "retryDelaysMs",
                                        List.of(200, 500, 1000)),
                                "api",
                                Map.of("rate429", 0.05, "rate500", 0.03, "dropAfter", 0.03),
                                "seed",
                                42))
                .required(200);
    }

    @Test
    void with_webhooks_doubled_shuffled_and_failing_every_purchase_and_renewal_ends_right() {
        List<String> users = IntStream.range(0, 12).mapToObj(i -> "user" + i).toList();
        List<String> orders = new ArrayList<>();
        List<String> clocks = new ArrayList<>();
        for (String user : users) {
            clocks.add(stack.clock(user, NOON));
            // A failure that Stripe stored with the customer's key would block the user for a day (ADR 0011).
            stack.checkout(user, "solo", "solo-month", UUID.randomUUID().toString())
                    .required(201);
        }
        stumble();
        for (String user : users) {
            orders.add(retried(() -> stack.buy(user, "solo", "solo-month")));
        }
        orders.forEach(stack::awaitPaid);

        Instant renewed = Instant.parse("2027-02-15T12:00:00Z");
        Instant later = renewed.plus(2, ChronoUnit.HOURS);
        clocks.forEach(clock -> retried(() -> {
            // A try that failed may have had its effect, and the same time twice is refused.
            if (frozenTime(clock) < later.getEpochSecond()) {
                stack.advance(clock, later);
            }
            return clock;
        }));

        for (String user : users) {
            await("the renewal of " + user, () -> stack.check(user, "reports")
                    .path("expiresAt")
                    .asText()
                    .startsWith("2027-03-18"));
        }
        await(
                "the inbox to be worked off",
                () -> stack.count("select count(*) from inbox where status = 'received'") == 0);
        assertThat(stack.query(
                        "select type || ' ' || coalesce(reason, '') from inbox where status in ('parked', 'dead')"))
                .isEmpty();
        for (String user : users) {
            List<JsonNode> events = Topics.read(Topics.EVENTS, PROJECT + ":" + user);
            assertThat(types(events).filter("io.tollgate.order.paid"::equals)).hasSize(1);
            assertThat(types(events).filter("io.tollgate.subscription.renewed"::equals))
                    .hasSize(1);
            assertThat(stack.count(
                            "select count(*) from payments where status = 'succeeded' and user_id = '" + user + "'"))
                    .isEqualTo(2);
        }
    }

    private static long frozenTime(String clock) {
        return stack.stripe("GET", "/v1/test_helpers/test_clocks/" + clock, Map.of())
                .required(200)
                .body()
                .path("frozen_time")
                .asLong();
    }

    private static java.util.stream.Stream<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText());
    }

    /// Calls that a person would simply make again.
    private static <T> T retried(java.util.function.Supplier<T> call) {
        AssertionError last = null;
        for (int i = 0; i < 8; i++) {
            try {
                return call.get();
            } catch (AssertionError | java.io.UncheckedIOException e) {
                last = e instanceof AssertionError a ? a : new AssertionError(e);
            }
        }
        throw last;
    }
}
