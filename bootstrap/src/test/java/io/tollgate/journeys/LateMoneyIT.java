package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.PROJECT;
import static io.tollgate.journeys.Stack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Orders that are ended by hand, and money that comes for what nobody waits for any more, on everything.
class LateMoneyIT {
    @AutoClose
    private static final Stack stack = Stack.start();

    @AfterEach
    void settle() {
        stack.sandbox("PUT", "/gate", Map.of()).required(200);
        stack.settings(Map.of());
    }

    // ---- by hand

    @Test
    void an_admin_ends_an_open_order_and_its_page_with_it() {
        Person ann = person("ann");
        Stack.Reply page = ann.page("solo", "solo-month");

        JsonNode ended = end(page.text("orderId"), "canceled", "asked by telephone")
                .required(200)
                .body();

        assertThat(ended.path("status").asText()).isEqualTo("canceled");
        assertThat(ended.path("reason").asText()).isEqualTo("asked by telephone");
        await("the page to be closed", () -> theirPage(page).equals("expired"));
        assertThat(stack.form(page.text("url") + "/pay", Map.of("card", Person.GOOD))
                        .status())
                .isNotEqualTo(303);
        assertThat(ann.allowed("reports")).isFalse();
        assertThat(stack.query(
                        "select action || ' ' || (entry ->> 'actorKind') || ' ' || (entry ->> 'reason') from audit"
                                + " where subject = '" + page.text("orderId") + "' and action = 'order.failed'"))
                .containsExactly("order.failed admin asked by telephone");
        assertThat(ann.awaitTold("order.failed", 1).path("status").asText()).isEqualTo("canceled");
    }

    @Test
    void nobody_sets_an_order_to_paid_and_only_an_admin_ends_one() {
        Person bea = person("bea");
        String open = bea.page("solo", "solo-month").text("orderId");
        String paid = bea.buy("pass", "pass-once", Person.GOOD).path("id").asText();

        assertThat(end(open, "paid", "he said so")
                        .required(400)
                        .body()
                        .at("/errors/0/field")
                        .asText())
                .isEqualTo("status");
        assertThat(end(paid, "canceled", "too late").required(409).text("code")).isEqualTo("order_not_open");
        bea.askMyself("PATCH", "/orders/" + open, Map.of("status", "canceled", "reason", "mine"))
                .required(403);
        stack.api("PATCH", "/orders/" + open, stack.apiKey, Map.of("status", "canceled", "reason", "app"), null)
                .required(403);
        assertThat(stack.order(open).path("status").asText()).isEqualTo("pending");
        assertThat(stack.order(paid).path("status").asText()).isEqualTo("paid");
    }

    // ---- late

    @Test
    void a_late_bank_debit_is_honoured() {
        Person cai = person("cai");
        String order = endedWhileTheDebitIsUnderWay(cai, "pass", "pass-once");

        comes(cai);

        JsonNode paid = stack.awaitPaid(order);
        assertThat(paid.path("refunds")).isEmpty();
        assertThat(cai.allowed("reports")).isTrue();
        assertThat(cai.theirRefunds()).isEmpty();
        cai.awaitTold("order.paid", 1);
    }

    @Test
    void a_late_bank_debit_is_given_back_where_the_project_wants_that() {
        stack.settings(Map.of("latePayment", "refund"));
        Person dee = person("dee");
        String order = endedWhileTheDebitIsUnderWay(dee, "pass", "pass-once");

        comes(dee);

        assertGivenBack(dee, order, 2500);
    }

    @Test
    void a_subscription_that_a_late_bank_debit_pays_for_is_ended_where_the_project_wants_that() {
        stack.settings(Map.of("latePayment", "refund"));
        Person ida = person("ida");
        String order = endedWhileTheDebitIsUnderWay(ida, "solo", "solo-month");

        comes(ida);

        assertGivenBack(ida, order, 1900);
        await(
                "the subscription to end",
                () -> ida.theirSubscription().path("status").asText().equals("canceled"));
        ida.awaitStatus("canceled");
    }

    @Test
    void a_subscription_that_a_late_bank_debit_pays_for_is_honoured() {
        Person jon = person("jon");
        String order = endedWhileTheDebitIsUnderWay(jon, "solo", "solo-month");

        comes(jon);

        stack.awaitPaid(order);
        jon.awaitStatus("active");
        awaitWorkedOff();
        assertThat(jon.theirRefunds()).isEmpty();
        assertThat(jon.theirSubscription().path("status").asText()).isEqualTo("active");
        assertThat(jon.allowed("reports")).isTrue();
    }

    @Test
    void a_late_bank_debit_that_fails_changes_nothing() {
        Person eli = person("eli");
        String order = endedWhileTheDebitIsUnderWay(eli, "pass", "pass-once");

        eli.authenticate(eli.theirs("/v1/payment_intents").getFirst().path("id").asText(), "fail");

        awaitWorkedOff();
        assertThat(stack.order(order).path("status").asText()).isEqualTo("canceled");
        assertThat(eli.allowed("reports")).isFalse();
        assertThat(eli.told("order.paid")).isEmpty();
    }

    @Test
    void a_page_paid_in_its_last_second_is_honoured() {
        Person fay = person("fay");
        Stack.Reply page = paidWhileItIsBeingClosed(fay, "solo", "solo-month");

        JsonNode paid = stack.awaitPaid(page.text("orderId"));
        awaitWorkedOff();
        assertThat(paid.path("refunds")).isEmpty();
        assertThat(theirPage(page)).isEqualTo("complete");
        assertThat(fay.theirSubscription().path("status").asText()).isEqualTo("active");
        assertThat(fay.allowed("reports")).isTrue();
        fay.awaitTold("order.paid", 1);
    }

    @Test
    void a_page_paid_in_its_last_second_is_given_back_where_the_project_wants_that() {
        stack.settings(Map.of("latePayment", "refund"));
        Person gil = person("gil");
        Stack.Reply page = paidWhileItIsBeingClosed(gil, "solo", "solo-month");

        assertGivenBack(gil, page.text("orderId"), 1900);
        await(
                "the subscription to end",
                () -> gil.theirSubscription().path("status").asText().equals("canceled"));
        gil.awaitStatus("canceled");
        // Nothing stands in the way of another.
        gil.buy("solo", "solo-month", Person.GOOD);
        assertThat(gil.allowed("reports")).isTrue();
    }

    // ---- twice

    @Test
    void of_two_pages_for_one_pass_both_paid_the_earlier_stays_and_the_other_is_given_back() throws Exception {
        Person hal = person("hal");
        Stack.Reply first = hal.page("pass", "pass-once");
        gate("hold");
        Stack.Reply second;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Its page, and the first one's closing, are under way for so long that the first is paid.
            Future<Stack.Reply> opening = threads.submit(() -> hal.ask(
                    "/checkout/session",
                    hal.pageOf("pass", "pass-once"),
                    UUID.randomUUID().toString()));
            await("the first to be superseded", () -> stack.order(first.text("orderId"))
                    .path("status")
                    .asText()
                    .equals("canceled"));
            stack.pay(first.text("url"), Person.GOOD);
            gate("pass");
            second = opening.get().required(201);
        }
        stack.awaitPaid(first.text("orderId"));
        Person.awaitNextSecond();
        stack.pay(second.text("url"), Person.GOOD);

        assertGivenBackInFull(second.text("orderId"), 2500);
        awaitWorkedOff();
        JsonNode kept = stack.order(first.text("orderId"));
        assertThat(kept.path("status").asText()).isEqualTo("paid");
        assertThat(kept.path("refunds")).isEmpty();
        assertThat(hal.theirRefunds())
                .extracting(r -> r.path("amount").asLong())
                .containsExactly(2500L);
        assertThat(hal.allowed("reports")).isTrue();
        assertThat(hal.expires("reports"))
                .isEqualTo(OffsetDateTime.parse(kept.path("paidAt").asText())
                        .plusMonths(1)
                        .toInstant());
        hal.awaitTold("order.refunded", 1);
    }

    // ---- how it comes to that

    private static String endedWhileTheDebitIsUnderWay(Person person, String plan, String price) {
        Stack.Reply page = person.page(plan, price);
        String order = page.text("orderId");
        stack.pay(page.text("url"), Person.DEBIT);
        await("the debit", () -> stack.order(order).path("status").asText().equals("processing"));
        end(order, "canceled", "given up").required(200);
        Person.awaitNextSecond();
        return order;
    }

    private static void comes(Person person) {
        person.authenticate(
                person.theirs("/v1/payment_intents").getFirst().path("id").asText(), "complete");
    }

    /// The order has ended here, and the provider is just about to hear of it.
    private static Stack.Reply paidWhileItIsBeingClosed(Person person, String plan, String price) {
        Stack.Reply page = person.page(plan, price);
        gate("hold");
        person.ask("/orders/" + page.text("orderId") + "/cancel", null).required(200);
        await("the page to be being closed", () -> stack.sandbox("GET", "/gate", null)
                .body()
                .path("held")
                .valueStream()
                .anyMatch(call -> call.path("path").asText().contains(page.text("sessionId"))));
        Person.awaitNextSecond();
        stack.pay(page.text("url"), Person.GOOD);
        gate("pass");
        return page;
    }

    private static void gate(String in) {
        stack.sandbox("PUT", "/gate", Map.of("in", in)).required(200);
    }

    private static void assertGivenBack(Person person, String order, long amount) {
        assertGivenBackInFull(order, amount);
        awaitWorkedOff();
        assertThat(person.theirRefunds())
                .extracting(r -> r.path("amount").asLong())
                .containsExactly(amount);
        assertThat(person.allowed("reports")).isFalse();
        assertThat(person.awaitTold("order.refunded", 1).at("/refunded/amount").asLong())
                .isEqualTo(amount);
    }

    private static void assertGivenBackInFull(String order, long amount) {
        await(
                "the money to be given back",
                () -> stack.order(order).at("/refunds/0/status").asText().equals("succeeded"));
        JsonNode given = stack.order(order);
        assertThat(given.path("refunds")).hasSize(1);
        assertThat(given.at("/payments/0/refunded/amount").asLong()).isEqualTo(amount);
    }

    private static String theirPage(Stack.Reply page) {
        return stack.provider
                .get("/v1/checkout/sessions/" + page.text("sessionId"))
                .path("status")
                .asText();
    }

    private static Stack.Reply end(String order, String status, String reason) {
        return stack.api(
                "PATCH", "/orders/" + order, stack.admin(PROJECT), Map.of("status", status, "reason", reason), null);
    }

    private static void awaitWorkedOff() {
        await(
                "all to be worked off",
                () -> stack.sandbox("GET", "/deliveries?status=pending", null)
                                .body()
                                .path("data")
                                .isEmpty()
                        && List.of("inbox where status = 'received'", "outbox").stream()
                                .allMatch(what -> stack.count("select count(*) from " + what) == 0));
    }

    private static Person person(String name) {
        return new Person(stack, name);
    }
}
