package io.tollgate.providerevents;

import io.tollgate.payments.Found;
import io.tollgate.payments.Lookup;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What has been fetched for one event. Kept beside its body, so that a later attempt and a replay decide on the same.
///
/// @param answers empty where the provider no longer had the object
public record Fetched(Map<Lookup, Optional<Found>> answers) {
    public static final Fetched NOTHING = new Fetched(Map.of());

    public Fetched {
        answers = Map.copyOf(answers);
    }

    public boolean has(Lookup lookup) {
        return answers.containsKey(lookup);
    }

    /// Whether the provider was asked, and no longer had the object.
    public boolean isGone(Lookup lookup) {
        return Optional.empty().equals(answers.get(lookup));
    }

    Fetched with(Lookup lookup, Optional<Found> found) {
        Map<Lookup, Optional<Found>> more = new HashMap<>(answers);
        more.put(lookup, found);
        return new Fetched(more);
    }
}
