package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// Something that a user of its own asks for, and that the service is killed below: what it needs before, how it is
/// asked for, and what there must be of it in the end, once.
abstract class Interrupted {
    /// All that can be asked for.
    static final Map<String, BiFunction<Stack, String, Interrupted>> KINDS = new TreeMap<>(Map.of(
            "first-page", FirstPage::new,
            "page", Page::new,
            "page-for-page", PageForPage::new,
            "refund", Refund::new,
            "subscription", Subscription::new,
            "intent", Intent::new,
            "change", Change::new,
            "cancellation", Cancellation::new,
            "set-up", SetUp::new,
            "late-money", LateMoney::new));

    final Stack stack;
    final Person person;
    private final String key = UUID.randomUUID().toString();

    private Interrupted(Stack stack, String user) {
        this.stack = stack;
        this.person = new Person(stack, user);
    }

    abstract void prepare();

    abstract Call call();

    /// What there must be in the end, at the provider and with us.
    abstract void once();

    record Call(String path, Map<String, Object> body, int answer) {}

    /// @param calls paths and keys of the calls that the provider has in hand
    boolean isAmong(Collection<String> calls) {
        List<String> marks = marks();
        return !marks.isEmpty()
                && marks.stream().allMatch(mark -> calls.stream().anyMatch(call -> call.contains(mark)));
    }

    /// What each of its calls at the provider is known by. Most have keys made from the operation that is stored with
    /// the caller's key.
    List<String> marks() {
        return stack.query("select operation from idempotency_records where key = '" + key + "'").stream()
                .map(Interrupted::withoutPrefix)
                .toList();
    }

    static String withoutPrefix(String id) {
        return id.substring(id.indexOf('_') + 1);
    }

    /// Asks, and doesn't wait for the answer.
    void begin() {
        Call call = call();
        Thread.ofVirtual().start(() -> {
            try {
                person.ask(call.path, call.body, key);
            } catch (RuntimeException | AssertionError _) {
                // The process dies below this request: that is the test.
            }
        });
    }

    /// Asks with the same key until there is an answer, and once more: it is the same.
    void askAgain() {
        Call call = call();
        await(
                "an answer to " + person.name,
                () -> person.ask(call.path, call.body, key).status() == call.answer);
        Stack.Reply first = person.ask(call.path, call.body, key).required(call.answer);
        Stack.Reply second = person.ask(call.path, call.body, key).required(call.answer);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.raw().headers().firstValue("Idempotent-Replayed")).contains("true");
    }

    // ---- what is asked for

    /// Of somebody who has no customer yet: that is made first.
    private static final class FirstPage extends Interrupted {
        FirstPage(Stack stack, String user) {
            super(stack, user);
        }

        @Override
        void prepare() {
            // Nothing was there before.
        }

        @Override
        Call call() {
            return new Call("/checkout/session", person.pageOf("pass", "pass-once"), 201);
        }

        @Override
        void once() {
            await("the page", () -> person.orders().getFirst().has("sessionId"));
            assertThat(stack.provider.list("/v1/customers?").stream()
                            .filter(c -> Held.metadata(c, "user").equals(person.name)))
                    .hasSize(1);
            assertPages(person, "open");
            assertPaid(person);
        }
    }

    private static final class Page extends Interrupted {
        Page(Stack stack, String user) {
            super(stack, user);
        }

        @Override
        void prepare() {
            person.buy("credits", "credits-500", Person.GOOD);
        }

        @Override
        Call call() {
            return new Call("/checkout/session", person.pageOf("pass", "pass-once"), 201);
        }

        @Override
        void once() {
            await("the page", () -> person.orders().getLast().has("sessionId"));
            assertPages(person, "complete", "open");
            assertPaid(person);
        }
    }

    /// One for each order.
    private static void assertPages(Person person, String... statuses) {
        assertThat(person.theirs("/v1/checkout/sessions"))
                .extracting(page -> page.path("status").asText())
                .containsExactly(statuses);
        assertThat(person.orders()).hasSize(statuses.length);
    }

    private static void assertPaid(Person person) {
        person.stack.pay(
                person.theirs("/v1/checkout/sessions").getLast().path("url").asText(), Person.GOOD);
        person.stack.awaitPaid(person.orders().getLast().path("id").asText());
        assertThat(person.allowed("reports")).isTrue();
        person.awaitTold("order.paid", person.orders().size());
    }

    private static final class Refund extends Interrupted {
        private String order;

        Refund(Stack stack, String user) {
            super(stack, user);
        }

        @Override
        void prepare() {
            order = person.buy("pass", "pass-once", Person.GOOD).path("id").asText();
        }

        @Override
        Call call() {
            // A part: the provider itself would refuse the whole a second time.
            Map<String, Object> amount = Map.of("amount", 1000, "currency", "usd");
            return new Call(
                    "/refunds", Map.of("orderId", order, "amount", amount, "reason", "sorry", "access", "revoke"), 201);
        }

        @Override
        void once() {
            await(
                    "the refund",
                    () -> stack.order(order).at("/refunds/0/status").asText().equals("succeeded"));
            JsonNode now = stack.order(order);
            assertThat(now.path("refunds")).hasSize(1);
            assertThat(person.theirRefunds())
                    .extracting(r -> r.path("amount").asLong())
                    .containsExactly(1000L);
            assertThat(now.at("/payments/0/refunded/amount").asLong()).isEqualTo(1000);
            assertThat(person.allowed("reports")).isFalse();
            person.awaitTold("order.refunded", 1);
        }
    }

    private static final class Subscription extends Interrupted {
        private String method;

        Subscription(Stack stack, String user) {
            super(stack, user);
        }

        @Override
        void prepare() {
            method = person.keepCard(Person.GOOD);
        }

        @Override
        Call call() {
            return new Call(
                    "/subscriptions",
                    Map.of("userId", person.name, "plan", "solo", "price", "solo-month", "paymentMethodId", method),
                    201);
        }

        @Override
        void once() {
            await("the access", () -> person.allowed("reports"));
            assertThat(person.orders())
                    .extracting(o -> o.path("status").asText())
                    .containsExactly("paid");
            assertThat(person.theirs("/v1/subscriptions?status=all"))
                    .extracting(s -> s.path("status").asText())
                    .containsExactly("active");
            assertThat(person.theirs("/v1/payment_intents")).hasSize(1);
            person.awaitTold("order.paid", 1);
        }
    }

    private static final class Intent extends Interrupted {
        Intent(Stack stack, String user) {
            super(stack, user);
        }

        @Override
        void prepare() {
            person.keepCard(Person.GOOD);
        }

        @Override
        Call call() {
            return new Call("/payments/intent", Map.of("userId", person.name, "plan", "pass"), 201);
        }

        @Override
        void once() {
            await("the intent", () -> person.theirs("/v1/payment_intents").size() == 1);
            String intent =
                    person.theirs("/v1/payment_intents").getFirst().path("id").asText();
            await("it to be known", () -> person.orders()
                    .getFirst()
                    .at("/payments/0/id")
                    .asText()
                    .equals("pay_" + intent));
            assertThat(person.orders()).hasSize(1);
            stack.sandbox("POST", "/payment_intents/" + intent + "/confirm", Map.of("card", Person.GOOD))
                    .required(200);
            stack.awaitPaid(person.orders().getFirst().path("id").asText());
            assertThat(person.allowed("reports")).isTrue();
        }
    }

    private static final class Change extends Interrupted {
        private String id;

        Change(Stack stack, String user) {
            super(stack, user);
        }

        @Override
        void prepare() {
            person.buy("solo", "solo-month", Person.GOOD);
            id = person.subscription().path("id").asText();
        }

        @Override
        Call call() {
            return new Call(
                    "/subscriptions/" + id + "/change", Map.of("plan", "enterprise", "price", "enterprise-month"), 200);
        }

        @Override
        void once() {
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
        }
    }

    private static final class Cancellation extends Interrupted {
        private String id;

        Cancellation(Stack stack, String user) {
            super(stack, user);
        }

        @Override
        void prepare() {
            person.buy("solo", "solo-month", Person.GOOD);
            id = person.subscription().path("id").asText();
        }

        @Override
        Call call() {
            return new Call("/subscriptions/" + id + "/cancel", Map.of("atPeriodEnd", false), 200);
        }

        /// Has no key, as it can be done only once.
        @Override
        List<String> marks() {
            return List.of(person.subscription().path("providerId").asText());
        }

        @Override
        void once() {
            await("the end", () -> person.subscription().path("status").asText().equals("canceled"));
            assertThat(person.theirs("/v1/subscriptions?status=all"))
                    .extracting(s -> s.path("status").asText())
                    .containsExactly("canceled");
            await("the access to go", () -> !person.allowed("reports"));
            person.awaitTold("subscription.canceled", 1);
        }
    }

    private static final class SetUp extends Interrupted {
        SetUp(Stack stack, String user) {
            super(stack, user);
        }

        @Override
        void prepare() {
            person.keepCard(Person.GOOD);
        }

        @Override
        Call call() {
            return new Call("/setup-intents", Map.of("userId", person.name), 201);
        }

        @Override
        void once() {
            assertThat(person.theirs("/v1/setup_intents")).hasSize(2);
        }
    }

    /// A second page for a plan, which closes the first.
    private static final class PageForPage extends Interrupted {
        private String first;

        PageForPage(Stack stack, String user) {
            super(stack, user);
        }

        @Override
        void prepare() {
            first = person.page("solo", "solo-month").text("sessionId");
        }

        @Override
        Call call() {
            return new Call("/checkout/session", person.pageOf("solo", "solo-year"), 201);
        }

        /// A job closes the first.
        @Override
        List<String> marks() {
            return Stream.concat(super.marks().stream(), Stream.of(first)).toList();
        }

        @Override
        void once() {
            await("the pages", () -> person.theirs("/v1/checkout/sessions").stream()
                    .map(page -> page.path("status").asText())
                    .toList()
                    .equals(List.of("expired", "open")));
            assertThat(person.orders())
                    .extracting(o -> o.path("status").asText())
                    .containsExactly("canceled", "pending");
            stack.pay(
                    person.theirs("/v1/checkout/sessions").getLast().path("url").asText(), Person.GOOD);
            stack.awaitPaid(person.orders().getLast().path("id").asText());
            assertThat(person.theirs("/v1/subscriptions?status=all")).hasSize(1);
            assertThat(person.allowed("reports")).isTrue();
        }
    }

    /// What comes for an order that was ended is given back by a job. Nobody asks for it.
    private static final class LateMoney extends Interrupted {
        private String order;

        LateMoney(Stack stack, String user) {
            super(stack, user);
        }

        @Override
        void prepare() {
            Stack.Reply page = person.page("pass", "pass-once");
            order = page.text("orderId");
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
        }

        @Override
        Call call() {
            throw new UnsupportedOperationException("nobody asks for it");
        }

        @Override
        void begin() {
            String intent =
                    person.theirs("/v1/payment_intents").getFirst().path("id").asText();
            person.authenticate(intent, "complete");
        }

        @Override
        List<String> marks() {
            return List.of(withoutPrefix(order));
        }

        @Override
        void askAgain() {
            // Nobody does.
        }

        @Override
        void once() {
            await(
                    "the refund",
                    () -> stack.order(order).at("/refunds/0/status").asText().equals("succeeded"));
            JsonNode now = stack.order(order);
            assertThat(now.path("refunds")).hasSize(1);
            assertThat(person.theirRefunds())
                    .extracting(r -> r.path("amount").asLong())
                    .containsExactly(2500L);
            assertThat(now.at("/payments/0/refunded/amount").asLong()).isEqualTo(2500);
            assertThat(person.allowed("reports")).isFalse();
            person.awaitTold("order.refunded", 1);
        }
    }
}
