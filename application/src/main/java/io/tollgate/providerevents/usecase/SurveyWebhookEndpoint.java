package io.tollgate.providerevents.usecase;

import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.Registration;
import io.tollgate.payments.WebhookEndpoints;
import io.tollgate.providerevents.EventReader;
import io.tollgate.tenancy.Project;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Compares what is registered at a project's provider account with what should be.
public final class SurveyWebhookEndpoint {
    private final WebhookEndpoints endpoints;
    private final EventReader reader;
    private final @Nullable URI webhooks;

    /// @param webhooks where the provider reaches this service's webhooks; null if that isn't configured
    public SurveyWebhookEndpoint(WebhookEndpoints endpoints, EventReader reader, @Nullable URI webhooks) {
        this.endpoints = endpoints;
        this.reader = reader;
        this.webhooks = webhooks;
    }

    public EndpointOutcome survey(Project project) {
        if (webhooks == null) {
            return new EndpointOutcome.NoAddress();
        }
        ProviderAccount provider = new ProviderAccount(project.providerAccount());
        String url = endpoints.address(provider, webhooks);
        return EndpointOutcome.after(
                endpoints.list(provider),
                all -> new EndpointOutcome.Known(
                        Registration.of(url, endpoints.apiVersion(), reader.types(), all), null));
    }
}
