package io.tollgate.payments;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is registered at the provider for this service, against what should be.
///
/// @param url where events are to go
/// @param types the events to be sent: those that are handled, and no others
/// @param current the endpoint that counts; null if there is none at our version
/// @param superseded others that this service has made for the same address
public record Registration(
        String url,
        String apiVersion,
        Set<String> types,
        @Nullable WebhookEndpoint current,
        List<WebhookEndpoint> superseded) {
    private static final String ALL = "*";

    public Registration {
        types = Set.copyOf(types);
        superseded = List.copyOf(superseded);
    }

    /// An endpoint that somebody else has made is left alone, wherever it leads: it may be for connected accounts.
    ///
    /// @param all the oldest first. Of two that were made at once, everybody takes the same
    public static Registration of(String url, String apiVersion, Set<String> types, List<WebhookEndpoint> all) {
        List<WebhookEndpoint> ours = all.stream()
                .filter(endpoint ->
                        endpoint.operation() != null && endpoint.url().equals(url))
                .toList();
        Optional<WebhookEndpoint> current = ours.stream()
                .filter(endpoint -> apiVersion.equals(endpoint.apiVersion()))
                .min(Comparator.comparing(endpoint -> !isConfigured(endpoint)));
        return new Registration(
                url,
                apiVersion,
                types,
                current.orElse(null),
                ours.stream()
                        .filter(endpoint -> !Optional.of(endpoint).equals(current))
                        .toList());
    }

    /// Handled, but not sent.
    public Set<String> missing() {
        return current == null || current.types().contains(ALL) ? Set.of() : without(types, current.types());
    }

    /// Sent, but not handled.
    public Set<String> superfluous() {
        return current == null ? Set.of() : without(current.types(), types);
    }

    private static Set<String> without(Set<String> some, Set<String> others) {
        Set<String> left = new TreeSet<>(some);
        left.removeAll(others);
        return left;
    }

    public boolean isComplete() {
        return current != null
                && current.enabled()
                && missing().isEmpty()
                && superfluous().isEmpty();
    }

    /// Superseded ones that nobody needs any more. One whose events we believe stays until the current one's are
    /// believed as well, so that none is refused in between; what comes twice counts once.
    public List<WebhookEndpoint> retirable() {
        boolean believed = current != null && isConfigured(current);
        return superseded.stream()
                .filter(WebhookEndpoint::enabled)
                .filter(old -> believed || Boolean.FALSE.equals(old.secretConfigured()))
                .toList();
    }

    private static boolean isConfigured(WebhookEndpoint endpoint) {
        return Boolean.TRUE.equals(endpoint.secretConfigured());
    }
}
