package io.tollgate.publishing.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/// The committed schemas, as consumers would apply them.
final class EventSchemas {
    private static final String BASE = "https://tollgate.dev/schemas/v1/";

    private final ObjectMapper json = new ObjectMapper();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaIdResolvers(ids -> ids.mapPrefix(BASE, "classpath:schemas/v1/")));

    /// The message, once envelope and data are found right.
    JsonNode valid(byte[] message) throws IOException {
        JsonNode event = json.readTree(message);
        assertThat(errors(BASE + "cloudevent.json", event)).isEmpty();
        assertThat(event.get("dataschema").textValue())
                .isEqualTo(BASE + event.get("type").textValue().replace("io.tollgate.", "") + ".json");
        assertThat(dataErrors(event)).isEmpty();
        return event;
    }

    List<Error> dataErrors(JsonNode event) {
        return errors(event.get("dataschema").textValue(), event.get("data"));
    }

    private List<Error> errors(String id, JsonNode node) {
        Schema schema = registry.getSchema(SchemaLocation.of(id));
        Consumer<ExecutionContext> formatsToo =
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true));
        return schema.validate(node, formatsToo);
    }
}
