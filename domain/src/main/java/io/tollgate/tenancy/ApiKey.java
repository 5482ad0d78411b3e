package io.tollgate.tenancy;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A stored API key: never the secret, only its SHA-256.
///
/// @param id prefixed `key_`
/// @param hash SHA-256 of the whole key, lower-case hex
/// @param expiresAt after a rotation's overlap or a revocation; null: for good
public record ApiKey(
        String id,
        String appId,
        ProjectId project,
        String name,
        Set<Scope> scopes,
        String hash,
        @Nullable Instant expiresAt) {
    public ApiKey {
        scopes = Set.copyOf(scopes);
        HexFormat.of().parseHex(hash);
    }

    public boolean isLive(Instant now) {
        return expiresAt == null || now.isBefore(expiresAt);
    }

    @Override
    public String toString() {
        return "ApiKey[" + id + "]";
    }
}
