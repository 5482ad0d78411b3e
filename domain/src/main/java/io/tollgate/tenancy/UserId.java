package io.tollgate.tenancy;

/// A user's id as the project knows it: any string of 1–255 characters without control characters.
public record UserId(String value) {
    public UserId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("a user id is 1-255 characters without control characters");
        }
    }

    public static boolean isValid(String value) {
        if (value.isEmpty() || value.length() > 255) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c) || loneSurrogate(value, i)) {
                return false;
            }
        }
        return true;
    }

    /// Half a character can't be stored as UTF-8.
    private static boolean loneSurrogate(String value, int i) {
        char c = value.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
    }

    @Override
    public String toString() {
        return value;
    }
}
