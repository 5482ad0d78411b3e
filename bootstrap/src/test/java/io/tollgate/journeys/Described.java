package io.tollgate.journeys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Holds each answer of the service to the OpenAPI document that it serves.
final class Described {
    private final JsonNode document;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    /// @param document as served at `/openapi?format=json`
    Described(JsonNode document) {
        this.document = document;
    }

    /// @param path as it was asked for, below the server's address
    void check(String method, String path, Stack.Reply reply) {
        String type = reply.raw().headers().firstValue("Content-Type").orElse("");
        if (!type.startsWith("application/")) {
            return;
        }
        String operation =
                "/paths/" + escaped(template(path.replaceAll("\\?.*", ""))) + "/" + method.toLowerCase(Locale.ROOT);
        String answer = operation + "/responses/" + reply.status();
        boolean problem = type.startsWith("application/problem+json");
        if (problem && document.at(operation).isObject()) {
            checkTold(answer, method + " " + path, reply.body().path("code").asText());
        }
        String pointer = problem ? "/components/responses/Problem" : answer;
        List<?> faults = schemas.computeIfAbsent(pointer, this::schema)
                .validate(reply.body(), run -> run.executionConfig(config -> config.formatAssertionsEnabled(true)));
        if (!faults.isEmpty()) {
            throw new AssertionError(method + " " + path + " → " + reply.status() + " is not as described: " + faults
                    + " " + reply.body());
        }
    }

    private void checkTold(String answer, String asked, String code) {
        boolean told = document.at(answer).path("x-problem-codes").valueStream().anyMatch(known -> known.asText()
                .equals(code));
        if (!told) {
            throw new AssertionError(asked + " is not described to answer " + code);
        }
    }

    private Schema schema(String pointer) {
        boolean problem = pointer.endsWith("/Problem");
        String type = problem ? "application/problem+json" : "application/json";
        JsonNode described = document.at(pointer + "/content/" + escaped(type) + "/schema");
        if (!described.isObject()) {
            throw new AssertionError("not described: " + pointer);
        }
        ObjectNode whole = described.deepCopy();
        whole.set("components", document.path("components"));
        if (!problem) {
            // What is not described is not answered.
            whole.put("unevaluatedProperties", false);
        }
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole);
    }

    private String template(String path) {
        if (document.path("paths").has(path)) {
            return path;
        }
        return document.path("paths")
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(template -> path.matches(template.replaceAll("\\{[^}]+}", "[^/]+")))
                .findFirst()
                .orElse(path);
    }

    private static String escaped(String segment) {
        return segment.replace("~", "~0").replace("/", "~1");
    }
}
