package io.tollgate.bootstrap;

import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Where others reach this service: what stands before `/api`.
@Singleton
class PublicUrl {
    private final Optional<String> configured;

    PublicUrl(@ConfigProperty(name = "tollgate.public-url") Optional<String> configured) {
        this.configured = configured;
    }

    /// @return what is wrong with it; empty if nothing is, or it isn't set
    Optional<String> problem() {
        return configured.isPresent() && read().isEmpty()
                ? Optional.of("TOLLGATE_PUBLIC_URL is no http(s) address, without query and fragment")
                : Optional.empty();
    }

    /// @return where all webhooks come in; null if it isn't known
    @Nullable
    URI webhooks() {
        return read().map(base -> URI.create(base + "/api/v1/webhooks/stripe")).orElse(null);
    }

    private Optional<String> read() {
        return configured.map(text -> text.replaceAll("/+$", "")).filter(PublicUrl::isAddress);
    }

    private static boolean isAddress(String text) {
        try {
            URI uri = new URI(text);
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            return http && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
