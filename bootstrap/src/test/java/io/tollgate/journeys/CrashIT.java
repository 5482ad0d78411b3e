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
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Kills the service's process (kill -9) between two steps, starts it again, and looks: nothing lost, nothing
/// doubled.
/// A step is held up by locking the table that the next one needs, or by a slow provider, so that the blow falls
/// where
/// the test says, whatever the machine's speed.
class CrashIT {
    private static final List<String> MONEY_STEPS = List.of("provider_objects", "accounts", "audit", "outbox");
    private static final Map<String, String> KEYS = new HashMap<>();
    private static final Map<String, String> ORDERS = new HashMap<>();
    private static final Set<String> FINISHED_BY_JOBS =
            Set.of("refund", "subscription", "intent", "change", "cancellation", "page-for-page");
    private static final Map<String, Interrupted> BEFORE = new TreeMap<>();
    private static final Map<String, Interrupted> AFTER = new TreeMap<>();
    private static final Map<String, Interrupted> LEFT = new TreeMap<>();
    private static Stack stack;
    private static long dansPages;

    /// All the blows first, so that the leases of the dead run out together; then each test looks at one.
    @BeforeAll
    static void strike() throws Exception {
        stack = Stack.start();
        stack.settings(Map.of("latePayment", "refund"));
        prepare();
        beforeTheProviderGetsIt();
        afterTheProviderHasDoneIt();
        makeGate();
        afterTheKeyWasTaken("ann");
        afterTheOrderWasDecided("ben");
        afterTheCustomerWasMade("cat");
        afterThePageWasOpened("dan");
        beforeTheKeyWasAnswered("eve");
        afterTheOrderWasDecided("fay");
        for (String table : MONEY_STEPS) {
            whileTheMoneyIsTakenIn(table);
        }
        afterMessagesWereSent("hal");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void killed_after_the_key_was_taken_and_before_the_order_was_decided() {
        finish("ann");
    }

    @Test
    void killed_after_the_order_was_decided_and_before_the_provider_was_asked() {
        finish("ben");
    }

    @Test
    void killed_after_the_customer_was_made_and_before_that_was_stored() {
        finish("cat");
    }

    @Test
    void killed_after_the_page_was_opened_and_before_that_was_stored() {
        Stack.Reply page = retried("dan");
        assertThat(orders("dan")).isEqualTo(2);
        assertThat(pages("dan")).isEqualTo(dansPages + 1);
        assertThat(customers("dan")).isEqualTo(1);
        stack.pay(page.text("url"), "4242424242424242");
        stack.awaitPaid(page.text("orderId"));
    }

    @Test
    void killed_after_all_was_stored_and_before_the_key_was_answered() {
        finish("eve");
    }

    @Test
    void killed_with_a_checkout_that_nobody_asks_for_again_a_job_finishes_it() {
        await("the job to open the page", () -> pages("fay") == 1);
        assertThat(orders("fay")).isEqualTo(1);
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

    @ParameterizedTest
    @MethodSource("kinds")
    void killed_before_the_provider_gets_what_was_decided(String kind) {
        Interrupted one = Objects.requireNonNull(BEFORE.get(kind));
        one.askAgain();
        one.once();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void killed_after_the_provider_has_done_what_was_decided(String kind) {
        Interrupted one = Objects.requireNonNull(AFTER.get(kind));
        one.askAgain();
        one.once();
    }

    @ParameterizedTest
    @MethodSource("finishedByJobs")
    void killed_with_something_that_nobody_asks_for_again_a_job_finishes_it(String kind) {
        Objects.requireNonNull(LEFT.get(kind)).once();
    }

    static Set<String> kinds() {
        return Interrupted.KINDS.keySet();
    }

    static Set<String> finishedByJobs() {
        return FINISHED_BY_JOBS;
    }

    // ---- the blows

    private static void prepare() throws Exception {
        for (String kind : kinds()) {
            var make = Objects.requireNonNull(Interrupted.KINDS.get(kind));
            BEFORE.put(kind, make.apply(stack, "before-" + kind));
            AFTER.put(kind, make.apply(stack, "after-" + kind));
            if (FINISHED_BY_JOBS.contains(kind)) {
                LEFT.put(kind, make.apply(stack, "left-" + kind));
            }
        }
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

    private static void afterTheKeyWasTaken(String user) throws SQLException {
        try (Hold _ = new Hold("accounts")) {
            String key = begin(user);
            await(
                    "the key to be taken",
                    () -> stack.count("select count(*) from idempotency_records where key = '" + key + "'") == 1);
            stack.service().kill();
        }
        stack.service().restart();
    }

    private static void afterTheOrderWasDecided(String user) {
        slowProvider(5_000);
        begin(user);
        await("the order", () -> orders(user) == 1);
        stack.service().kill();
        slowProvider(0);
        stack.service().restart();
    }

    private static void afterTheCustomerWasMade(String user) throws SQLException {
        slowProvider(1_500);
        begin(user);
        await("the order", () -> orders(user) == 1);
        try (Hold _ = new Hold("accounts")) {
            slowProvider(0);
            await("the customer", () -> customers(user) == 1);
            stack.service().kill();
        }
        stack.service().restart();
    }

    private static void afterThePageWasOpened(String user) throws SQLException {
        stack.awaitPaid(stack.buy(user, "pass", null));
        dansPages = pages(user);
        slowProvider(1_500);
        begin(user);
        await("the order", () -> orders(user) == 2);
        try (Hold _ = new Hold("accounts")) {
            slowProvider(0);
            await("the page", () -> pages(user) == dansPages + 1);
            stack.service().kill();
        }
        stack.service().restart();
    }

    private static void beforeTheKeyWasAnswered(String user) throws SQLException {
        slowProvider(1_500);
        begin(user);
        await("the order", () -> orders(user) == 1);
        try (Hold _ = new Hold("idempotency_records")) {
            slowProvider(0);
            await(
                    "the page",
                    () -> stack.count("select count(*) from orders where user_id = '" + user
                                    + "' and session_id is not null")
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

    // ---- the steps

    /// Asks for a page and doesn't wait for it.
    ///
    /// @return the idempotency key
    private static String begin(String user) {
        String key = UUID.randomUUID().toString();
        KEYS.put(user, key);
        Thread.ofVirtual().start(() -> {
            try {
                stack.checkout(user, "pass", null, key);
            } catch (RuntimeException | AssertionError _) {
                // The process dies below this request: that is the test.
            }
        });
        return key;
    }

    /// The caller asks again with the same key until it is answered, then pays.
    private static void finish(String user) {
        Stack.Reply page = retried(user);
        assertThat(orders(user)).isEqualTo(1);
        assertThat(pages(user)).isEqualTo(1);
        assertThat(customers(user)).isEqualTo(1);
        stack.pay(page.text("url"), "4242424242424242");
        stack.awaitPaid(page.text("orderId"));
        await("the event", () -> paidEvents(user).size() >= 1);
        assertThat(paidEvents(user).stream().map(e -> e.path("id").asText()).distinct())
                .hasSize(1);
    }

    private static Stack.Reply retried(String user) {
        String key = Objects.requireNonNull(KEYS.get(user));
        Stack.Reply[] answer = new Stack.Reply[1];
        await("an answer to the key", (Callable<Boolean>) () -> {
            answer[0] = stack.checkout(user, "pass", null, key);
            return answer[0].status() == 201;
        });
        return answer[0];
    }

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

    private static long orders(String user) {
        return stack.count("select count(*) from orders where user_id = '" + user + "'");
    }

    private static long customers(String user) {
        return ofUser("/v1/customers?limit=100", user);
    }

    private static long pages(String user) {
        return ofUser("/v1/checkout/sessions?limit=100", user);
    }

    private static long ofUser(String list, String user) {
        return stack.stripe("GET", list, Map.of())
                .required(200)
                .body()
                .path("data")
                .valueStream()
                .filter(o -> o.path("metadata").path("tollgate_user").asText().equals(user))
                .count();
    }

    private static void slowProvider(int delayMs) {
        stack.sandbox("PUT", "/faults", Map.of("api", Map.of("delayMs", delayMs)))
                .required(200);
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
