package io.tollgate.providerevents.stripe;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.payments.stripe.StripeJson;
import io.tollgate.payments.stripe.StripeObject;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What stands around an event's object: read without building anything of the rest.
///
/// @param livemode null if it says nothing
/// @param account the connected account it came from
/// @param apiVersion the API's version that it was rendered at
record Envelope(
        @Nullable String id,
        @Nullable String type,
        @Nullable String object,
        @Nullable String account,
        @Nullable Boolean livemode,
        @Nullable String apiVersion) {
    private static final String THIN = "v2.core.event";

    /// @return empty if the body is not one JSON object
    static Optional<Envelope> read(StripeJson json, byte[] body) {
        try (JsonParser parser = json.factory().createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Envelope envelope = fields(parser);
            return parser.nextToken() == null ? Optional.of(envelope) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Envelope fields(JsonParser parser) throws IOException {
        Envelope read = new Envelope(null, null, null, null, null, null);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            String text = value == JsonToken.VALUE_STRING ? parser.getText() : null;
            read = switch (name) {
                case "id" -> new Envelope(text, read.type, read.object, read.account, read.livemode, read.apiVersion);
                case "type" -> new Envelope(read.id, text, read.object, read.account, read.livemode, read.apiVersion);
                case "object" -> new Envelope(read.id, read.type, text, read.account, read.livemode, read.apiVersion);
                case "account" -> new Envelope(read.id, read.type, read.object, text, read.livemode, read.apiVersion);
                case "api_version" -> new Envelope(read.id, read.type, read.object, read.account, read.livemode, text);
                case "livemode" ->
                    new Envelope(
                            read.id,
                            read.type,
                            read.object,
                            read.account,
                            value.isBoolean() ? value == JsonToken.VALUE_TRUE : null,
                            read.apiVersion);
                default -> read;
            };
            parser.skipChildren();
        }
        return read;
    }

    /// Why it is not to be processed; null if it is.
    @Nullable
    String parkedAs(boolean liveMode) {
        if (!isReadable()) {
            return "unreadable";
        }
        if (THIN.equals(object)) {
            return "thin_event";
        }
        if (livemode == null) {
            return "missing:livemode";
        }
        return livemode == liveMode ? null : "wrong_mode";
    }

    /// What is not readable must not be stored in columns either: the body's digest makes it unique then.
    boolean isReadable() {
        return id != null
                && StripeObject.isId(id)
                && type != null
                && StripeObject.isId(type)
                && (account == null || StripeObject.isId(account));
    }
}
