package io.tollgate.http;

import static io.restassured.RestAssured.given;
import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.fixtures.contracts.Samples.OTHER;
import static io.tollgate.http.Answers.assertProblem;
import static io.tollgate.http.Answers.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.tollgate.http.Allow.Who;
import io.tollgate.tenancy.Scope;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who may call what: the document's operations against a table written apart from the code.
@QuarkusTest
@QuarkusTestResource(Issuers.class)
class AccessTest {
    @Inject
    World world;

    @Test
    void every_operation_of_the_document_has_a_row_here() {
        JsonPath document = given().get("/openapi?format=json").jsonPath();
        Map<String, Map<String, Map<String, Object>>> paths = document.getMap("paths");

        Set<String> documented = new TreeSet<>();
        paths.forEach((path, methods) -> methods.forEach((method, operation) -> {
            if (Set.of("get", "put", "post", "delete", "patch", "head", "options")
                    .contains(method)) {
                documented.add(operation.get("operationId") + " " + method.toUpperCase() + " " + path);
            }
        }));

        assertThat(documented)
                .isEqualTo(Arrays.stream(Operations.values())
                        .map(o -> o.name() + " " + o.method + " " + o.template())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @ParameterizedTest
    @EnumSource
    void nobody_unknown_gets_in(Operations operation) {
        String path = operation.path("alice", "ord_1");

        if (operation.isOpen()) {
            assertThat(call(operation, null, path).statusCode()).isNotIn(401, 403);
            return;
        }
        assertProblem(call(operation, null, path), 401, "unauthenticated");
        assertProblem(call(operation, "rubbish", path), 401, "unauthenticated");
        assertProblem(call(operation, "tg_test_x_y", path), 401, "unauthenticated");
    }

    @ParameterizedTest
    @EnumSource
    void an_app_needs_the_operations_scope(Operations operation) {
        if (operation.who.contains(Who.PROVIDER) || operation == Operations.getCatalogSchema) {
            return;
        }
        String path = operation.path("alice", "ord_1");
        Set<Scope> others = EnumSet.allOf(Scope.class);
        if (operation.scope != null) {
            others.remove(operation.scope);
        }

        Response without = call(operation, world.key(ACME, others.toArray(Scope[]::new)), path);
        if (operation.who.contains(Who.APP)) {
            assertProblem(without, 403, "insufficient_scope");
            Response with = call(operation, world.key(ACME, operation.scope), path);
            assertThat(with.statusCode()).isNotIn(401, 403);
        } else {
            assertProblem(without, 403, "forbidden");
        }
    }

    @ParameterizedTest
    @EnumSource
    void roles_open_what_the_table_says_and_nothing_else(Operations operation) {
        if (operation.isOpen()) {
            return;
        }
        String path = operation.path("alice", "ord_1");

        role(operation, world.user("acme", "alice"), path, operation.who.contains(Who.USER));
        role(operation, world.admin("acme"), path, operation.who.contains(Who.ADMIN));
        role(
                operation,
                world.operator(),
                path,
                operation.who.contains(Who.OPERATOR) || operation.who.contains(Who.ADMIN));
    }

    private static void role(Operations operation, String token, String path, boolean allowed) {
        Response response = call(operation, token, path);
        if (allowed) {
            assertThat(response.statusCode()).isNotIn(401, 403);
            assertThat(response.statusCode()).isLessThan(500);
        } else {
            assertProblem(response, 403, "forbidden");
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_belongs_to_another_user_is_as_if_unknown(Operations operation) {
        if (!operation.isOfUser() || !operation.who.contains(Who.USER)) {
            return;
        }
        String order = anOrderOfAlice();
        String path = operation.path("alice", order);

        assertProblem(call(operation, world.user("acme", "mallory"), path), 404, "not_found");
        assertThat(call(operation, world.user("acme", "alice"), path).statusCode())
                .isNotIn(401, 403, 404);
    }

    @ParameterizedTest
    @EnumSource
    void what_belongs_to_another_project_is_as_if_unknown(Operations operation) {
        if (!operation.isOfProject() || operation.who.contains(Who.PROVIDER)) {
            return;
        }
        String path = operation.path("alice", anOrderOfAlice());
        String unknown = path.replace("acme", "nowhere").replaceAll("ord_[^/]+", "ord_none");
        String foreign = operation.who.contains(Who.ADMIN) ? world.admin("other") : world.appKey(OTHER);

        Response there = call(operation, foreign, path);
        Response nowhere = call(operation, foreign, unknown);

        assertProblem(there, 404, "not_found");
        assertThat(there.asString().replace(path(path), ""))
                .isEqualTo(nowhere.asString().replace(path(unknown), ""));
    }

    private static String path(String withQuery) {
        return withQuery.replaceAll("\\?.*", "");
    }

    @Test
    void naming_a_project_is_for_operators() {
        Response app = Answers.as(world.appKey(ACME))
                .header("X-Tollgate-Project", "other")
                .get("/api/v1/orders");
        assertProblem(app, 403, "forbidden");

        Response nowhere = Answers.as(world.operator()).get("/api/v1/admin/catalog");
        assertProblem(nowhere, 400, "project_required");

        Response unknown = Answers.as(world.operator())
                .header("X-Tollgate-Project", "nowhere")
                .get("/api/v1/admin/catalog");
        assertProblem(unknown, 404, "not_found");

        Response named = Answers.as(world.operator())
                .header("X-Tollgate-Project", "other")
                .get("/api/v1/admin/catalog");
        assertThat(named.statusCode()).isEqualTo(200);
        assertThat(named.asString()).contains("price_other_month").doesNotContain("price_acme_month");
    }

    @Test
    void spelling_a_path_otherwise_opens_nothing() {
        for (String path : new String[] {
            "//api/v1/orders",
            "/api//v1/orders",
            "/api/v1/orders/",
            "/api/v1/orders;a=b",
            "/api/v1;x/orders",
            "/api/v1/%6Frders",
            "/api%2Fv1%2Forders",
            "/api/v1/plans/../orders",
            "/api/v1/webhooks/stripe/../../orders",
            "/API/V1/ORDERS"
        }) {
            assertThat(given().urlEncodingEnabled(false).get(path).statusCode())
                    .as(path)
                    .isIn(400, 401, 404, 405);
        }
    }

    @Test
    void a_doubled_parameter_names_nobody_else() {
        String token = world.user("acme", "alice");

        Response twice = Answers.as(token).get("/api/v1/orders?userId=alice&userId=bob");
        Response first = Answers.as(token).get("/api/v1/orders?userId=bob&userId=alice");

        assertThat(twice.asString()).doesNotContain("bob");
        assertThat(first.statusCode()).isEqualTo(404);
    }

    private String anOrderOfAlice() {
        Response opened = Answers.as(world.appKey(ACME))
                .header("Idempotency-Key", java.util.UUID.randomUUID())
                .contentType("application/json")
                .body(CheckoutTest.body("alice", "pass", "pass-life"))
                .post("/api/v1/checkout/session");
        assertThat(opened.statusCode() + opened.asString()).startsWith("201");
        return opened.jsonPath().getString("orderId");
    }
}
