package io.tollgate.tenancy;

/// A project's id: 1–63 lower-case letters, digits and hyphens, beginning with a letter or digit.
public record ProjectId(String value) {
    public ProjectId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("a project id is 1-63 of a-z, 0-9 and -");
        }
    }

    public static boolean isValid(String value) {
        return value.matches("[a-z0-9][a-z0-9-]{0,62}");
    }

    @Override
    public String toString() {
        return value;
    }
}
