package io.tollgate.tenancy.http;

import java.io.IOException;
import java.security.Key;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jose4j.http.Get;
import org.jose4j.http.SimpleResponse;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/// An issuer's keys, fetched from where it publishes them. Kept for five minutes; an unknown key id fetches them
/// again,
/// at most once in 30 s, whatever strangers send.
final class RemoteKeys implements VerificationKeyResolver {
    private static final long KEPT_SECONDS = 300;
    private static final long BETWEEN_FETCHES_MS = 30_000;
    private static final long AFTER_FAILURE_MS = 5_000;
    private static final int TIMEOUT_MS = 2_000;
    private static final int MAX_BYTES = 256 * 1024;

    private final VerificationKeyResolver resolver;

    /// @param changed run when other keys have been fetched than before
    RemoteKeys(String url, Runnable changed) {
        HttpsJwks jwks = new HttpsJwks(url);
        jwks.setDefaultCacheDuration(KEPT_SECONDS);
        jwks.setRetainCacheOnErrorDuration(KEPT_SECONDS);
        jwks.setRefreshReprieveThreshold(BETWEEN_FETCHES_MS);
        Get get = new Get();
        get.setConnectTimeout(TIMEOUT_MS);
        get.setReadTimeout(TIMEOUT_MS);
        get.setRetries(0);
        get.setResponseBodySizeLimit(MAX_BYTES);
        AtomicReference<@Nullable String> before = new AtomicReference<>();
        AtomicLong failedAt = new AtomicLong(System.nanoTime() - AFTER_FAILURE_MS * 1_000_000);
        jwks.setSimpleHttpGet(location -> {
            if (System.nanoTime() - failedAt.get() < AFTER_FAILURE_MS * 1_000_000) {
                throw new IOException("the issuer's keys could not be had a moment ago");
            }
            SimpleResponse response;
            try {
                response = get.get(location);
            } catch (IOException e) {
                failedAt.set(System.nanoTime());
                throw e;
            }
            String last = before.getAndSet(response.getBody());
            if (last != null && !last.equals(response.getBody())) {
                changed.run();
            }
            return response;
        });
        this.resolver = new HttpsJwksVerificationKeyResolver(jwks);
    }

    @Override
    public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        return resolver.resolveKey(signature, nesting);
    }
}
