package io.tollgate.providerevents.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.payments.Found;
import io.tollgate.payments.Lookup;
import io.tollgate.providerevents.Fetched;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was fetched for an event, as stored.
@RegisterForReflection
public record FetchedDocument(List<Answer> answers) {
    /// @param found null: the provider no longer had the object
    @RegisterForReflection
    public record Answer(String kind, String id, @Nullable String found) {}

    static FetchedDocument of(Fetched fetched) {
        return new FetchedDocument(fetched.answers().entrySet().stream()
                .map(e -> new Answer(
                        e.getKey().kind().name(),
                        e.getKey().id(),
                        e.getValue().map(Found::json).orElse(null)))
                .toList());
    }

    /// What only a later version looks up is fetched again.
    Fetched toFetched() {
        Map<Lookup, Optional<Found>> known = new HashMap<>();
        for (Answer answer : answers) {
            Arrays.stream(Lookup.Kind.values())
                    .filter(kind -> kind.name().equals(answer.kind()))
                    .forEach(kind -> known.put(
                            new Lookup(kind, answer.id()),
                            Optional.ofNullable(answer.found()).map(Found::new)));
        }
        return new Fetched(known);
    }
}
