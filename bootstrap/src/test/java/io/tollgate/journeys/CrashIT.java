package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.PROJECT;
import static io.tollgate.journeys.Stack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.fixtures.contracts.Together;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Kills the service's process (kill -9) between two steps, starts it again, and looks: nothing lost, nothing doubled.
/// A step is held up by locking the table that the next one needs, or at the provider's gate, so that the blow falls
/// where the test says, whatever the machine's speed.
class CrashIT {
    private static final List<String> MONEY_STEPS = List.of("provider_objects", "accounts", "audit", "outbox");
    private static final Set<String> FINISHED_BY_JOBS =
            Set.of("first-page", "page-for-page", "refund", "subscription", "intent", "change", "cancellation");
    private static final Map<String, Interrupted> BEFORE = new TreeMap<>();
    private static final Map<String, Interrupted> AFTER = new TreeMap<>();
    private static final Map<String, Interrupted> LEFT = new TreeMap<>();
    private static final Map<String, String> ORDERS = new HashMap<>();

    @AutoClose
    private static final Stack stack = Stack.start();

    private static Interrupted ann;
    private static Interrupted eve;

    /// All the blows first, so that the leases of the dead run out together; then each test looks at one.
    @BeforeAll
    static void strike() throws Exception {
        stack.settings(Map.of("latePayment", "refund"));
        prepare();
        beforeTheProviderGetsIt();
        afterTheProviderHasDoneIt();
        afterTheKeyWasTaken();
        beforeTheKeyWasAnswered();
        for (String table : MONEY_STEPS) {
            whileTheMoneyIsTakenIn(table);
        }
        makeGate();
        afterMessagesWereSent("hal");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void killed_before_the_provider_gets_what_was_decided(String kind) {
        assertOnce(Objects.requireNonNull(BEFORE.get(kind)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void killed_after_the_provider_has_done_what_was_decided(String kind) {
        assertOnce(Objects.requireNonNull(AFTER.get(kind)));
    }

    @ParameterizedTest
    @MethodSource("finishedByJobs")
    void killed_with_something_that_nobody_asks_for_again_a_job_finishes_it(String kind) {
        Objects.requireNonNull(LEFT.get(kind)).once();
    }

    @Test
    void killed_after_the_key_was_taken_and_before_anything_was_decided() {
        assertOnce(ann);
    }

    @Test
    void killed_after_all_was_stored_and_before_the_key_was_answered() {
        assertOnce(eve);
    }

    private static void assertOnce(Interrupted one) {
        one.askAgain();
        one.once();
    }

    static Set<String> kinds() {
        return Interrupted.kinds();
    }

    static Set<String> finishedByJobs() {
        return FINISHED_BY_JOBS;
    }

    @Test
    void killed_while_the_money_is_being_taken_in_it_counts_once() {
        for (String table : MONEY_STEPS) {
            assertPaidOnce(payerAt(table), 100);
        }
    }

    @Test
    void killed_after_messages_were_sent_and_before_that_was_stored_they_come_again_with_the_same_ids() {
        await("the event to be sent again", () -> paidEvents("hal").size() == 2);
        assertThat(paidEvents("hal").stream().map(e -> e.path("id").asText()).distinct())
                .hasSize(1);
    }

    // ---- the blows

    private static void prepare() throws Exception {
        for (String kind : kinds()) {
            BEFORE.put(kind, new Interrupted(stack, "before-" + kind, kind));
            AFTER.put(kind, new Interrupted(stack, "after-" + kind, kind));
            if (FINISHED_BY_JOBS.contains(kind)) {
                LEFT.put(kind, new Interrupted(stack, "left-" + kind, kind));
            }
        }
        ann = new Interrupted(stack, "ann", "first-page");
        eve = new Interrupted(stack, "eve", "first-page");
        List<Interrupted> all = Stream.of(BEFORE, AFTER, LEFT)
                .flatMap(some -> some.values().stream())
                .toList();
        Together.run(all.size(), i -> {
            all.get(i).prepare();
            return true;
        });
    }

    /// All at once: one death, one restart.
    private static void beforeTheProviderGetsIt() {
        List<Interrupted> some =
                Stream.concat(BEFORE.values().stream(), LEFT.values().stream()).toList();
        gate("hold", "pass");
        some.forEach(Interrupted::begin);
        awaitHeld("in", some);
        stack.service().kill();
        gate("drop", "pass");
        await("what was under way to be dropped", () -> held("in").isEmpty());
        gate("pass", "pass");
        stack.service().restart();
    }

    /// The provider's events are not taken in either, before the blow.
    private static void afterTheProviderHasDoneIt() throws SQLException {
        List<Interrupted> some = List.copyOf(AFTER.values());
        gate("hold", "hold");
        some.forEach(Interrupted::begin);
        awaitHeld("in", some);
        try (Hold events = new Hold("inbox")) {
            gate("pass", "hold");
            awaitHeld("out", some);
            stack.service().kill();
            events.breakOff();
        }
        gate("pass", "pass");
        stack.service().restart();
    }

    private static void gate(String in, String out) {
        stack.sandbox("PUT", "/gate", Map.of("in", in, "out", out)).required(200);
    }

    private static void awaitHeld(String at, List<Interrupted> some) {
        for (Interrupted one : some) {
            await("the provider to have in hand what " + one.person.name + " wants", () -> one.isAmong(held(at)));
        }
    }

    private static Set<String> held(String at) {
        return stack.sandbox("GET", "/gate", null)
                .required(200)
                .body()
                .path("held")
                .valueStream()
                .filter(one -> one.path("at").asText().equals(at))
                .map(one -> one.path("path").asText() + " "
                        + one.path("idempotencyKey").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void afterTheKeyWasTaken() throws SQLException {
        try (Hold _ = new Hold("accounts")) {
            ann.begin();
            await("the key to be taken", () -> !ann.marks().isEmpty());
            stack.service().kill();
        }
        stack.service().restart();
    }

    private static void beforeTheKeyWasAnswered() throws SQLException {
        gate("hold", "pass");
        eve.begin();
        awaitHeld("in", List.of(eve));
        try (Hold _ = new Hold("idempotency_records")) {
            gate("pass", "pass");
            await(
                    "the page to be stored",
                    () -> stack.count("select count(*) from orders where user_id = 'eve' and session_id is not null")
                            == 1);
            stack.service().kill();
        }
        stack.service().restart();
    }

    private static void whileTheMoneyIsTakenIn(String table) throws SQLException {
        String user = payerAt(table);
        Stack.Reply page = stack.checkout(
                        user, "solo", "solo-month", UUID.randomUUID().toString())
                .required(201);
        ORDERS.put(user, page.text("orderId"));
        try (Hold _ = new Hold(table)) {
            stack.pay(page.text("url"), "4242424242424242");
            await(
                    "the event to be stored",
                    () -> stack.count("select count(*) from inbox where status = 'received' and"
                                    + " type = 'checkout.session.completed'")
                            >= 1);
            stack.service().kill();
        }
        stack.service().restart();
    }

    private static String payerAt(String table) {
        return "gus-" + table.replace('_', '-');
    }

    private static void afterMessagesWereSent(String user) throws SQLException {
        Stack.Reply page =
                stack.checkout(user, "pass", null, UUID.randomUUID().toString()).required(201);
        await("the outbox to be empty", () -> stack.count("select count(*) from outbox") == 0);
        try (Hold gate = new Hold("outbox_gate")) {
            stack.pay(page.text("url"), "4242424242424242");
            await("the event to be sent", () -> paidEvents(user).size() == 1);
            stack.service().kill();
            gate.breakOff();
        }
        stack.service().restart();
    }

    /// Lets a test hold up the removal of sent messages alone.
    private static void makeGate() throws SQLException {
        try (Connection connection = stack.postgres.dataSource(stack.database).getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table outbox_gate (open boolean)");
            statement.execute("create function outbox_gate() returns trigger language plpgsql as"
                    + " $$ begin perform 1 from outbox_gate for update; return null; end $$");
            statement.execute("create trigger outbox_gate after delete on outbox for each statement execute function"
                    + " outbox_gate()");
        }
    }

    // ---- looking

    private static void assertPaidOnce(String user, long credits) {
        String order = Objects.requireNonNull(ORDERS.get(user));
        stack.awaitPaid(order);
        await("the credits", () -> stack.check(user, "tokens").path("remaining").asLong() == credits);
        await("the event", () -> paidEvents(user).size() >= 1);
        assertThat(paidEvents(user).stream().map(e -> e.path("id").asText()).distinct())
                .hasSize(1);
        assertThat(stack.count("select count(*) from audit where action = 'order.paid' and user_id = '" + user + "'"))
                .isEqualTo(1);
        assertThat(stack.count("select count(*) from payments where order_id = '" + order + "'"))
                .isEqualTo(1);
    }

    private static List<JsonNode> paidEvents(String user) {
        return Topics.read(Topics.EVENTS, PROJECT + ":" + user).stream()
                .filter(event -> event.path("type").asText().equals("io.tollgate.order.paid"))
                .toList();
    }

    /// Holds up everybody who needs a table.
    private static final class Hold implements AutoCloseable {
        private final Connection connection;

        /// Reads pass: what the process looks at before it gets where it is to be struck must not stop it earlier.
        Hold(String table) throws SQLException {
            connection = stack.postgres.dataSource(stack.database).getConnection();
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("lock table " + table + " in exclusive mode");
            }
        }

        /// Ends what the dead process has left running in the database, which would finish once let go.
        void breakOff() throws SQLException {
            try (var statement = connection.createStatement()) {
                statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and application_name = 'tollgate'");
            }
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.close();
        }
    }
}
