package io.tollgate.audit;

import org.jspecify.annotations.Nullable;

/// What made a decision happen.
///
/// @param kind `provider`, `user`, `app`, `admin`, `operator` or `system`
/// @param actorId the provider event's, user's, app's or job's id
/// @param reason in words, where somebody gave one
public record Cause(String kind, String actorId, @Nullable String reason) {
    public static Cause provider(String eventId) {
        return new Cause("provider", eventId, null);
    }

    public static Cause system(String what) {
        return new Cause("system", what, null);
    }
}
