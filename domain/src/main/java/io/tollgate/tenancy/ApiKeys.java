package io.tollgate.tenancy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The keys of apps. A key that was revoked anywhere is dead here within 5 s.
public interface ApiKeys {
    Optional<ApiKey> find(String keyId);

    List<ApiKey> ofApp(ProjectId project, String appId);

    /// Stores the key and raises the project's generation.
    void add(ApiKey key);

    /// Ends the key at `at` and raises the project's generation.
    ///
    /// @return false if the app has no such key
    boolean end(ProjectId project, String appId, String keyId, Instant at);
}
