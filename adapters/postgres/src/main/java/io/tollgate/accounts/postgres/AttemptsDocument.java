package io.tollgate.accounts.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.accounts.Attempts;
import java.time.Instant;
import java.util.List;

/// An account's attempts as stored.
@RegisterForReflection
record AttemptsDocument(List<DeclineDocument> declines, List<SetupDocument> setups) {
    @RegisterForReflection
    record DeclineDocument(String attempt, Instant at) {}

    @RegisterForReflection
    record SetupDocument(String operation, Instant begunAt) {}

    static AttemptsDocument of(Attempts attempts) {
        return new AttemptsDocument(
                attempts.declines().stream()
                        .map(decline -> new DeclineDocument(decline.attempt(), decline.at()))
                        .toList(),
                attempts.setups().stream()
                        .map(setup -> new SetupDocument(setup.operation(), setup.begunAt()))
                        .toList());
    }

    Attempts toAttempts() {
        return new Attempts(
                declines.stream()
                        .map(decline -> new Attempts.Decline(decline.attempt(), decline.at()))
                        .toList(),
                setups.stream()
                        .map(setup -> new Attempts.Setup(setup.operation(), setup.begunAt()))
                        .toList());
    }
}
