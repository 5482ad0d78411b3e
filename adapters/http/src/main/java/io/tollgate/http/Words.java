package io.tollgate.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How the words of our own enums are spelled: `requiresAction`.
public final class Words {
    private Words() {}

    public static String camelCase(Enum<?> word) {
        StringBuilder spelled = new StringBuilder();
        for (String part : word.name().toLowerCase(Locale.ROOT).split("_")) {
            spelled.append(spelled.isEmpty() ? part.charAt(0) : Character.toUpperCase(part.charAt(0)))
                    .append(part, 1, part.length());
        }
        return spelled.toString();
    }

    static <E extends Enum<E>> String all(Class<E> words) {
        return Arrays.stream(words.getEnumConstants()).map(Words::camelCase).collect(Collectors.joining(", "));
    }
}
