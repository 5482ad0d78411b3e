package io.tollgate.tenancy;

/// Knows whether a user exists, outside of Tollgate.
public interface UserDirectory {
    Answer find(Project project, UserId user);

    enum Answer {
        EXISTS,
        UNKNOWN,
        UNAVAILABLE
    }
}
