package io.tollgate.payments.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tollgate.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Stripe's JSON, read by dotted paths. Asked for what it must have and hasn't, it throws [Unreadable] with the
/// path.
/// Whatever is in it, only values that can be stored come out.
public final class StripeObject {
    /// 9999-12-31: later ones can't be stored, and mean a broken body.
    private static final long LATEST = 253_402_300_799L;

    private static final int LONGEST_ID = 255;

    private final JsonNode node;
    private final String path;

    private StripeObject(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    public static StripeObject of(JsonNode root) {
        return new StripeObject(root, "");
    }

    /// @param path what paths are told from; for what is no event
    static StripeObject of(JsonNode root, String path) {
        return new StripeObject(root, path);
    }

    /// As Stripe said it.
    public String json() {
        return node.toString();
    }

    /// What is there, or an object that has nothing.
    public StripeObject at(String dotted) {
        JsonNode found = node;
        for (String name : dotted.split("\\.")) {
            found = found.isObject() ? found.path(name) : MissingNode.getInstance();
        }
        return new StripeObject(found, absolute(dotted));
    }

    public boolean has(String dotted) {
        JsonNode found = at(dotted).node;
        return !found.isMissingNode() && !found.isNull();
    }

    public boolean isObject() {
        return node.isObject();
    }

    /// The elements of a list, bare or with its page around it.
    public List<StripeObject> list(String dotted) {
        return at(dotted).list();
    }

    /// Its own elements, if it is a list.
    public List<StripeObject> list() {
        StripeObject page = node.isObject() ? at("data") : this;
        List<StripeObject> all = new ArrayList<>();
        for (int i = 0; i < page.node.size() && page.node.isArray(); i++) {
            all.add(new StripeObject(page.node.get(i), page.path + "." + i));
        }
        return all;
    }

    public Optional<String> find(String dotted) {
        JsonNode found = at(dotted).node;
        return found.isTextual() ? Optional.of(found.textValue()) : Optional.empty();
    }

    /// Its own text, if it is one of a list of texts.
    public String text() {
        if (!node.isTextual()) {
            throw new Unreadable("invalid:" + path);
        }
        return node.textValue();
    }

    public String text(String dotted) {
        return find(dotted).orElseThrow(() -> missing(dotted));
    }

    /// An id, or the id of the object that stands in its place when it was expanded.
    public Optional<String> findId(String dotted) {
        StripeObject found = at(dotted);
        Optional<String> id = found.isObject() ? found.find("id") : find(dotted);
        id.filter(text -> !isId(text)).ifPresent(_ -> {
            throw new Unreadable("invalid:" + absolute(dotted));
        });
        return id;
    }

    public String id(String dotted) {
        return findId(dotted).orElseThrow(() -> missing(dotted));
    }

    /// Printable, without blanks: anything else is no id of Stripe's.
    public static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= LONGEST_ID && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    public boolean isTrue(String dotted) {
        return at(dotted).node.asBoolean(false);
    }

    public Optional<Boolean> findBoolean(String dotted) {
        JsonNode found = at(dotted).node;
        return found.isBoolean() ? Optional.of(found.booleanValue()) : Optional.empty();
    }

    public Optional<Long> findNumber(String dotted) {
        StripeObject found = at(dotted);
        if (found.node.isMissingNode() || found.node.isNull()) {
            return Optional.empty();
        }
        if (!found.node.isIntegralNumber() || !found.node.canConvertToLong()) {
            throw new Unreadable("invalid:" + found.path);
        }
        return Optional.of(found.node.longValue());
    }

    public long number(String dotted) {
        return findNumber(dotted).orElseThrow(() -> missing(dotted));
    }

    /// Whole seconds since 1970.
    public Optional<Instant> findTime(String dotted) {
        return findNumber(dotted).map(seconds -> {
            if (seconds < 0 || seconds > LATEST) {
                throw new Unreadable("invalid:" + absolute(dotted));
            }
            return Instant.ofEpochSecond(seconds);
        });
    }

    public Instant time(String dotted) {
        return findTime(dotted).orElseThrow(() -> missing(dotted));
    }

    /// An amount in the object's `currency`.
    public Money money(String amount) {
        long units = number(amount);
        if (units < 0) {
            throw new Unreadable("invalid:" + absolute(amount));
        }
        return new Money(units, currency());
    }

    public String currency() {
        String currency = text("currency");
        if (!currency.matches("[a-z]{3}")) {
            throw new Unreadable("invalid:" + absolute("currency"));
        }
        return currency;
    }

    public Unreadable missing(String dotted) {
        return new Unreadable("missing:" + absolute(dotted));
    }

    public Unreadable invalid(String dotted) {
        return new Unreadable("invalid:" + absolute(dotted));
    }

    private String absolute(String dotted) {
        return path.isEmpty() ? dotted : path + "." + dotted;
    }
}
