package io.tollgate.payments.stripe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;

/// Parses Stripe's JSON within bounds, so that no body can cost more than its own length.
@Singleton
public class StripeJson {
    /// Stripe's own objects nest about ten deep.
    private static final int DEEPEST = 100;

    private final JsonFactory factory = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(100)
                    .maxNameLength(1_000)
                    .build())
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .build();
    private final ObjectMapper mapper = JsonMapper.builder(factory)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public JsonFactory factory() {
        return factory;
    }

    /// @return empty unless the bytes are one JSON object
    public Optional<StripeObject> parse(byte[] body) {
        return parse(body, "");
    }

    /// @param path what it is, for what it lacks
    public Optional<StripeObject> parse(byte[] body, String path) {
        try {
            JsonNode node = mapper.readTree(body);
            return Optional.ofNullable(node).filter(JsonNode::isObject).map(root -> StripeObject.of(root, path));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
