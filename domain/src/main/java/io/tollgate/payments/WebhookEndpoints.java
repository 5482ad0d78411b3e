package io.tollgate.payments;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the provider sends events. Never called inside a transaction or a decision.
public interface WebhookEndpoints {
    /// The version of the provider's API that events are to be rendered at.
    String apiVersion();

    /// Where an account's events come in.
    ///
    /// @param webhooks where those of all accounts do
    String address(ProviderAccount provider, URI webhooks);

    /// All of the account's, whoever made them; the oldest first.
    Outcome<List<WebhookEndpoint>> list(ProviderAccount provider);

    /// Makes one at [#apiVersion]. The same operation makes it once, and is answered with its secret again (for the
    /// provider: within 24 h).
    Outcome<Created> create(ProviderAccount provider, String url, Set<String> types, String operation);

    /// Switches one on, and lets it send these types.
    Outcome<WebhookEndpoint> update(ProviderAccount provider, String id, Set<String> types);

    /// Nothing is sent to it any more.
    Outcome<WebhookEndpoint> disable(ProviderAccount provider, String id);

    /// @param secret signs its events; null if the provider has lost its answer, and shows it in its dashboard only
    record Created(WebhookEndpoint endpoint, @Nullable String secret) {
        @Override
        public String toString() {
            return "Created[" + endpoint.id() + ", hidden]";
        }
    }
}
