package io.tollgate.tenancy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a browser may be sent back to: a page of the project's own allowed origins. The address is parsed once and
/// its origin compared whole; what browsers read otherwise than we do (backslashes, controls, user info) is
/// refused.
public final class RedirectUrl {
    /// The provider puts the session's id in its place.
    private static final String PLACEHOLDER = "{CHECKOUT_SESSION_ID}";

    private static final int MAX_LENGTH = 2_000;

    private RedirectUrl() {}

    /// @param loopback whether `http://localhost` (also 127.0.0.1, [::1]) counts as secure: test mode only
    /// @return why it is refused, snake_case; empty if it is allowed
    public static Optional<String> refusal(String url, List<String> allowedOrigins, boolean loopback) {
        if (url.length() > MAX_LENGTH || url.chars().anyMatch(RedirectUrl::isHostile)) {
            return Optional.of("invalid_url");
        }
        URI uri;
        try {
            // Braces are not allowed in a URI; the placeholder's are the provider's syntax.
            uri = new URI(url.replace(PLACEHOLDER, "CHECKOUT_SESSION_ID")).parseServerAuthority();
        } catch (URISyntaxException e) {
            return Optional.of("invalid_url");
        }
        String origin = origin(uri, loopback);
        if (origin == null || uri.getRawUserInfo() != null) {
            return Optional.of("invalid_url");
        }
        boolean allowed = allowedOrigins.stream()
                .anyMatch(candidate ->
                        originOf(candidate, loopback).filter(origin::equals).isPresent());
        return allowed ? Optional.empty() : Optional.of("origin_not_allowed");
    }

    /// An origin as a project lists it, spelled as browsers send it; empty if it is none: https, or loopback
    /// http where that counts.
    public static Optional<String> originOf(String text, boolean loopback) {
        if (text.chars().anyMatch(RedirectUrl::isHostile)) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text).parseServerAuthority();
            boolean bare = uri.getRawUserInfo() == null
                    && (uri.getRawPath() == null || uri.getRawPath().isEmpty())
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            return bare ? Optional.ofNullable(origin(uri, loopback)) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String origin(URI uri, boolean loopback) {
        if (uri.getScheme() == null || uri.getHost() == null) {
            return null;
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https") || (scheme.equals("http") && loopback && isLoopback(host));
        if (!secure || host.endsWith(".") || uri.getPort() == 0 || uri.getPort() > 65_535) {
            return null;
        }
        int usual = scheme.equals("https") ? 443 : 80;
        return scheme + "://" + host + (uri.getPort() == -1 || uri.getPort() == usual ? "" : ":" + uri.getPort());
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }

    /// Browsers read a backslash as a slash and drop tabs and line ends; other than ASCII may turn into anything.
    private static boolean isHostile(int c) {
        return c <= ' ' || c == '\\' || c >= 0x7f;
    }
}
