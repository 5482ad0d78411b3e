package io.tollgate.http;

import static io.restassured.RestAssured.given;
import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.Price;
import io.tollgate.money.Money;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Settings;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Issuers.class)
class CatalogTest {
    private static final String CATALOG = "/api/v1/admin/catalog";
    private static final String DOCUMENT = """
            {"features": [{"code": "reports", "type": "flag", "name": "Reports"}],
             "plans": [{"code": "free", "name": "Free", "default": true},
                       {"code": "pro", "name": "Pro", "trialDays": 14,
                        "prices": [{"code": "pro-month", "type": "recurring", "interval": "P1M",
                                    "amount": {"amount": 1999, "currency": "usd"}},
                                   {"code": "pro-pass", "type": "oneTime", "accessPeriod": "lifetime",
                                    "amount": {"amount": 2500, "currency": "usd"}}],
                        "features": [{"code": "reports", "type": "flag"}, {"code": "seats", "type": "limit", "limit": 5},
                                     {"code": "tokens", "type": "credits", "amount": 100}]}]}""";

    @Inject
    World world;

    private String project;
    private String admin;

    @BeforeEach
    void project() {
        project = world.ids.next("p").replace('_', '-');
        world.database.projects.create(new Project(new ProjectId(project), project, "default", Settings.defaults(), 1));
        admin = world.admin(project);
    }

    private Response put(String query, String body) {
        return as(admin).contentType("application/json").body(body).put(CATALOG + query);
    }

    @Test
    void what_is_put_is_what_is_got_and_sold() {
        Response put = put("", DOCUMENT);

        assertThat(put.statusCode() + put.asString()).startsWith("200");
        assertThat(put.header("ETag")).isEqualTo("\"1\"");
        Response got = as(admin).get(CATALOG);
        assertThat(got.asString()).isEqualTo(put.asString());
        assertThat(schema().validate(got.asString(), InputFormat.JSON)).isEmpty();
        Response plans = given().get("/api/v1/plans?project=" + project);
        assertThat(plans.jsonPath().getList("data.code")).isEqualTo(List.of("free", "pro"));
        assertThat(plans.header("Cache-Control")).startsWith("public");
        assertThat(given().get("/api/v1/plans/pro?project=" + project)
                        .jsonPath()
                        .getInt("trialDays"))
                .isEqualTo(14);
        assertProblem(given().get("/api/v1/plans/none?project=" + project), 404, "plan_not_found");
        assertProblem(given().get("/api/v1/plans"), 400, "project_required");
        assertProblem(given().get("/api/v1/plans?project=nowhere"), 404, "not_found");
    }

    @Test
    void yaml_says_the_same() {
        Response put =
                as(admin).contentType("application/yaml").body("""
                        features:
                          - {code: reports, type: flag}
                        plans:
                          - code: pro
                            name: Pro
                            prices:
                              - {code: pro-month, type: recurring, interval: P1M, amount: {amount: 1999, currency: usd}}
                            features:
                              - {code: reports, type: flag}
                        """.getBytes()).put(CATALOG);

        assertThat(put.statusCode() + put.asString()).startsWith("200");
        assertThat(put.jsonPath().getInt("plans[0].prices[0].amount.amount")).isEqualTo(1999);
    }

    @ParameterizedTest
    @CsvSource({
        "'plans: !!java.net.URL [x]', unsupported_yaml",
        "'a: &a [x]\nplans: *a', unsupported_yaml",
        "'plans: []\nplans: []', duplicate_field",
        "'plans: [', malformed",
        "'plans: []\n---\nplans: []', malformed",
    })
    void yaml_that_surprises_is_refused(String body, String code) {
        Response put =
                as(admin).contentType("application/yaml").body(body.getBytes()).put(CATALOG);

        assertProblem(put, 400, "malformed_body");
        assertThat(put.jsonPath().getString("errors[0].code")).isEqualTo(code);
    }

    @Test
    void a_dry_run_tells_the_changes_and_makes_none() {
        Response dry = put("?dryRun=true", DOCUMENT);

        assertThat(dry.jsonPath().getList("changes.kind")).contains("added");
        assertThat(as(admin).get(CATALOG).jsonPath().getList("plans")).isEmpty();
    }

    @Test
    void a_lost_update_is_refused() {
        put("", DOCUMENT);

        Response late = as(admin)
                .contentType("application/json")
                .header("If-Match", "\"0\"")
                .body("{}")
                .put(CATALOG);

        assertProblem(late, 412, "version_mismatch");
        assertProblem(
                as(admin)
                        .contentType("application/json")
                        .header("If-Match", "1")
                        .body("{}")
                        .put(CATALOG),
                400,
                "invalid_request");
    }

    @Test
    void where_plans_that_are_sold_change_it_must_be_said_whom_that_reaches() {
        put("", DOCUMENT);
        String changed = DOCUMENT.replace("\"limit\": 5", "\"limit\": 6");

        assertProblem(put("", changed), 400, "existing_subscribers_required");
        assertProblem(put("?existingSubscribers=now", changed), 422, "existing_subscribers_unsupported");
        assertProblem(put("?existingSubscribers=nextPeriod", changed), 422, "existing_subscribers_unsupported");
        assertProblem(put("?existingSubscribers=x", changed), 400, "invalid_request");
        assertThat(put("?existingSubscribers=never", changed).header("ETag")).isEqualTo("\"2\"");
        assertThat(put("", changed).header("ETag")).isEqualTo("\"2\"");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"limit\": 5', '\"limit\": -1', plans[1].features[1].limit",
        "'\"usd\"', '\"USD\"', plans[1].prices[0].amount.currency",
        "'\"usd\"', '\"xxy\"', plans[1].prices[0].amount.currency",
        "'\"P1M\"', '\"1 month\"', plans[1].prices[0].interval",
        "'\"flag\", \"name\"', '\"bool\", \"name\"', features[0].type",
        "'\"code\": \"pro\"', '\"code\": \"PRO !\"', plans[1].code",
        "'\"name\": \"Pro\", ', '', plans[1].name",
        "'\"trialDays\": 14', '\"trialDay\": 14', plans[1].trialDay",
    })
    void what_is_wrong_is_named_by_its_place(String from, String to, String field) {
        Response put = put("", DOCUMENT.replace(from, to));

        assertProblem(put, 400, "invalid_request");
        assertThat(put.jsonPath().getList("errors.field", String.class)).contains(field);
    }

    @Test
    void an_answer_is_stored_for_its_key_up_to_64_KiB() {
        put("", DOCUMENT);
        syncDry("small");
        assertThat(syncDry("small").header("Idempotent-Replayed")).isEqualTo("true");

        List<Price> prices = IntStream.range(0, 700)
                .<Price>mapToObj(
                        i -> new Price.OneTime("price-" + i + "-" + "x".repeat(50), null, new Money(100, "usd"), null))
                .toList();
        Plan plan = new Plan("plan-" + "x".repeat(50), "Large", false, 0, 0, prices, List.of());
        Catalog large = new Catalog(0, List.of(), List.of(plan));
        world.database.catalogs.put(new ProjectId(project), 1, large, World.TEST);

        assertThat(syncDry("large").body().asByteArray()).hasSizeGreaterThan(64 * 1024);
        Response again = syncDry("large");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.header("Idempotent-Replayed")).isNull();
    }

    private Response syncDry(String key) {
        return as(admin).header("Idempotency-Key", key).post(CATALOG + "/sync?dryRun=true");
    }

    @Test
    void a_sync_binds_prices_and_done_again_keeps_them() {
        put("", DOCUMENT);

        Response dry = as(admin).post(CATALOG + "/sync?dryRun=true");
        Response first = as(admin).post(CATALOG + "/sync");
        Response again = as(admin).post(CATALOG + "/sync");

        assertThat(dry.jsonPath().getList("prices.action")).containsOnly("bound");
        assertThat(first.jsonPath().getList("prices.action")).containsOnly("bound");
        assertThat(again.jsonPath().getList("prices.action")).containsOnly("kept");
        assertThat(as(admin).get(CATALOG).jsonPath().getString("plans[1].prices[0].providerPriceId"))
                .startsWith("price_");
        assertThat(given().get("/api/v1/plans?project=" + project).asString()).doesNotContain("price_");
    }

    @Test
    void the_schema_is_served() {
        assertThat(given().get("/api/v1/schemas/catalog").jsonPath().getString("title"))
                .isEqualTo("A project's catalog");
        assertThat(schema().validate(DOCUMENT, InputFormat.JSON)).isEmpty();
        assertThat(schema().validate(DOCUMENT.replace("P1M", "x"), InputFormat.JSON))
                .isNotEmpty();
    }

    private static Schema schema() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(CatalogTest.class.getResourceAsStream("/schemas/catalog.schema.json"));
    }

    @Test
    void projects_settings_and_apps_are_administered() {
        String operator = world.operator();
        String id = world.ids.next("n").replace('_', '-');
        String body = "{\"id\": \"" + id + "\", \"name\": \"New\"}";

        assertThat(as(operator)
                        .contentType("application/json")
                        .body(body)
                        .post("/api/v1/admin/projects")
                        .statusCode())
                .isEqualTo(201);
        assertProblem(
                as(operator).contentType("application/json").body(body).post("/api/v1/admin/projects"),
                409,
                "project_exists");
        Response settings = as(world.admin(id))
                .contentType("application/json")
                .body("""
                        {"allowedOrigins": ["https://Shop.example.com:443"], "renewalSlack": "PT1H",
                         "userDirectory": "https://directory.test/users/{userId}",
                         "automaticTax": "ifPossible", "latePayment": "refund", "trialReuse": "chargeNow",
                         "amountLimits": [{"currency": "usd", "min": 100, "max": 50000}]}""")
                .put("/api/v1/admin/projects/" + id + "/settings");
        assertThat(settings.statusCode() + settings.asString()).startsWith("200");
        assertThat(settings.jsonPath().getList("allowedOrigins")).isEqualTo(List.of("https://shop.example.com"));
        Response read = as(world.admin(id)).get("/api/v1/admin/projects/" + id + "/settings");
        assertThat(read.asString()).isEqualTo(settings.asString());
        assertThat(List.of("automaticTax", "latePayment", "trialReuse"))
                .extracting(read.jsonPath()::getString)
                .isEqualTo(List.of("ifPossible", "refund", "chargeNow"));
        assertThat(read.jsonPath().getMap("amountLimits[0]"))
                .isEqualTo(Map.of("currency", "usd", "min", 100, "max", 50_000));
        Response wrong = as(world.admin(id))
                .contentType("application/json")
                .body("""
                        {"allowedOrigins": ["https://a.test/path"], "renewalSlack": "P1000D",
                         "userDirectory": "https://169.254.169.254/{userId}"}""")
                .put("/api/v1/admin/projects/" + id + "/settings");
        assertProblem(wrong, 400, "invalid_request");
        assertThat(wrong.jsonPath().getList("errors.field"))
                .isEqualTo(List.of("allowedOrigins[0]", "renewalSlack", "userDirectory"));
        Response limits = as(world.admin(id))
                .contentType("application/json")
                .body("""
                        {"amountLimits": [{"currency": "usd", "min": 0, "max": 5},
                                          {"currency": "usd", "min": 6, "max": 5},
                                          {"currency": "xyz", "min": 1, "max": 1000000000}]}""")
                .put("/api/v1/admin/projects/" + id + "/settings");
        assertProblem(limits, 400, "invalid_request");
        assertThat(limits.jsonPath().getList("errors.field"))
                .isEqualTo(List.of(
                        "amountLimits[0].min",
                        "amountLimits[1].currency",
                        "amountLimits[1].min",
                        "amountLimits[2].currency",
                        "amountLimits[2].max"));
        Response words = as(world.admin(id))
                .contentType("application/json")
                .body("""
                        {"automaticTax": "always", "latePayment": "REFUND", "trialReuse": "",
                         "amountLimits": [null, {}]}""")
                .put("/api/v1/admin/projects/" + id + "/settings");
        assertProblem(words, 400, "invalid_request");
        assertThat(words.jsonPath().getList("errors.field"))
                .isEqualTo(List.of(
                        "automaticTax",
                        "latePayment",
                        "trialReuse",
                        "amountLimits[0]",
                        "amountLimits[1].currency",
                        "amountLimits[1].min",
                        "amountLimits[1].max"));
        Response app = as(operator)
                .contentType("application/json")
                .body("{\"name\": \"backend\", \"scopes\": [\"plans:read\"]}")
                .post("/api/v1/admin/projects/" + id + "/apps");
        assertThat(app.statusCode()).isEqualTo(201);
        Response excess = as(operator)
                .contentType("application/json")
                .body("{\"name\": \"k\", \"scopes\": [\"orders:read\"]}")
                .post("/api/v1/admin/apps/" + app.jsonPath().getString("id") + "/keys");
        assertProblem(excess, 400, "invalid_request");
    }

    @Test
    void a_user_may_be_put_on_a_test_clock() {
        world.payments.hasClock("clock_1", world.time.instant());
        String path = "/api/v1/admin/users/tina/provider-customer";
        String acme = world.admin("acme");

        assertProblem(
                as(acme).contentType("application/json")
                        .body("{\"testClock\": \"clock_0\"}")
                        .put(path),
                404,
                "not_found");
        Response linked = as(acme).contentType("application/json")
                .body("{\"testClock\": \"clock_1\"}")
                .put(path);

        assertThat(linked.statusCode() + linked.asString()).startsWith("200");
        assertThat(as(world.appKey(ACME)).get("/api/v1/users/tina").jsonPath().getString("testClockTime"))
                .isNotNull();
    }
}
