package io.tollgate.tenancy.postgres;

import io.tollgate.tenancy.Scope;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Scopes as stored: spelled as outside, with blanks between them.
final class Scopes {
    private Scopes() {}

    static String write(Set<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::spelling).collect(Collectors.joining(" "));
    }

    /// One that a later version has added is none that this one could grant.
    static Set<Scope> read(String stored) {
        return Arrays.stream(stored.split(" "))
                .map(Scope::spelled)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }
}
