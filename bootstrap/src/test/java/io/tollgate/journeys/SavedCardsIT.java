package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.PROJECT;
import static io.tollgate.journeys.Stack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Subscriptions without a hosted page, by a card that was kept or in the caller's own page, on everything.
class SavedCardsIT {
    private static final Instant NOON = Instant.parse("2027-01-15T12:00:00Z");
    private static final Duration SLACK = Duration.ofHours(24);

    @AutoClose
    private static final Stack stack = Stack.start();

    @BeforeAll
    static void offer_a_trial() {
        ObjectNode catalog = (ObjectNode) Stack.demoCatalog();
        ObjectNode trial = catalog.withArray("plans").addObject();
        trial.put("code", "trial").put("name", "Fourteen days").put("trialDays", 14);
        trial.putArray("features").addObject().put("code", "reports").put("type", "flag");
        trial.putArray("prices")
                .addObject()
                .put("code", "trial-month")
                .put("type", "recurring")
                .put("interval", "P1M")
                .putObject("amount")
                .put("amount", 1500)
                .put("currency", "usd");
        String admin = stack.admin(PROJECT);
        stack.api("PUT", "/admin/catalog", admin, catalog, null).required(200);
        stack.api("POST", "/admin/catalog/sync", admin, null, null).required(200);
    }

    @Test
    void a_kept_card_pays_for_three_at_once() {
        Person ann = person("ann");
        String card = ann.keepCard(Person.GOOD);

        Stack.Reply begun = ann.subscribe("solo", "solo-month", Map.of("paymentMethodId", card, "quantity", 3))
                .required(201);

        assertThat(begun.text("status")).isEqualTo("active");
        assertThat(begun.body().path("quantity").asInt()).isEqualTo(3);
        JsonNode order = stack.awaitPaid(begun.text("orderId"));
        assertThat(order.at("/total/amount").asLong()).isEqualTo(5700);
        // The plan's days of grace, as they are more than the slack.
        assertThat(ann.expires("reports")).isEqualTo(end(ann).plus(Duration.ofDays(3)));
        JsonNode theirs = ann.theirSubscription();
        assertThat(theirs.path("id").asText()).isEqualTo(begun.text("providerId"));
        assertThat(theirs.at("/items/data/0/quantity").asInt()).isEqualTo(3);
        assertThat(theirs.path("default_payment_method").asText()).isEqualTo(card);
        assertThat(ann.theirs("/v1/payment_intents"))
                .extracting(i -> i.path("amount_received").asLong())
                .containsExactly(5700L);
        assertThat(ann.awaitTold("order.paid", 1).at("/amount/amount").asLong()).isEqualTo(5700);
        ann.awaitTold("subscription.activated", 1);
    }

    @Test
    void a_card_of_somebody_else_is_as_if_unknown() {
        String card = person("bea").keepCard(Person.GOOD);
        Person thief = person("thief");

        Stack.Reply refused = thief.subscribe("solo", "solo-month", Map.of("paymentMethodId", card));

        assertThat(refused.required(404).text("code")).isEqualTo("payment_method_not_found");
        assertThat(thief.theirs("/v1/subscriptions?status=all")).isEmpty();
        assertThat(thief.allowed("reports")).isFalse();
    }

    @Test
    void where_the_bank_asks_the_client_secret_lets_the_user_answer() {
        Person cai = person("cai");
        String card = cai.keepCard(Person.ASKING);

        Stack.Reply begun = cai.subscribe("solo", "solo-month", Map.of("paymentMethodId", card))
                .required(201);
        assertThat(begun.text("status")).isEqualTo("incomplete");
        assertThat(begun.text("paymentStatus")).isEqualTo("requiresAction");
        assertThat(begun.text("clientSecret")).startsWith("pi_");
        assertThat(cai.allowed("reports")).isFalse();
        assertThat(stack.order(begun.text("orderId")).path("status").asText()).isEqualTo("pending");
        cai.authenticate(intent(begun), "complete");

        stack.awaitPaid(begun.text("orderId"));
        cai.awaitStatus("active");
        assertThat(cai.allowed("reports")).isTrue();
        assertThat(cai.theirSubscription().path("status").asText()).isEqualTo("active");
        cai.awaitTold("order.paid", 1);
    }

    @Test
    void what_the_bank_was_never_told_ends_after_a_day_uncharged() {
        String clock = stack.clock("dee", NOON);
        Person dee = person("dee");
        Stack.Reply begun = dee.subscribe("solo", "solo-month", Map.of("paymentMethodId", dee.keepCard(Person.ASKING)))
                .required(201);
        dee.authenticate(intent(begun), "fail");

        stack.advance(clock, NOON.plus(Duration.ofHours(24)));

        await(
                "the order's end",
                () -> stack.order(begun.text("orderId")).path("status").asText().equals("failed"));
        dee.awaitStatus("incompleteExpired");
        assertThat(dee.theirSubscription().path("status").asText()).isEqualTo("incomplete_expired");
        assertThat(dee.allowed("reports")).isFalse();
        assertThat(dee.awaitTold("order.failed", 1).path("orderId").asText()).isEqualTo(begun.text("orderId"));
    }

    @Test
    void a_card_that_is_declined_is_told_in_words_that_are_safe_to_show() {
        assertDeclined("eli", "pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds");
        assertDeclined("fay", "pm_card_chargeDeclinedLostCard", "card_declined");
    }

    private static void assertDeclined(String user, String card, String reason) {
        Person person = person(user);

        Stack.Reply declined = person.subscribe("solo", "solo-month", Map.of("paymentMethodId", card))
                .required(402);

        assertThat(declined.text("code")).isEqualTo("payment_declined");
        assertThat(declined.text("reason")).isEqualTo(reason);
        assertThat(declined.raw().body()).doesNotContain("lost");
        JsonNode order = person.orders().getFirst();
        assertThat(order.path("status").asText()).isEqualTo("failed");
        assertThat(order.path("reason").asText()).isEqualTo(reason);
        await("nothing to be left that can be paid", () -> person.theirs("/v1/subscriptions?status=all").stream()
                .allMatch(s -> s.path("status").asText().matches("incomplete_expired|canceled")));
        assertThat(person.allowed("reports")).isFalse();
        assertThat(person.awaitTold("order.failed", 1).path("reason").asText()).isEqualTo(reason);
    }

    @Test
    void without_a_card_the_callers_own_page_pays_the_first_time() {
        Person gil = person("gil");

        Stack.Reply begun = gil.subscribe("solo", "solo-year", Map.of()).required(201);
        assertThat(begun.text("status")).isEqualTo("incomplete");
        stack.sandbox("POST", "/payment_intents/" + intent(begun) + "/confirm", Map.of("card", Person.GOOD))
                .required(200);

        stack.awaitPaid(begun.text("orderId"));
        gil.awaitStatus("active");
        assertThat(gil.allowed("reports")).isTrue();
        assertThat(gil.subscription().path("price").asText()).isEqualTo("solo-year");
    }

    @Test
    void a_trial_costs_nothing_then_the_kept_card_pays_and_there_is_no_second_one() {
        String clock = stack.clock("hal", NOON);
        Person hal = person("hal");
        String card = hal.keepCard("5555555555554444");
        Instant trialEnd = NOON.plus(Duration.ofDays(14));

        Stack.Reply begun = hal.subscribe("trial", "trial-month", Map.of("paymentMethodId", card))
                .required(201);
        assertThat(begun.text("status")).isEqualTo("trialing");
        assertThat(begun.text("trialEnd")).isEqualTo(trialEnd.toString());
        stack.awaitPaid(begun.text("orderId"));
        assertThat(hal.expires("reports")).isEqualTo(trialEnd.plus(SLACK));
        assertThat(hal.theirs("/v1/payment_intents")).isEmpty();
        hal.awaitTold("order.paid", 1);

        stack.advance(clock, trialEnd.plus(Duration.ofHours(2)));
        hal.awaitStatus("active");
        await("the first paid period", () -> hal.expires("reports")
                .equals(Instant.parse("2027-02-28T12:00:00Z").plus(SLACK)));
        assertThat(hal.theirs("/v1/payment_intents"))
                .extracting(i -> i.path("amount_received").asLong())
                .containsExactly(1500L);
        hal.awaitTold("subscription.renewed", 1);

        cancelNow(hal);
        Stack.Reply again = hal.subscribe("trial", "trial-month", Map.of("paymentMethodId", card))
                .required(201);
        assertThat(again.text("status")).isEqualTo("active");
        stack.awaitPaid(again.text("orderId"));
        assertThat(hal.theirs("/v1/payment_intents")).hasSize(2);
    }

    @Test
    void a_card_has_one_trial_whoever_uses_it() {
        Person first = person("ida");
        Person second = person("jon");
        String visaDebit = "4000056655665556";
        first.subscribe("trial", "trial-month", Map.of("paymentMethodId", first.keepCard(visaDebit)))
                .required(201);
        await("the card to be known", () -> stack.count("select count(*) from jobs where kind = 'checkTrial'") == 0);

        Stack.Reply begun = second.subscribe(
                        "trial", "trial-month", Map.of("paymentMethodId", second.keepCard(visaDebit)))
                .required(201);

        await(
                "the second trial's end",
                () -> stack.order(begun.text("orderId")).path("status").asText().equals("canceled"));
        assertThat(stack.order(begun.text("orderId")).path("reason").asText()).isEqualTo("trial_used");
        second.awaitStatus("canceled");
        assertThat(second.theirSubscription().path("status").asText()).isEqualTo("canceled");
        assertThat(second.theirs("/v1/payment_intents")).isEmpty();
        assertThat(second.allowed("reports")).isFalse();
        assertThat(first.allowed("reports")).isTrue();
    }

    @Test
    void a_trial_without_a_card_ends_when_it_is_over() {
        String clock = stack.clock("kim", NOON);
        Person kim = person("kim");

        Stack.Reply begun = kim.subscribe("trial", "trial-month", Map.of()).required(201);
        assertThat(begun.text("status")).isEqualTo("trialing");
        assertThat(begun.text("clientSecret")).startsWith("seti_");
        assertThat(kim.allowed("reports")).isTrue();

        stack.advance(clock, NOON.plus(Duration.ofDays(14)).plus(Duration.ofHours(2)));
        await(
                "the trial to be over",
                () -> !kim.subscription().path("status").asText().equals("trialing"));
        stack.advance(clock, NOON.plus(Duration.ofDays(16)));
        await("the access to go", () -> !kim.allowed("reports"));
        assertThat(kim.theirs("/v1/payment_intents").stream()
                        .filter(i -> i.path("amount_received").asLong() > 0))
                .isEmpty();
    }

    @Test
    void what_was_paused_at_the_end_of_its_trial_goes_on_when_it_is_resumed_with_a_card() {
        String clock = stack.clock("lea", NOON);
        Person lea = person("lea");
        Stack.Reply begun = lea.subscribe("trial", "trial-month", Map.of()).required(201);
        stack.provider
                .post(
                        "/v1/subscriptions/" + begun.text("providerId"),
                        Map.of("trial_settings[end_behavior][missing_payment_method]", "pause"))
                .required(200);
        stack.advance(clock, NOON.plus(Duration.ofDays(14)).plus(Duration.ofHours(2)));
        lea.awaitStatus("paused");
        assertThat(lea.allowed("reports")).isFalse();

        stack.sandbox("POST", "/customers/" + lea.customer() + "/card", Map.of("card", Person.GOOD))
                .required(200);
        Stack.Reply resumed =
                lea.ask("/subscriptions/" + begun.text("id") + "/resume", null).required(200);

        assertThat(resumed.text("status")).isEqualTo("active");
        assertThat(lea.theirSubscription().path("status").asText()).isEqualTo("active");
        await("the access", () -> lea.allowed("reports"));
        assertThat(lea.theirs("/v1/payment_intents"))
                .extracting(i -> i.path("amount_received").asLong())
                .containsExactly(1500L);
    }

    private static void cancelNow(Person person) {
        String id = person.subscription().path("id").asText();
        person.ask("/subscriptions/" + id + "/cancel", Map.of("atPeriodEnd", false))
                .required(200);
    }

    private static Instant end(Person person) {
        return Instant.parse(person.subscription().path("currentPeriodEnd").asText());
    }

    private static String intent(Stack.Reply begun) {
        String secret = begun.text("clientSecret");
        return secret.substring(0, secret.indexOf("_secret"));
    }

    private static Person person(String name) {
        return new Person(stack, name);
    }
}
