package io.tollgate.payments;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An endpoint that the provider sends events to.
///
/// @param apiVersion that its events are rendered at; null: the account's own. Never changes
/// @param types of the events that it is sent; `*` for all
/// @param operation ours, that made it; null: somebody else made it
/// @param secretConfigured whether this deployment is configured with its signing secret; null: nobody knows, as a
///     secret can't be read again
public record WebhookEndpoint(
        String id,
        String url,
        @Nullable String apiVersion,
        Set<String> types,
        boolean enabled,
        @Nullable String operation,
        @Nullable Boolean secretConfigured) {
    public WebhookEndpoint {
        types = Set.copyOf(types);
    }
}
