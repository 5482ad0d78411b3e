package io.tollgate.accounts;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the project has told of a user, for the provider's customer. Personal data: kept apart from audit and events.
///
/// @param revision grows with every change; 0: nothing was ever told
/// @param metadata the project's own, at most 40 keys
public record Profile(
        long revision, @Nullable String email, @Nullable String name, Map<String, String> metadata) {
    /// The provider takes 50, of which some are ours.
    public static final int MAX_METADATA = 40;

    public static final Profile NONE = new Profile(0, null, null, Map.of());

    public Profile {
        metadata = Map.copyOf(metadata);
    }

    /// What is told anew; what is left out stays as it is.
    public record Change(@Nullable String email, @Nullable String name, Map<String, String> metadata) {
        public Change {
            metadata = Map.copyOf(metadata);
        }

        /// For the audit, which must not say what they hold.
        public Set<String> fields() {
            Set<String> fields = new TreeSet<>();
            if (email != null) {
                fields.add("email");
            }
            if (name != null) {
                fields.add("name");
            }
            if (!metadata.isEmpty()) {
                fields.add("metadata");
            }
            return fields;
        }
    }

    public Profile with(Change change) {
        Map<String, String> all = new HashMap<>(metadata);
        all.putAll(change.metadata());
        return new Profile(
                revision + 1,
                change.email() == null ? email : change.email(),
                change.name() == null ? name : change.name(),
                all);
    }

    @Override
    public String toString() {
        return "Profile[revision=" + revision + ", hidden]";
    }
}
