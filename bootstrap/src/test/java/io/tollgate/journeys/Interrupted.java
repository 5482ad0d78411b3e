package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// Something that a user of its own asks for, and that the service is killed below.
final class Interrupted {
    final Person person;
    private final Kind kind;
    private final String key = UUID.randomUUID().toString();
    private String prepared;

    /// @param kind one of [#kinds()]
    Interrupted(Stack stack, String user, String kind) {
        this.person = new Person(stack, user);
        this.kind = Objects.requireNonNull(KINDS.get(kind));
    }

    /// All that can be asked for.
    static Set<String> kinds() {
        return new TreeSet<>(KINDS.keySet());
    }

    void prepare() {
        prepared = kind.prepare.apply(person);
    }

    /// Sets it off, and doesn't wait for what comes of it.
    void begin() {
        cause().begin(person, key);
    }

    /// Asks with the same key until there is an answer, and once more: it is the same.
    void askAgain() {
        cause().askAgain(person, key);
    }

    /// What there must be in the end.
    void once() {
        kind.once.accept(person, prepared);
    }

    private Cause cause() {
        return kind.cause.apply(person, prepared);
    }

    /// @param calls paths and keys of the calls that the provider has in hand
    boolean isAmong(Collection<String> calls) {
        List<String> marks = marks();
        return !marks.isEmpty()
                && marks.stream().allMatch(mark -> calls.stream().anyMatch(call -> call.contains(mark)));
    }

    /// What each of its calls at the provider is known by.
    List<String> marks() {
        return kind.marks.apply(this);
    }

    /// What is stored with the caller's key, and what keys at the provider are made from.
    private List<String> operations() {
        return person.stack.query("select operation from idempotency_records where key = '" + key + "'").stream()
                .map(Interrupted::withoutPrefix)
                .toList();
    }

    private static String withoutPrefix(String id) {
        return id.substring(id.indexOf('_') + 1);
    }

    /// @param prepare makes what is needed before, and gives the id of it that the others are given, or nothing
    /// @param marks what its calls at the provider are known by, if not by the operation
    /// @param once sees that there is of it, at the provider and with us, what there must be
    private record Kind(
            Function<Person, String> prepare,
            BiFunction<Person, String, Cause> cause,
            Function<Interrupted, List<String>> marks,
            BiConsumer<Person, String> once) {
        Kind(
                Function<Person, String> prepare,
                BiFunction<Person, String, Cause> cause,
                BiConsumer<Person, String> once) {
            this(prepare, cause, Interrupted::operations, once);
        }
    }

    private interface Cause {
        void begin(Person person, String key);

        void askAgain(Person person, String key);
    }

    /// @param answer its status
    private record Call(String path, Map<String, Object> body, int answer) implements Cause {
        @Override
        public void begin(Person person, String key) {
            Thread.ofVirtual().start(() -> {
                try {
                    person.ask(path, body, key);
                } catch (RuntimeException | AssertionError _) {
                    // The process dies below this request: that is the test.
                }
            });
        }

        @Override
        public void askAgain(Person person, String key) {
            await(
                    "an answer to " + person.name,
                    () -> person.ask(path, body, key).status() == answer);
            Stack.Reply first = person.ask(path, body, key).required(answer);
            Stack.Reply second = person.ask(path, body, key).required(answer);
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(second.raw().headers().firstValue("Idempotent-Replayed")).contains("true");
        }
    }

    /// The bank pays a debit. Nobody asks.
    private record Debited() implements Cause {
        @Override
        public void begin(Person person, String key) {
            person.authenticate(idOf(person.theirs("/v1/payment_intents").getFirst()), "complete");
        }

        @Override
        public void askAgain(Person person, String key) {
            // Nobody does.
        }
    }

    // ---- what is asked for

    /// Of somebody who has no customer yet: that is made first.
    private static final Kind FIRST_PAGE =
            new Kind(_ -> "", (person, _) -> page(person, "pass", "pass-once"), (person, _) -> {
                await("the page", () -> person.orders().getFirst().has("sessionId"));
                assertThat(person.stack.provider.list("/v1/customers?").stream()
                                .filter(c -> Held.metadata(c, "user").equals(person.name)))
                        .hasSize(1);
                assertPages(person, "open");
                assertPaid(person);
            });

    private static final Kind PAGE = new Kind(
            person -> idOf(person.buy("credits", "credits-500", Person.GOOD)),
            (person, _) -> page(person, "pass", "pass-once"),
            (person, _) -> {
                await("the page", () -> person.orders().getLast().has("sessionId"));
                assertPages(person, "complete", "open");
                assertPaid(person);
            });

    /// A second page for a plan; a job closes the first.
    private static final Kind PAGE_FOR_PAGE = new Kind(
            person -> person.page("solo", "solo-month").text("sessionId"),
            (person, _) -> page(person, "solo", "solo-year"),
            it -> Stream.concat(it.operations().stream(), Stream.of(it.prepared))
                    .toList(),
            (person, _) -> {
                await("the pages", () -> statuses(person.theirs("/v1/checkout/sessions"))
                        .equals(List.of("expired", "open")));
                assertThat(statuses(person.orders())).containsExactly("canceled", "pending");
                payLastPage(person);
                assertThat(person.theirs("/v1/subscriptions?status=all")).hasSize(1);
                assertThat(person.allowed("reports")).isTrue();
            });

    private static final Kind REFUND = new Kind(
            person -> idOf(person.buy("pass", "pass-once", Person.GOOD)),
            (_, order) -> {
                // A part: the provider itself would refuse the whole a second time.
                Map<String, Object> amount = Map.of("amount", 1000, "currency", "usd");
                return new Call(
                        "/refunds",
                        Map.of("orderId", order, "amount", amount, "reason", "sorry", "access", "revoke"),
                        201);
            },
            (person, order) -> assertRefunded(person, order, 1000));

    private static final Kind SUBSCRIPTION = new Kind(
            person -> person.keepCard(Person.GOOD),
            (person, method) -> new Call(
                    "/subscriptions",
                    Map.of("userId", person.name, "plan", "solo", "price", "solo-month", "paymentMethodId", method),
                    201),
            (person, _) -> {
                await("the access", () -> person.allowed("reports"));
                assertThat(statuses(person.orders())).containsExactly("paid");
                assertThat(statuses(person.theirs("/v1/subscriptions?status=all")))
                        .containsExactly("active");
                assertThat(person.theirs("/v1/payment_intents")).hasSize(1);
                person.awaitTold("order.paid", 1);
            });

    private static final Kind INTENT = new Kind(
            person -> person.keepCard(Person.GOOD),
            (person, _) -> new Call("/payments/intent", Map.of("userId", person.name, "plan", "pass"), 201),
            (person, _) -> {
                await("the intent", () -> person.theirs("/v1/payment_intents").size() == 1);
                String intent = idOf(person.theirs("/v1/payment_intents").getFirst());
                await("it to be known", () -> person.orders()
                        .getFirst()
                        .at("/payments/0/id")
                        .asText()
                        .equals("pay_" + intent));
                assertThat(person.orders()).hasSize(1);
                person.stack
                        .sandbox("POST", "/payment_intents/" + intent + "/confirm", Map.of("card", Person.GOOD))
                        .required(200);
                person.stack.awaitPaid(idOf(person.orders().getFirst()));
                assertThat(person.allowed("reports")).isTrue();
            });

    private static final Kind CHANGE = new Kind(
            Interrupted::subscribe,
            (_, id) -> new Call(
                    "/subscriptions/" + id + "/change", Map.of("plan", "enterprise", "price", "enterprise-month"), 200),
            (person, _) -> {
                await(
                        "the change",
                        () -> person.subscription().path("plan").asText().equals("enterprise"));
                List<JsonNode> theirs = person.theirs("/v1/subscriptions?status=all");
                assertThat(theirs).hasSize(1);
                assertThat(theirs.getFirst().path("items").path("data")).hasSize(1);
                assertThat(Held.metadata(theirs.getFirst().at("/items/data/0/price"), "price"))
                        .isEqualTo("enterprise-month");
                assertThat(person.theirs("/v1/invoices")).hasSize(2);
                await("the access", () -> person.allowed("priority-support"));
            });

    /// Has no key at the provider, as it can be done only once.
    private static final Kind CANCELLATION = new Kind(
            Interrupted::subscribe,
            (_, id) -> new Call("/subscriptions/" + id + "/cancel", Map.of("atPeriodEnd", false), 200),
            it -> List.of(it.person.subscription().path("providerId").asText()),
            (person, _) -> {
                await(
                        "the end",
                        () -> person.subscription().path("status").asText().equals("canceled"));
                assertThat(statuses(person.theirs("/v1/subscriptions?status=all")))
                        .containsExactly("canceled");
                await("the access to go", () -> !person.allowed("reports"));
                person.awaitTold("subscription.canceled", 1);
            });

    private static final Kind SET_UP = new Kind(
            person -> person.keepCard(Person.GOOD),
            (person, _) -> new Call("/setup-intents", Map.of("userId", person.name), 201),
            (person, _) -> assertThat(person.theirs("/v1/setup_intents")).hasSize(2));

    /// What comes for an order that was ended is given back by a job.
    private static final Kind LATE_MONEY = new Kind(
            Interrupted::endWhileDebited,
            (_, _) -> new Debited(),
            it -> List.of(withoutPrefix(it.prepared)),
            (person, order) -> assertRefunded(person, order, 2500));

    private static final Map<String, Kind> KINDS = Map.of(
            "first-page", FIRST_PAGE,
            "page", PAGE,
            "page-for-page", PAGE_FOR_PAGE,
            "refund", REFUND,
            "subscription", SUBSCRIPTION,
            "intent", INTENT,
            "change", CHANGE,
            "cancellation", CANCELLATION,
            "set-up", SET_UP,
            "late-money", LATE_MONEY);

    // ---- what they share

    private static Call page(Person person, String plan, String price) {
        return new Call("/checkout/session", person.pageOf(plan, price), 201);
    }

    /// @return the subscription's id
    private static String subscribe(Person person) {
        person.buy("solo", "solo-month", Person.GOOD);
        return idOf(person.subscription());
    }

    /// @return the order's id
    private static String endWhileDebited(Person person) {
        Stack stack = person.stack;
        Stack.Reply page = person.page("pass", "pass-once");
        String order = page.text("orderId");
        stack.pay(page.text("url"), Person.DEBIT);
        await("the debit", () -> stack.order(order).path("status").asText().equals("processing"));
        stack.api(
                        "PATCH",
                        "/orders/" + order,
                        stack.admin(Stack.PROJECT),
                        Map.of("status", "canceled", "reason", "no longer wanted"),
                        null)
                .required(200);
        await(
                "its page to be looked after",
                () -> stack.count("select count(*) from jobs where user_id = '" + person.name + "'") == 0);
        Person.awaitNextSecond();
        return order;
    }

    /// One for each order.
    private static void assertPages(Person person, String... statuses) {
        assertThat(statuses(person.theirs("/v1/checkout/sessions"))).containsExactly(statuses);
        assertThat(person.orders()).hasSize(statuses.length);
    }

    private static void assertPaid(Person person) {
        payLastPage(person);
        assertThat(person.allowed("reports")).isTrue();
        person.awaitTold("order.paid", person.orders().size());
    }

    private static void payLastPage(Person person) {
        person.stack.pay(
                person.theirs("/v1/checkout/sessions").getLast().path("url").asText(), Person.GOOD);
        person.stack.awaitPaid(idOf(person.orders().getLast()));
    }

    private static void assertRefunded(Person person, String order, long amount) {
        await(
                "the refund",
                () -> person.stack.order(order).at("/refunds/0/status").asText().equals("succeeded"));
        JsonNode now = person.stack.order(order);
        assertThat(now.path("refunds")).hasSize(1);
        assertThat(person.theirRefunds())
                .extracting(r -> r.path("amount").asLong())
                .containsExactly(amount);
        assertThat(now.at("/payments/0/refunded/amount").asLong()).isEqualTo(amount);
        assertThat(person.allowed("reports")).isFalse();
        person.awaitTold("order.refunded", 1);
    }

    private static List<String> statuses(List<JsonNode> all) {
        return all.stream().map(one -> one.path("status").asText()).toList();
    }

    private static String idOf(JsonNode one) {
        return one.path("id").asText();
    }
}
