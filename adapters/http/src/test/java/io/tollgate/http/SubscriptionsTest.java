package io.tollgate.http;

import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.fixtures.contracts.Samples.OTHER;
import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tollgate.accounts.AccountId;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class SubscriptionsTest {
    private static final String ALL = "/api/v1/subscriptions";

    @Inject
    World world;

    /// Of a user of its own: the world is shared.
    private record Subscribed(AccountId account, String id, String token) {
        String path(String what) {
            return ALL + "/" + id + what;
        }
    }

    private Subscribed subscribed() {
        String number = world.ids.next("n").replaceAll("[^0-9a-zA-Z]", "");
        AccountId account = AccountId.of("acme", "sub-" + number);
        return new Subscribed(
                account,
                world.subscribe(account, number),
                world.user("acme", account.user().value()));
    }

    private static Response post(Subscribed of, String what, String body) {
        return json(as(of.token()), body).post(of.path(what));
    }

    private static RequestSpecification json(RequestSpecification request, String body) {
        return request.contentType("application/json").body(body);
    }

    @Test
    void a_subscription_shows_what_is_known_of_it() {
        Subscribed one = subscribed();

        Response read = as(one.token()).get(one.path(""));

        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.jsonPath().getString("id")).isEqualTo(one.id());
        assertThat(read.jsonPath().getString("userId"))
                .isEqualTo(one.account().user().value());
        assertThat(read.jsonPath().getString("plan")).isEqualTo("pro");
        assertThat(read.jsonPath().getString("price")).isEqualTo("pro-month");
        assertThat(read.jsonPath().getInt("quantity")).isEqualTo(1);
        assertThat(read.jsonPath().getString("status")).isEqualTo("active");
        assertThat(read.jsonPath().getBoolean("cancelAtPeriodEnd")).isFalse();
        assertThat(read.jsonPath().getLong("version")).isEqualTo(1);
        assertThat(read.asString()).doesNotContain("null", "cancelAt\"", "trialEnd", "collectionPaused");
        Response user =
                as(one.token()).get("/api/v1/users/" + one.account().user().value());
        assertThat(user.jsonPath().getMap("subscriptions[0]"))
                .isEqualTo(read.jsonPath().getMap(""));
    }

    @Test
    void what_belongs_to_others_is_as_if_unknown() {
        Subscribed one = subscribed();
        String mallory = world.user("acme", "mallory");

        for (String foreign : List.of(mallory, world.appKey(OTHER))) {
            assertProblem(as(foreign).get(one.path("")), 404, "not_found");
            assertProblem(as(foreign).get(one.path("/change-preview?plan=team")), 404, "not_found");
            assertProblem(json(as(foreign), "{}").post(one.path("/cancel")), 404, "not_found");
            assertProblem(as(foreign).post(one.path("/resume")), 404, "not_found");
            assertProblem(json(as(foreign), "{\"plan\": \"team\"}").post(one.path("/change")), 404, "not_found");
        }
        assertThat(as(mallory).get(ALL).jsonPath().getList("data")).isEmpty();
        assertProblem(as(mallory).get(ALL + "?userId=" + one.account().user().value()), 404, "not_found");
        assertThat(as(world.appKey(ACME)).get(one.path("")).statusCode()).isEqualTo(200);
    }

    @Test
    void subscriptions_are_listed_by_user_and_status_page_by_page() {
        Subscribed one = subscribed();
        Subscribed two = subscribed();
        String app = world.appKey(ACME);
        post(one, "/cancel", "{\"atPeriodEnd\": false}");

        String ofOne = ALL + "?userId=" + one.account().user().value();
        assertThat(as(app).get(ofOne).jsonPath().getList("data.id")).isEqualTo(List.of(one.id()));
        assertThat(as(app).get(ofOne + "&status=canceled").jsonPath().getList("data.id"))
                .isEqualTo(List.of(one.id()));
        assertThat(as(app).get(ofOne + "&status=active").jsonPath().getList("data"))
                .isEmpty();
        Response page = as(app).get(ALL + "?limit=1");
        assertThat(page.jsonPath().getList("data")).hasSize(1);
        Response next = as(app).get(ALL + "?limit=1&after=" + page.jsonPath().getString("nextCursor"));
        assertThat(next.jsonPath().getString("data[0].id"))
                .isLessThan(page.jsonPath().getString("data[0].id"));
        assertThat(as(two.token()).get(ALL).jsonPath().getList("data.id")).isEqualTo(List.of(two.id()));
    }

    @ParameterizedTest
    @CsvSource({
        "?status=gone, status, unknown_status",
        "?limit=0, limit, out_of_range",
        "?after=x, after, invalid_cursor",
    })
    void a_wrong_question_is_named(String query, String field, String code) {
        Response response = as(world.appKey(ACME)).get(ALL + query);

        assertProblem(response, 400, "invalid_request");
        assertThat(response.jsonPath().getString("errors.find { it.field == '" + field + "' }.code"))
                .isEqualTo(code);
    }

    @Test
    void it_is_canceled_at_the_periods_end_unless_told_otherwise_and_resumed() {
        Subscribed one = subscribed();

        Response canceled = post(one, "/cancel", "{}");
        Response again = post(one, "/cancel", "{\"atPeriodEnd\": true}");
        Response resumed = as(one.token()).post(one.path("/resume"));

        assertThat(canceled.statusCode()).isEqualTo(200);
        assertThat(canceled.jsonPath().getBoolean("cancelAtPeriodEnd")).isTrue();
        assertThat(canceled.jsonPath().getString("cancelAt")).isNotEmpty();
        assertThat(canceled.jsonPath().getString("status")).isEqualTo("active");
        assertThat(canceled.jsonPath().getLong("version")).isEqualTo(2);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(resumed.jsonPath().getBoolean("cancelAtPeriodEnd")).isFalse();
        assertProblem(as(one.token()).post(one.path("/resume")), 409, "nothing_to_resume");
    }

    @Test
    void what_has_ended_stays_as_it_is() {
        Subscribed one = subscribed();

        Response canceled = post(one, "/cancel", "{\"atPeriodEnd\": false}");

        assertThat(canceled.jsonPath().getString("status")).isEqualTo("canceled");
        assertProblem(post(one, "/cancel", "{}"), 409, "subscription_ended");
        assertProblem(as(one.token()).post(one.path("/resume")), 409, "subscription_ended");
        assertProblem(post(one, "/change", "{\"plan\": \"team\"}"), 409, "subscription_ended");
        assertProblem(as(one.token()).get(one.path("/change-preview?plan=team")), 409, "subscription_ended");
    }

    @Test
    void a_change_is_previewed_made_and_held_at_once() {
        Subscribed one = subscribed();

        Response preview = as(one.token()).get(one.path("/change-preview?plan=team&quantity=2"));
        Response changed = post(
                one,
                "/change",
                "{\"plan\": \"team\", \"quantity\": 2, \"prorationDate\": \""
                        + preview.jsonPath().getString("prorationDate") + "\"}");

        assertThat(preview.statusCode()).isEqualTo(200);
        assertThat(preview.jsonPath().getLong("amountDue")).isEqualTo(200);
        assertThat(preview.jsonPath().getString("currency")).isEqualTo("usd");
        assertThat(preview.jsonPath().getList("lines")).hasSize(1);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.jsonPath().getString("plan")).isEqualTo("team");
        assertThat(changed.jsonPath().getInt("quantity")).isEqualTo(2);
        long version = changed.jsonPath().getLong("version");
        Response held = as(one.token()).get("/api/v1/entitlements?minVersion=" + version);
        assertThat(held.jsonPath().getLong("entitlements.find { it.feature == 'seats' }.limit"))
                .isEqualTo(100);
        assertProblem(as(one.token()).get(one.path("/change-preview?plan=team")), 409, "nothing_to_change");
    }

    @Test
    void a_change_is_refused_for_what_is_not_sold_like_that() {
        Subscribed one = subscribed();

        assertProblem(post(one, "/change", "{\"plan\": \"none\"}"), 404, "plan_not_found");
        assertProblem(post(one, "/change", "{\"plan\": \"team\", \"price\": \"x\"}"), 404, "price_not_found");
        assertProblem(post(one, "/change", "{\"plan\": \"pass\", \"price\": \"pass-life\"}"), 422, "one_time_price");
        assertProblem(
                post(one, "/change", "{\"plan\": \"team\", \"prorationDate\": \"2020-01-01T00:00:00Z\"}"),
                409,
                "preview_expired");
        assertProblem(post(one, "/change", "{}"), 400, "invalid_request");
        assertProblem(post(one, "/change", "{\"plan\": \"team\", \"quantity\": 0}"), 400, "invalid_request");
        assertProblem(
                post(one, "/change", "{\"plan\": \"team\", \"prorationDate\": \"yesterday\"}"), 400, "invalid_request");
        assertProblem(as(one.token()).get(one.path("/change-preview")), 400, "invalid_request");
        assertProblem(as(one.token()).get(one.path("/change-preview?plan=team&quantity=x")), 400, "invalid_request");
        assertProblem(as(one.token()).get(ALL + "/sub_" + "x".repeat(100)), 404, "not_found");
        assertProblem(as(one.token()).get(ALL + "/ord_1"), 404, "not_found");
    }

    @Test
    void while_the_provider_is_away_the_same_key_goes_on_where_it_stopped() {
        Subscribed one = subscribed();
        String key = UUID.randomUUID().toString();
        world.payments.stumble(Fault.UNKNOWN_AFTER);

        Response unknown =
                json(as(one.token()).header("Idempotency-Key", key), "{}").post(one.path("/cancel"));
        Response resumed =
                json(as(one.token()).header("Idempotency-Key", key), "{}").post(one.path("/cancel"));
        Response replayed =
                json(as(one.token()).header("Idempotency-Key", key), "{}").post(one.path("/cancel"));

        assertProblem(unknown, 503, "provider_unavailable");
        assertThat(resumed.statusCode()).isEqualTo(200);
        assertThat(resumed.jsonPath().getBoolean("cancelAtPeriodEnd")).isTrue();
        assertThat(replayed.header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void a_declined_card_changes_nothing() {
        Subscribed one = subscribed();
        world.payments.stumble(Fault.DECLINED);

        assertProblem(post(one, "/change", "{\"plan\": \"team\"}"), 422, "provider_refused");

        assertThat(as(one.token()).get(one.path("")).jsonPath().getString("plan"))
                .isEqualTo("pro");
    }
}
