package io.tollgate.providerevents.stripe;

import com.stripe.Stripe;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.payments.ProviderAccount;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Counts well-signed deliveries, by what can be known of them before they are stored. Its labels are a closed list,
/// whatever stands in a body.
final class ReceivedEvents {
    private final MeterRegistry metrics;
    private final Set<String> handled;

    /// @param handled the types that have a reaction
    ReceivedEvents(MeterRegistry metrics, Set<String> handled) {
        this.metrics = metrics;
        this.handled = handled;
    }

    /// @param envelope empty if the body is unreadable
    void count(ProviderAccount provider, Optional<Envelope> envelope) {
        Counter.builder("tollgate.webhooks.received")
                .description(
                        "Well-signed webhook deliveries; version: whether the event was rendered at the API version"
                                + " that this release pins")
                .tag("provider", provider.name())
                .tag("version", version(envelope.map(Envelope::apiVersion).orElse(null)))
                .tag("type", envelope.map(e -> type(e.type())).orElse("unreadable"))
                .register(metrics)
                .increment();
    }

    /// @param secrets by which it is signed, by their names
    void signed(ProviderAccount provider, List<String> secrets) {
        Counter.builder("tollgate.webhooks.signed")
                .description("Well-signed webhook deliveries, by the names of all the secrets that signed them")
                .tag("provider", provider.name())
                .tag("secrets", String.join(",", secrets))
                .register(metrics)
                .increment();
    }

    private String type(@Nullable String type) {
        return type != null && handled.contains(type) ? type : "unhandled";
    }

    private static String version(@Nullable String version) {
        if (version == null) {
            return "none";
        }
        return version.equals(Stripe.API_VERSION) ? "pinned" : "other";
    }
}
