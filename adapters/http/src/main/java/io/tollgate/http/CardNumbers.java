package io.tollgate.http;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Card numbers must never enter (docs/security.md, 32): somebody who types one into a free text is refused.
final class CardNumbers {
    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;
    /// Digits as people group them.
    private static final Pattern GROUPED = Pattern.compile("\\d+(?:[ -]\\d+)*");

    private CardNumbers() {}

    /// Whether some groups of digits in a row pass the check digit (Luhn) of card numbers.
    static boolean isIn(String text) {
        return GROUPED.matcher(text).results().map(MatchResult::group).anyMatch(CardNumbers::isAmong);
    }

    private static boolean isAmong(String grouped) {
        List<String> groups = List.of(grouped.split("[ -]"));
        for (int first = 0; first < groups.size(); first++) {
            StringBuilder digits = new StringBuilder();
            for (int last = first; last < groups.size() && digits.length() < LONGEST; last++) {
                digits.append(groups.get(last));
                if (digits.length() >= SHORTEST && digits.length() <= LONGEST && isLuhn(digits)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isLuhn(CharSequence digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
