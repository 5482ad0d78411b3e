package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What can be done with a subscription, on everything: here, at the provider, and in its portal.
class SubscriptionsIT {
    private static final Instant NOON = Instant.parse("2027-01-15T12:00:00Z");
    private static final Instant END = Instant.parse("2027-02-15T12:00:00Z");
    private static final Duration GRACE = Duration.ofDays(3);
    private static final Duration BILLED = Duration.ofHours(2);

    @AutoClose
    private static final Stack stack = Stack.start();

    // ---- seen

    @Test
    void one_sees_ones_own_and_an_app_sees_the_projects() {
        Person ann = subscriber("ann");
        Person abe = subscriber("abe");
        String anns = id(ann);

        assertThat(ann.askMyself("GET", "/subscriptions", null)
                        .required(200)
                        .body()
                        .path("data"))
                .extracting(s -> s.path("id").asText())
                .containsExactly(anns);
        JsonNode seen = ann.askMyself("GET", "/subscriptions/" + anns, null)
                .required(200)
                .body();
        assertThat(seen).isEqualTo(ann.subscription());
        assertThat(seen.path("providerId").asText())
                .isEqualTo(ann.theirSubscription().path("id").asText());
        assertThat(Instant.parse(seen.path("currentPeriodEnd").asText()))
                .isEqualTo(Held.time(ann.theirSubscription().at("/items/data/0/current_period_end")));
        abe.askMyself("GET", "/subscriptions/" + anns, null).required(404);
        abe.askMyself("GET", "/subscriptions?userId=ann", null).required(404);
        abe.askMyself("POST", "/subscriptions/" + anns + "/cancel", Map.of()).required(404);
        assertThat(stack.get("/subscriptions?status=active", stack.apiKey)
                        .required(200)
                        .body()
                        .path("data"))
                .extracting(s -> s.path("userId").asText())
                .contains("ann", "abe");
    }

    // ---- ended and resumed

    @Test
    void canceled_at_the_periods_end_resumed_and_canceled_again_it_ends_just_then() {
        String clock = stack.clock("bea", NOON);
        Person bea = subscriber("bea");
        assertThat(bea.expires("reports")).isEqualTo(END.plus(GRACE));

        Stack.Reply canceled = ask(bea, "cancel", Map.of()).required(200);
        assertThat(canceled.body().path("cancelAtPeriodEnd").asBoolean()).isTrue();
        assertThat(canceled.text("status")).isEqualTo("active");
        assertThat(bea.theirSubscription().path("cancel_at_period_end").asBoolean())
                .isTrue();
        assertThat(bea.expires("reports")).isEqualTo(END);

        Stack.Reply resumed = ask(bea, "resume", null).required(200);
        assertThat(resumed.body().path("cancelAtPeriodEnd").asBoolean()).isFalse();
        assertThat(bea.theirSubscription().path("cancel_at_period_end").asBoolean())
                .isFalse();
        assertThat(bea.expires("reports")).isEqualTo(END.plus(GRACE));
        assertThat(ask(bea, "resume", null).required(409).text("code")).isEqualTo("nothing_to_resume");

        ask(bea, "cancel", Map.of("atPeriodEnd", true)).required(200);
        stack.advance(clock, END);
        bea.awaitStatus("canceled");
        assertThat(bea.theirSubscription().path("status").asText()).isEqualTo("canceled");
        assertThat(bea.allowed("reports")).isFalse();
        bea.awaitTold("subscription.canceled", 1);
        assertThat(ask(bea, "resume", null).required(409).text("code")).isEqualTo("subscription_ended");
    }

    @Test
    void canceled_at_once_all_is_over_at_once_and_it_can_be_bought_again() {
        Person cai = subscriber("cai");

        Stack.Reply canceled = ask(cai, "cancel", Map.of("atPeriodEnd", false)).required(200);

        assertThat(canceled.text("status")).isEqualTo("canceled");
        assertThat(cai.theirSubscription().path("status").asText()).isEqualTo("canceled");
        assertThat(cai.allowed("reports")).isFalse();
        cai.awaitTold("subscription.canceled", 1);
        cai.buy("solo", "solo-month", Person.GOOD);
        assertThat(cai.allowed("reports")).isTrue();
    }

    // ---- changed

    @Test
    void what_the_preview_shows_is_what_the_bill_says() {
        String clock = stack.clock("dee", NOON);
        Person dee = subscriber("dee");
        stack.advance(clock, NOON.plus(Duration.ofDays(10)));
        awaitClock(dee, NOON.plus(Duration.ofDays(10)));

        JsonNode preview = preview(dee, "plan=enterprise&price=enterprise-month&quantity=2");
        assertThat(preview.path("amountDue").asLong()).isPositive();
        Stack.Reply changed = ask(
                        dee,
                        "change",
                        Map.of(
                                "plan",
                                "enterprise",
                                "price",
                                "enterprise-month",
                                "quantity",
                                2,
                                "prorationDate",
                                preview.path("prorationDate").asText()))
                .required(200);

        assertThat(changed.text("plan")).isEqualTo("enterprise");
        assertThat(changed.body().path("quantity").asInt()).isEqualTo(2);
        JsonNode bill = dee.theirs("/v1/invoices").getLast();
        assertThat(bill.path("status").asText()).isEqualTo("paid");
        assertThat(bill.path("amount_due").asLong())
                .isEqualTo(preview.path("amountDue").asLong());
        assertThat(bill.path("total").asLong()).isEqualTo(preview.path("total").asLong());
        assertThat(bill.at("/lines/data"))
                .extracting(line -> line.path("amount").asLong())
                .containsExactlyInAnyOrderElementsOf(preview.path("lines")
                        .valueStream()
                        .map(line -> line.path("amount").asLong())
                        .toList());
        assertThat(dee.allowed("priority-support")).isTrue();
        await("the bill to be mirrored", () -> dee.invoices().size() == 2);
        assertThat(dee.invoices().getLast().at("/total/amount").asLong())
                .isEqualTo(preview.path("total").asLong());
        JsonNode told = dee.awaitTold("subscription.changed", 1);
        assertThat(told.path("plan").asText()).isEqualTo("enterprise");
        assertThat(told.path("previousPlan").asText()).isEqualTo("solo");
    }

    @Test
    void what_is_left_of_a_dearer_plan_is_credited_to_the_next_bill() {
        String clock = stack.clock("eli", NOON);
        Person eli = person("eli");
        eli.buy("enterprise", "enterprise-month", Person.GOOD);
        stack.advance(clock, NOON.plus(Duration.ofDays(10)));
        awaitClock(eli, NOON.plus(Duration.ofDays(10)));

        JsonNode preview = preview(eli, "plan=solo&price=solo-month");
        long credit = preview.path("total").asLong();
        assertThat(credit).isNegative();
        assertThat(preview.path("amountDue").asLong()).isZero();
        ask(
                        eli,
                        "change",
                        Map.of(
                                "plan",
                                "solo",
                                "price",
                                "solo-month",
                                "prorationDate",
                                preview.path("prorationDate").asText()))
                .required(200);
        assertThat(eli.allowed("priority-support")).isFalse();
        assertThat(eli.allowed("reports")).isTrue();

        stack.advance(clock, END.plus(BILLED));
        await("the renewal", () -> eli.expires("reports")
                .equals(Instant.parse("2027-03-15T12:00:00Z").plus(GRACE)));
        JsonNode renewal = eli.theirs("/v1/invoices").getLast();
        assertThat(renewal.path("total").asLong()).isEqualTo(1900);
        assertThat(renewal.path("amount_due").asLong()).isEqualTo(Math.max(0, 1900 + credit));
    }

    @Test
    void a_change_that_can_not_be_charged_changes_nothing() {
        Person fay = person("fay");
        fay.buy("solo", "solo-month", Person.WORKS_ONCE);

        Stack.Reply declined = ask(fay, "change", Map.of("plan", "enterprise", "price", "enterprise-month"));

        assertThat(declined.required(402).text("code")).isEqualTo("payment_declined");
        assertThat(fay.subscription().path("plan").asText()).isEqualTo("solo");
        assertThat(Held.metadata(fay.theirSubscription().at("/items/data/0/price"), "price"))
                .isEqualTo("solo-month");
        assertThat(fay.allowed("reports")).isTrue();
        assertThat(fay.allowed("priority-support")).isFalse();
        assertThat(fay.told("subscription.changed")).isEmpty();
    }

    // ---- paused

    @Test
    void while_nothing_is_collected_access_lapses_at_the_paid_end_and_resuming_undoes_it() {
        String clock = stack.clock("gil", NOON);
        Person gil = subscriber("gil");

        pause(gil);
        await("the pause to be told", () -> gil.subscription().has("collectionPaused"));
        assertThat(gil.subscription().at("/collectionPaused/behavior").asText()).isEqualTo("void");
        assertThat(ask(gil, "resume", null).required(200).body().has("collectionPaused"))
                .isFalse();
        assertThat(gil.theirSubscription().path("pause_collection").isObject()).isFalse();

        stack.advance(clock, END.plus(BILLED));
        await("the renewal", () -> gil.expires("reports")
                .equals(Instant.parse("2027-03-15T12:00:00Z").plus(GRACE)));
        assertThat(gil.theirs("/v1/payment_intents")).hasSize(2);
    }

    @Test
    void what_was_not_collected_is_not_paid_for() {
        String clock = stack.clock("hal", NOON);
        Person hal = subscriber("hal");
        pause(hal);
        await("the pause to be told", () -> hal.subscription().has("collectionPaused"));

        stack.advance(clock, END.plus(GRACE).plus(BILLED));

        await("the access to lapse", () -> !hal.allowed("reports"));
        assertThat(hal.check("reports").path("reason").asText()).isEqualTo("expired");
        assertThat(hal.theirSubscription().path("status").asText()).isEqualTo("active");
        assertThat(hal.theirs("/v1/payment_intents").stream()
                        .filter(i -> i.path("status").asText().equals("succeeded")))
                .hasSize(1);
    }

    private static void pause(Person person) {
        String id = person.theirSubscription().path("id").asText();
        stack.provider
                .post("/v1/subscriptions/" + id, Map.of("pause_collection[behavior]", "void"))
                .required(200);
    }

    // ---- the portal

    @Test
    void who_has_bought_nothing_has_no_portal() {
        Person ida = person("ida");

        JsonNode eligibility =
                ida.askMyself("GET", "/portal/eligibility", null).required(200).body();

        assertThat(eligibility.path("eligible").asBoolean()).isFalse();
        assertThat(eligibility.path("reason").asText()).isEqualTo("no_provider_customer");
        assertThat(openPortal(ida).required(409).text("code")).isEqualTo("no_provider_customer");
    }

    @Test
    void what_is_done_in_the_portal_is_seen_here() {
        Person jon = subscriber("jon");
        assertThat(jon.askMyself("GET", "/portal/eligibility", null)
                        .required(200)
                        .body()
                        .path("eligible")
                        .asBoolean())
                .isTrue();
        Stack.Reply portal = openPortal(jon).required(201);
        String subscription = jon.theirSubscription().path("id").asText();

        stack.form(portal.text("url") + "/cancel", Map.of("subscription", subscription));
        await(
                "the cancellation",
                () -> jon.subscription().path("cancelAtPeriodEnd").asBoolean());
        assertThat(jon.theirSubscription().path("cancel_at_period_end").asBoolean())
                .isTrue();
        assertThat(jon.expires("reports"))
                .isEqualTo(Instant.parse(
                        jon.subscription().path("currentPeriodEnd").asText()));

        stack.form(portal.text("url") + "/renew", Map.of("subscription", subscription));
        await("the renewal", () -> !jon.subscription().path("cancelAtPeriodEnd").asBoolean());
        assertThat(jon.allowed("reports")).isTrue();
    }

    @Test
    void the_portal_leads_back_to_the_shop_only_and_says_if_it_is_not_set_up() {
        Person kim = subscriber("kim");

        Stack.Reply elsewhere =
                kim.askMyself("POST", "/portal/session", Map.of("returnUrl", "https://evil.example/account"));
        assertThat(elsewhere.required(400).body().at("/errors/0/field").asText())
                .isEqualTo("returnUrl");

        stack.sandbox("PUT", "/account", Map.of("portalConfigured", false)).required(200);
        Stack.Reply unset = openPortal(kim);
        stack.sandbox("PUT", "/account", Map.of("portalConfigured", true)).required(200);
        assertThat(unset.required(422).text("detail")).containsIgnoringCase("portal");
        openPortal(kim).required(201);
    }

    private static Stack.Reply openPortal(Person person) {
        return person.askMyself("POST", "/portal/session", Map.of("returnUrl", Stack.SHOP + "/account"));
    }

    // ---- the user

    @Test
    void what_is_told_of_a_user_reaches_the_providers_customer_also_one_that_is_made_later() {
        Person lea = person("lea");
        lea.askMyself("PATCH", "/users/lea", Map.of("name", "Lea Early", "metadata", Map.of("tier", "gold")))
                .required(200);

        subscriber("lea");
        await(
                "the customer to have it",
                () -> theirCustomer(lea).path("name").asText().equals("Lea Early"));
        assertThat(theirCustomer(lea).at("/metadata/tier").asText()).isEqualTo("gold");
        assertThat(Held.metadata(theirCustomer(lea), "user")).isEqualTo("lea");

        lea.askMyself("PATCH", "/users/lea", Map.of("email", "lea@shop.example", "metadata", Map.of("since", "2027")))
                .required(200);
        await(
                "the customer to have that, too",
                () -> theirCustomer(lea).path("email").asText().equals("lea@shop.example"));
        JsonNode now = theirCustomer(lea);
        assertThat(now.path("name").asText()).isEqualTo("Lea Early");
        assertThat(List.of(
                        now.at("/metadata/tier").asText(),
                        now.at("/metadata/since").asText()))
                .containsExactly("gold", "2027");
        person("eve").askMyself("PATCH", "/users/lea", Map.of("name", "Eve")).required(404);
        assertThat(lea.allowed("reports")).isTrue();
    }

    private static JsonNode theirCustomer(Person person) {
        return stack.provider.get("/v1/customers/" + person.customer());
    }

    // ---- asking

    private static Stack.Reply ask(Person person, String what, Map<String, Object> body) {
        return person.ask("/subscriptions/" + id(person) + "/" + what, body);
    }

    private static JsonNode preview(Person person, String query) {
        return stack.get("/subscriptions/" + id(person) + "/change-preview?" + query, stack.apiKey)
                .required(200)
                .body();
    }

    private static String id(Person person) {
        return person.subscription().path("id").asText();
    }

    private static void awaitClock(Person person, Instant time) {
        await("the clock to be known", () -> stack.get("/users/" + person.name, stack.apiKey)
                .required(200)
                .text("testClockTime")
                .equals(time.toString()));
    }

    private static Person subscriber(String name) {
        Person person = person(name);
        person.buy("solo", "solo-month", Person.GOOD);
        return person;
    }

    private static Person person(String name) {
        return new Person(stack, name);
    }
}
