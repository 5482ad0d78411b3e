package io.tollgate.tenancy.usecase;

import io.tollgate.tenancy.ApiKeys;
import io.tollgate.tenancy.App;
import java.time.InstantSource;

/// Ends a key: within 5 s it is dead on every replica.
public final class RevokeKey {
    private final ApiKeys keys;
    private final InstantSource clock;

    public RevokeKey(ApiKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// @return false if the app has no such key
    public boolean revoke(App app, String keyId) {
        return keys.end(app.project(), app.id(), keyId, clock.instant());
    }
}
