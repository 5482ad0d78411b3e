package io.tollgate.payments.stripe;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A request's parameters, in Stripe's form spelling: `a[b]=c`, `list[0]=x`. What is null is left out.
final class Form {
    private final Map<String, String> parameters = new LinkedHashMap<>();

    Form with(String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
        return this;
    }

    Form with(String name, long value) {
        return with(name, Long.toString(value));
    }

    /// Adds `name[key]=value` for each entry, sorted: a repeated request must have the same bytes.
    Form with(String name, Map<String, String> values) {
        values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> with(name + "[" + e.getKey() + "]", e.getValue()));
        return this;
    }

    boolean isEmpty() {
        return parameters.isEmpty();
    }

    String encoded() {
        return parameters.entrySet().stream()
                .map(e -> encode(e.getKey()).replace("%5B", "[").replace("%5D", "]") + "=" + encode(e.getValue()))
                .collect(Collectors.joining("&"));
    }

    /// As one segment of a path or query.
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
