package io.tollgate.http;

import io.tollgate.http.Problem.Wrong;
import io.tollgate.tenancy.RedirectUrl;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Gathers all that is wrong with a request, so that the caller learns it at once.
public final class Faults {
    private static final int LONGEST_PAGE = 100;
    private static final int USUAL_PAGE = 20;

    private final List<Wrong> wrongs = new ArrayList<>();

    public Faults add(String field, String code, String detail) {
        wrongs.add(new Wrong(field, code, detail));
        return this;
    }

    /// @return the value; empty text (and a fault) if there is none
    public String required(String field, @Nullable String value, int most) {
        if (value == null || value.isBlank()) {
            add(field, "required", "Must be given");
            return "";
        }
        return text(field, value, most);
    }

    public @Nullable String optional(String field, @Nullable String value, int most) {
        return value == null ? null : text(field, value, most);
    }

    public @Nullable String email(@Nullable String email) {
        String text = optional("email", email, 512);
        if (text != null && text.indexOf('@') < 1) {
            add("email", "invalid_email", "Not an e-mail address");
        }
        return text;
    }

    /// Free text, which must hold no card number.
    public @Nullable String prose(String field, @Nullable String value, int most) {
        String text = optional(field, value, most);
        return text == null ? null : withoutCard(field, text);
    }

    /// Free text, which must be given, and hold no card number.
    public String requiredProse(String field, @Nullable String value, int most) {
        return withoutCard(field, required(field, value, most));
    }

    private String withoutCard(String field, String text) {
        if (CardNumbers.isIn(text)) {
            add(field, "card_number", "Card numbers must not be sent here");
        }
        return text;
    }

    private String text(String field, String value, int most) {
        boolean control = value.chars().anyMatch(Character::isISOControl);
        if (value.isBlank() || value.length() > most || control || !isWellFormed(value)) {
            add(field, "invalid_text", "1 to " + most + " characters, no control characters");
        }
        return value;
    }

    /// Whether no character is cut in half: that can't be stored as UTF-8.
    public static boolean isWellFormed(String value) {
        return value.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    public long number(String field, @Nullable String value, long least, long most, long otherwise) {
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        add(field, "out_of_range", "A whole number from " + least + " to " + most);
        return otherwise;
    }

    /// How many of a list are wanted at once.
    public int limit(@Nullable String limit) {
        return (int) number("limit", limit, 1, LONGEST_PAGE, USUAL_PAGE);
    }

    /// @param after the previous page's cursor: an id, which can show nothing that the list itself would not
    public void cursor(@Nullable String after, Predicate<String> isOurs) {
        if (after != null && !isOurs.test(after)) {
            add("after", "invalid_cursor", "Not a cursor of ours");
        }
    }

    /// Where a browser is sent back to; what [#required] has refused already is not looked at.
    ///
    /// @param loopback whether `http://localhost` counts as secure: test mode only
    public void redirect(String field, String url, List<String> allowedOrigins, boolean loopback) {
        if (!url.isEmpty()) {
            RedirectUrl.refusal(url, allowedOrigins, loopback)
                    .ifPresent(code -> add(field, code, "An https page of the project's allowed origins"));
        }
    }

    public boolean flag(String field, @Nullable String value) {
        if (value != null && !value.equals("true") && !value.equals("false")) {
            add(field, "invalid_flag", "true or false");
        }
        return "true".equals(value);
    }

    /// @param value ISO 8601: `PT24H`, `P3D`
    public Duration duration(String field, @Nullable String value, Duration otherwise) {
        if (value == null) {
            return otherwise;
        }
        try {
            return Duration.parse(value);
        } catch (DateTimeException e) {
            add(field, "invalid_duration", "An ISO 8601 duration such as PT24H");
            return otherwise;
        }
    }

    /// @param words how the words are spelled is [Words]'
    public <E extends Enum<E>> E word(String field, @Nullable String value, Class<E> words, E otherwise) {
        if (value == null) {
            return otherwise;
        }
        for (E word : words.getEnumConstants()) {
            if (Words.camelCase(word).equals(value)) {
                return word;
            }
        }
        add(field, "unknown_value", Words.all(words));
        return otherwise;
    }

    /// @param value RFC 3339, in UTC: `2026-01-01T00:00:00Z`
    public @Nullable Instant instant(String field, @Nullable String value) {
        try {
            return value == null ? null : Instant.parse(value);
        } catch (DateTimeException e) {
            add(field, "invalid_time", "An instant such as 2026-01-01T00:00:00Z");
            return null;
        }
    }

    public void check() {
        if (!wrongs.isEmpty()) {
            throw Problem.invalid(wrongs);
        }
    }
}
