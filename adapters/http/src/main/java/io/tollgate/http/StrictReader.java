package io.tollgate.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/// Reads bodies strictly: what a request doesn't list, says twice, or says in another type is refused with its
/// place.
/// Nothing hostile gets far: size, depth, strings and numbers are bounded while reading. Used for requests only, so
/// that what we read elsewhere has its own limits.
@Provider
@Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml"})
public class StrictReader implements MessageBodyReader<Object> {
    private static final int MAX_BODY = 256 * 1024;
    private static final int MAX_LARGE_BODY = 2 * 1024 * 1024;
    private static final StreamReadConstraints BOUNDS = StreamReadConstraints.builder()
            .maxNestingDepth(32)
            .maxStringLength(16 * 1024)
            .maxNumberLength(32)
            .maxNameLength(1_000)
            .build();

    private final Calls calls;
    private final JsonMapper json = strict(JsonFactory.builder()
            .streamReadConstraints(BOUNDS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build());
    private final YAMLFactory yaml = YAMLFactory.builder()
            .streamReadConstraints(BOUNDS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    public StrictReader(Calls calls) {
        this.calls = calls;
    }

    private static JsonMapper strict(JsonFactory factory) {
        JsonMapper.Builder mapper = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
        mapper.withCoercionConfig(
                LogicalType.Textual, text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
        // Otherwise " " would be an absent number or flag.
        mapper.withCoercionConfigDefaults(any -> any.setAcceptBlankAsEmpty(false));
        return mapper.build();
    }

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type.isRecord();
    }

    @Override
    public Object readFrom(
            Class<Object> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream in)
            throws IOException {
        byte[] body = bytes(in, type.isAnnotationPresent(LargeBody.class) ? MAX_LARGE_BODY : MAX_BODY);
        calls.bodyHash(sha256(body));
        JsonNode tree = tree(body, mediaType);
        checkText(tree, "");
        try {
            return json.treeToValue(tree, type);
        } catch (JsonMappingException e) {
            throw wrong(e);
        }
    }

    private JsonNode tree(byte[] body, MediaType mediaType) throws IOException {
        try {
            JsonNode tree = mediaType.getSubtype().contains("yaml") ? yaml(body) : json.readTree(body);
            if (tree == null || tree.isMissingNode() || tree.isNull()) {
                throw Problem.malformed("", "empty", "The body is empty");
            }
            return tree;
        } catch (StreamConstraintsException e) {
            throw Problem.malformed("", "too_complex", "Too deep, or too long a text or number");
        } catch (JsonProcessingException e) {
            boolean twice =
                    e.getOriginalMessage() != null && e.getOriginalMessage().startsWith("Duplicate field");
            throw Problem.malformed(
                    place(e),
                    twice ? "duplicate_field" : "malformed",
                    twice ? "The same field stands there twice" : "Not well-formed");
        }
    }

    private static String place(JsonProcessingException e) {
        return path(e.getLocation() == null ? -1 : e.getLocation().getLineNr());
    }

    /// Stops reading one byte after the limit, whatever length was announced.
    private static byte[] bytes(InputStream in, int most) throws IOException {
        byte[] body = in.readNBytes(most + 1);
        if (body.length > most) {
            throw Problem.of(ProblemCode.BODY_TOO_LARGE, "At most " + most / 1024 + " KiB");
        }
        return body;
    }

    private static String path(int line) {
        return line < 0 ? "" : "line " + line;
    }

    private static Problem wrong(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(at -> at.getFieldName() == null ? "[" + at.getIndex() + "]" : "." + at.getFieldName())
                .collect(Collectors.joining());
        String field = path.startsWith(".") ? path.substring(1) : path;
        return e instanceof UnrecognizedPropertyException
                ? Problem.invalid(field, "unknown_field", "There is no such field")
                : Problem.invalid(field, "wrong_type", "Another type is expected here");
    }

    /// YAML is read as the JSON that it stands for: without tags and aliases, which only serve to surprise.
    private JsonNode yaml(byte[] body) throws IOException {
        try (YAMLParser parser = yaml.createParser(body);
                TokenBuffer plain = new TokenBuffer(json, false)) {
            JsonToken token = parser.nextToken();
            int depth = 0;
            while (token != null) {
                if (parser.isCurrentAlias() || parser.getTypeId() != null) {
                    throw Problem.malformed(
                            path(parser.currentLocation().getLineNr()), "unsupported_yaml", "No tags, no aliases");
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                plain.copyCurrentEvent(parser);
                token = parser.nextToken();
                if (depth == 0 && token != null) {
                    throw Problem.malformed("", "malformed", "One document only");
                }
            }
            try (JsonParser read = plain.asParser()) {
                return json.readTree(read);
            }
        } catch (RuntimeException e) {
            if (e instanceof Problem) {
                throw e;
            }
            // The YAML library reports some malformed documents by its own unchecked exceptions.
            throw Problem.malformed("", "malformed", "Not well-formed");
        }
    }

    private static void checkText(JsonNode node, String path) {
        if (node.isTextual()) {
            checkText(node.textValue(), path);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            checkText(node.get(i), path + "[" + i + "]");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            checkText(field.getKey(), path);
            checkText(field.getValue(), path.isEmpty() ? field.getKey() : path + "." + field.getKey());
        }
    }

    private static void checkText(String text, String path) {
        if (text.indexOf('\0') >= 0 || !Faults.isWellFormed(text)) {
            throw Problem.invalid(path, "invalid_text", "NUL or half a character");
        }
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
