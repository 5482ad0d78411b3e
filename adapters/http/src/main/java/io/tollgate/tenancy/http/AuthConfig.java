package io.tollgate.tenancy.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whose tokens are believed, and how far. What is missing is told by [IssuerChecks], all at once.
@ConfigMapping(prefix = "tollgate.auth")
public interface AuthConfig {
    /// By a name of the deployment's own.
    Map<String, Issuer> issuers();

    Claims claims();

    interface Issuer {
        /// The claim `iss`, exactly.
        Optional<String> issuer();

        /// What the claim `aud` must hold.
        Optional<String> audience();

        /// Where the issuer's keys are; either this or `public-key`.
        Optional<String> jwksUrl();

        /// PEM, or the base64 of it without the frame.
        Optional<String> publicKey();

        /// The only algorithm that is accepted of this issuer: `RS256`, `PS256`, `ES256`, `EdDSA`, …
        @WithDefault("RS256")
        String algorithm();

        /// The projects that it may speak for; `*`: all.
        Optional<List<String>> projects();

        /// The roles that it may give: of `user`, `admin`, `operator`.
        @WithDefault("user")
        List<String> roles();
    }

    interface Claims {
        @WithDefault("project")
        String project();

        /// The claims that may hold roles; the first that is there counts.
        @WithDefault("groups,role")
        List<String> roles();
    }
}
