package io.tollgate.bootstrap;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;

/// The configuration is missing something or contradicts itself: the process must not start. It names everything at
/// once. Quarkus prints it without a stack trace, as the mistake isn't in the code.
final class Misconfigured extends ConfigurationException {
    Misconfigured(List<String> problems) {
        super("Tollgate can't start: the configuration has %d problem(s)%n  - %s%nSee docs/configuration.md."
                .formatted(problems.size(), String.join("%n  - ".formatted(), problems)));
    }
}
