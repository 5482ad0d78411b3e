package io.tollgate.tenancy.http;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.util.KeyUtils;
import io.tollgate.tenancy.Caller;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.UserId;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jspecify.annotations.Nullable;

/// One configured issuer of tokens: its key and algorithm, and the projects and roles that it may assert.
final class TrustedIssuer {
    /// Public-key signatures only: with a shared secret whoever verifies could also sign.
    private static final Pattern ALGORITHMS = Pattern.compile("(RS|PS|ES)(256|384|512)|EdDSA");

    static final Set<String> ROLES = Set.of("user", "admin", "operator");
    private static final int SKEW_SECONDS = 30;

    private final String issuer;
    private final String audience;
    private final Set<String> projects;
    private final AuthConfig.Issuer config;
    private final AuthConfig.Claims claims;
    private final VerificationKeyResolver keys;

    /// @param config as [IssuerChecks] finds it right
    /// @param changed run when the issuer's keys have changed
    TrustedIssuer(AuthConfig.Issuer config, AuthConfig.Claims claims, Runnable changed) {
        this.issuer = config.issuer().orElseThrow();
        this.audience = config.audience().orElseThrow();
        this.projects = Set.copyOf(config.projects().orElseThrow());
        this.config = config;
        this.claims = claims;
        this.keys = config.jwksUrl()
                .<VerificationKeyResolver>map(url -> new RemoteKeys(url, changed))
                .orElseGet(() -> fixed(config));
    }

    private static VerificationKeyResolver fixed(AuthConfig.Issuer config) {
        try {
            PublicKey key = publicKey(config.publicKey().orElseThrow(), config.algorithm());
            return (_, _) -> key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the public key of " + config.issuer() + " can't be read", e);
        }
    }

    static boolean isAsymmetric(String algorithm) {
        return ALGORITHMS.matcher(algorithm).matches();
    }

    static PublicKey publicKey(String pem, String algorithm) throws GeneralSecurityException {
        return KeyUtils.decodePublicKey(pem, SignatureAlgorithm.fromAlgorithm(algorithm));
    }

    String name() {
        return issuer;
    }

    /// A token that was verified.
    ///
    /// @param expiresAt the claim, without skew
    record Verified(Caller caller, Instant expiresAt) {}

    /// May fetch the issuer's keys.
    ///
    /// @return empty if anything is wrong with it
    Optional<Verified> verify(String token, Instant now) {
        try {
            JwtContext context = new JwtConsumerBuilder()
                    .setRequireExpirationTime()
                    .setRequireSubject()
                    .setAllowedClockSkewInSeconds(SKEW_SECONDS)
                    .setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()))
                    .setExpectedIssuer(true, issuer)
                    .setExpectedAudience(true, audience)
                    // Tokens of other kinds (our entitlement token, say) name their kind, and are no login.
                    .setExpectedType(false, "JWT")
                    .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, config.algorithm())
                    .setVerificationKeyResolver(keys)
                    .build()
                    .process(token);
            JwtClaims told = context.getJwtClaims();
            Instant expiresAt = Instant.ofEpochMilli(told.getExpirationTime().getValueInMillis());
            return Optional.ofNullable(caller(told)).map(caller -> new Verified(caller, expiresAt));
        } catch (InvalidJwtException | MalformedClaimException | IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private @Nullable Caller caller(JwtClaims told) throws MalformedClaimException {
        String subject = told.getSubject();
        Set<String> roles = new HashSet<>(roles(told));
        roles.retainAll(ROLES);
        if (!UserId.isValid(subject) || !config.roles().containsAll(roles)) {
            return null;
        }
        String named = told.getClaimValueAsString(claims.project());
        if (roles.contains("operator")) {
            return new Caller.Operator(subject);
        }
        if (named == null || !ProjectId.isValid(named) || !mayName(named)) {
            return null;
        }
        ProjectId project = new ProjectId(named);
        if (roles.contains("admin")) {
            return new Caller.Admin(project, subject);
        }
        return config.roles().contains("user") ? new Caller.User(project, new UserId(subject)) : null;
    }

    private boolean mayName(String project) {
        return projects.contains("*") || projects.contains(project);
    }

    private List<String> roles(JwtClaims told) throws MalformedClaimException {
        for (String claim : claims.roles()) {
            if (told.isClaimValueStringList(claim)) {
                return told.getStringListClaimValue(claim);
            }
            if (told.isClaimValueString(claim)) {
                return List.of(told.getStringClaimValue(claim));
            }
        }
        return List.of();
    }
}
