package io.tollgate.tenancy.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.tollgate.tenancy.ApiKeys;
import io.tollgate.tenancy.Caller;
import io.tollgate.tenancy.KeyText;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/// Knows who calls by an API key or a token. What was verified is remembered by the SHA-256 of the whole
/// credential:
/// a token for five minutes at most, a key so shortly that a revoked one is dead within 5 s.
@ApplicationScoped
public class Authenticator {
    static final int MAX_CREDENTIAL = 8 * 1024;
    private static final long REMEMBERED = 50_000;
    private static final Duration TOKEN_REMEMBERED = Duration.ofMinutes(5);
    /// The port's own memory may be another two seconds old.
    private static final Duration KEY_REMEMBERED = Duration.ofSeconds(2);

    private static final Duration SKEW = Duration.ofSeconds(30);

    private final ApiKeys keys;
    private final InstantSource clock;
    private final Map<String, TrustedIssuer> issuers;
    private final Cache<Digest, Known> remembered = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfter(Expiry.<Digest, Known>creating((_, known) -> known.keep()))
            .build();
    /// Reads the issuer's name only; what it says is believed by nobody before the signature is checked.
    private final JwtConsumer unverified = new JwtConsumerBuilder()
            .setSkipAllValidators()
            .setDisableRequireSignature()
            .setSkipSignatureVerification()
            .build();

    public Authenticator(ApiKeys keys, InstantSource clock, AuthConfig config) {
        this.keys = keys;
        this.clock = clock;
        this.issuers = config.issuers().values().stream()
                .map(issuer -> new TrustedIssuer(issuer, config.claims(), this::forgetTokens))
                .collect(Collectors.toUnmodifiableMap(TrustedIssuer::name, issuer -> issuer));
    }

    /// @param until when it is no longer good; null: a key's end is looked up again anyhow
    private record Known(Caller caller, @Nullable Instant until, Duration keep) {}

    private record Digest(long a, long b, long c, long d) {
        static Digest of(String credential) {
            try {
                ByteBuffer hash = ByteBuffer.wrap(
                        MessageDigest.getInstance("SHA-256").digest(credential.getBytes(StandardCharsets.UTF_8)));
                return new Digest(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }

    /// Never blocks.
    ///
    /// @return null if the credential has to be verified
    public @Nullable Caller remembered(String credential) {
        Known known = remembered.getIfPresent(Digest.of(credential));
        if (known == null || (known.until() != null && !clock.instant().isBefore(known.until()))) {
            return null;
        }
        return known.caller();
    }

    /// May look up the key, or fetch an issuer's keys.
    ///
    /// @return empty if nobody is known by it
    public Optional<Caller> verify(String credential) {
        if (credential.length() > MAX_CREDENTIAL) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Optional<Known> known =
                credential.startsWith("tg_") ? verifyKey(credential, now) : verifyToken(credential, now);
        known.ifPresent(k -> remembered.put(Digest.of(credential), k));
        return known.map(Known::caller);
    }

    private Optional<Known> verifyKey(String credential, Instant now) {
        return KeyText.parse(credential)
                .flatMap(text -> keys.find(text.keyId()).filter(text::matches))
                .filter(key -> key.isLive(now))
                .map(key -> new Known(
                        new Caller.OfApp(key.project(), key.appId(), key.id(), key.scopes()),
                        key.expiresAt(),
                        KEY_REMEMBERED));
    }

    private Optional<Known> verifyToken(String token, Instant now) {
        return Optional.ofNullable(issuer(token))
                .map(issuers::get)
                .flatMap(issuer -> issuer.verify(token, now))
                .map(verified ->
                        new Known(verified.caller(), verified.expiresAt().plus(SKEW), TOKEN_REMEMBERED));
    }

    private @Nullable String issuer(String token) {
        try {
            JwtClaims claims = unverified.process(token).getJwtClaims();
            return claims.getIssuer();
        } catch (InvalidJwtException | MalformedClaimException | RuntimeException e) {
            // Whatever a stranger sends as a token, it is only not one.
            return null;
        }
    }

    private void forgetTokens() {
        remembered.asMap().values().removeIf(known -> known.keep().equals(TOKEN_REMEMBERED));
    }
}
