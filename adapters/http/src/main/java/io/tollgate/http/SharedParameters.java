package io.tollgate.http;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.Parameter.In;

/// Parameters that several operations take, described once. An operation names one by `@Parameter(ref = …)`;
/// [OperationRules] puts them into the OpenAPI document.
final class SharedParameters {
    static final String IDEMPOTENCY_KEY = "IdempotencyKey";
    static final String OPTIONAL_IDEMPOTENCY_KEY = "OptionalIdempotencyKey";
    static final String OPERATORS_PROJECT = "OperatorsProject";

    private SharedParameters() {}

    /// By the name that a `ref` gives.
    static Map<String, Parameter> all() {
        Map<String, Parameter> all = new LinkedHashMap<>();
        all.put(
                IDEMPOTENCY_KEY,
                parameter(In.HEADER, "Idempotency-Key", "New for each purchase, the same for a repetition", key())
                        .required(true)
                        .example("7f1c2f6e-try-1"));
        all.put(
                OPTIONAL_IDEMPOTENCY_KEY,
                parameter(In.HEADER, "Idempotency-Key", "New for each wish, the same for a repetition", key()));
        all.put(
                OPERATORS_PROJECT,
                parameter(In.HEADER, "X-Tollgate-Project", "For an operator, whose token names none: which", text())
                        .example("demo"));
        all.put("UserId", query("userId", "Whose, if an app asks; a user's token implies it", text(), "alice"));
        all.put("Limit", query("limit", "How many at most", number(1).maximum(BigDecimal.valueOf(100)), 20));
        all.put("After", parameter(In.QUERY, "after", "The `nextCursor` of the page before", text()));
        all.put(
                "MinVersion",
                parameter(
                        In.QUERY,
                        "minVersion",
                        "A version that the caller has seen elsewhere, in an order or an event: an older answer is 412",
                        number(0)));
        all.put("DryRun", query("dryRun", "true: only say what would be done", flag(), true));
        all.put("PublicProject", query("project", "Which, if nobody known asks", text(), "demo"));
        all.put(
                "Signature",
                parameter(In.HEADER, "Stripe-Signature", "The provider's, over the body and the time", text())
                        .required(true));
        all.put("User", path("userId", "The user's id, as the tokens name it", "alice"));
        all.put("OrderId", path("id", "The order's id: `orderId` of POST /checkout/session, or GET /orders"));
        all.put("SubscriptionId", path("id", "The subscription's id: of an order, or of GET /subscriptions"));
        all.put("ProjectId", path("id", "The project's id", "demo"));
        all.put("AppId", path("appId", "The app's id: of GET /admin/projects/{id}/apps"));
        all.put("KeyId", path("keyId", "The key's id: the list of the app's keys has it"));
        return all;
    }

    private static Parameter path(String name, String description) {
        return parameter(In.PATH, name, description, text()).required(true);
    }

    private static Parameter path(String name, String description, String example) {
        return path(name, description).example(example);
    }

    private static Parameter query(String name, String description, Schema schema, Object example) {
        return parameter(In.QUERY, name, description, schema).example(example);
    }

    private static Parameter parameter(In in, String name, String description, Schema schema) {
        return OASFactory.createParameter()
                .in(in)
                .name(name)
                .description(description)
                .schema(schema);
    }

    private static Schema text() {
        return OASFactory.createSchema().type(List.of(SchemaType.STRING));
    }

    private static Schema key() {
        return text().maxLength(255);
    }

    private static Schema flag() {
        return OASFactory.createSchema().type(List.of(SchemaType.BOOLEAN)).defaultValue(false);
    }

    private static Schema number(long least) {
        return OASFactory.createSchema().type(List.of(SchemaType.INTEGER)).minimum(BigDecimal.valueOf(least));
    }
}
