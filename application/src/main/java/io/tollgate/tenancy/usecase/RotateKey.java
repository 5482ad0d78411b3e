package io.tollgate.tenancy.usecase;

import io.tollgate.tenancy.ApiKey;
import io.tollgate.tenancy.ApiKeys;
import io.tollgate.tenancy.App;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Replaces a key: the new one works at once, the old one for a while longer.
public final class RotateKey {
    private final ApiKeys keys;
    private final IssueKey issueKey;
    private final InstantSource clock;

    public RotateKey(ApiKeys keys, IssueKey issueKey, InstantSource clock) {
        this.keys = keys;
        this.issueKey = issueKey;
        this.clock = clock;
    }

    /// @return empty if the app has no such live key
    public Optional<IssueKey.Outcome> rotate(App app, String keyId, Duration overlap) {
        Optional<ApiKey> old = keys.ofApp(app.project(), app.id()).stream()
                .filter(key -> key.id().equals(keyId) && key.isLive(clock.instant()))
                .findFirst();
        // First the new, then the end of the old: stopped in between, nobody is locked out.
        return old.map(key -> {
            IssueKey.Outcome outcome = issueKey.issue(app, key.name(), key.scopes());
            if (outcome instanceof IssueKey.Outcome.Issued) {
                keys.end(app.project(), app.id(), keyId, clock.instant().plus(overlap));
            }
            return outcome;
        });
    }
}
