package io.tollgate.tenancy.http;

import io.tollgate.tenancy.ProjectId;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What is missing of the issuers' configuration, or wrong.
public final class IssuerChecks {
    private static final String PREFIX = "tollgate.auth.issuers.";

    private IssuerChecks() {}

    /// @return one line each; empty: tokens can be verified
    public static List<String> problems(AuthConfig config) {
        List<String> problems = new ArrayList<>();
        if (config.issuers().isEmpty()) {
            problems.add(PREFIX + "<name>.issuer is missing: nobody could call with a token");
        }
        Set<String> named = new HashSet<>();
        new TreeMap<>(config.issuers()).forEach((name, issuer) -> {
            String at = PREFIX + name + ".";
            check(at, issuer, problems);
            if (issuer.issuer().isPresent() && !named.add(issuer.issuer().get())) {
                problems.add(at + "issuer is another one's, too");
            }
        });
        return problems;
    }

    private static void check(String at, AuthConfig.Issuer issuer, List<String> problems) {
        if (isEmpty(issuer.issuer())) {
            problems.add(at + "issuer is missing: the claim iss of its tokens");
        }
        if (isEmpty(issuer.audience())) {
            problems.add(at + "audience is missing: the claim aud that its tokens must carry");
        }
        List<String> projects = issuer.projects().orElse(List.of());
        if (projects.isEmpty()) {
            problems.add(at + "projects is missing: those that it may name, or *");
        }
        projects.stream()
                .filter(project -> !project.equals("*") && !ProjectId.isValid(project))
                .forEach(project -> problems.add(at + "projects: no project can be named " + project));
        if (!TrustedIssuer.ROLES.containsAll(issuer.roles())) {
            problems.add(at + "roles must be of user, admin, operator");
        }
        if (!TrustedIssuer.isAsymmetric(issuer.algorithm())) {
            problems.add(at + "algorithm must be one of public keys, such as RS256, not " + issuer.algorithm());
        } else {
            issuer.publicKey().ifPresent(pem -> checkKey(at, pem, issuer.algorithm(), problems));
        }
        if (issuer.jwksUrl().isPresent() == issuer.publicKey().isPresent()) {
            problems.add(at + "jwks-url or public-key: set exactly one of the two");
        }
        if (issuer.jwksUrl().isPresent() && !isAddress(issuer.jwksUrl().get())) {
            problems.add(at + "jwks-url is no http(s) address");
        }
    }

    private static boolean isEmpty(Optional<String> value) {
        return value.isEmpty() || value.get().isBlank();
    }

    private static void checkKey(String at, String pem, String algorithm, List<String> problems) {
        try {
            TrustedIssuer.publicKey(pem, algorithm);
        } catch (GeneralSecurityException | RuntimeException e) {
            // What exactly the decoder stumbles over helps nobody, and might quote the value.
            problems.add(at + "public-key can't be read as a key for " + algorithm);
        }
    }

    private static boolean isAddress(String address) {
        try {
            URI uri = new URI(address);
            return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
