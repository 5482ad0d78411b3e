package io.tollgate.providerevents.usecase;

import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.Registration;
import io.tollgate.payments.WebhookEndpoint;
import io.tollgate.payments.WebhookEndpoints;
import io.tollgate.payments.WebhookEndpoints.Created;
import io.tollgate.providerevents.usecase.EndpointOutcome.Known;
import io.tollgate.tenancy.Project;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Lets a project's provider account send this service the events that it handles, and no others. Run again, it makes
/// no second endpoint.
public final class RegisterWebhookEndpoint {
    private final SurveyWebhookEndpoint survey;
    private final WebhookEndpoints endpoints;

    public RegisterWebhookEndpoint(SurveyWebhookEndpoint survey, WebhookEndpoints endpoints) {
        this.survey = survey;
        this.endpoints = endpoints;
    }

    /// @param operation the same for a call that is sent again: it gets the secret that its first answer would have had
    public EndpointOutcome register(Project project, String operation) {
        EndpointOutcome found = survey.survey(project);
        return found instanceof Known known ? settle(project, known.registration(), operation) : found;
    }

    private EndpointOutcome settle(Project project, Registration found, String operation) {
        ProviderAccount provider = new ProviderAccount(project.providerAccount());
        WebhookEndpoint current = found.current();
        if (current == null || operation.equals(current.operation())) {
            return EndpointOutcome.after(
                    endpoints.create(provider, found.url(), found.types(), operation),
                    created -> created(project, found, created));
        }
        return found.isComplete()
                ? new Known(retired(provider, found), null)
                : EndpointOutcome.after(
                        endpoints.update(provider, current.id(), found.types()),
                        updated -> new Known(retired(provider, with(found, updated)), null));
    }

    /// Looked at again, as somebody else may have made one at the same time: then all keep the same one, and only its
    /// maker has a secret to show. The secret just made is shown whatever comes.
    private EndpointOutcome created(Project project, Registration found, Created created) {
        Registration now =
                survey.survey(project) instanceof Known(Registration seen, @Nullable String _) && seen.current() != null
                        ? seen
                        : with(found, created.endpoint());
        boolean ours = Objects.requireNonNull(now.current())
                .id()
                .equals(created.endpoint().id());
        return new Known(retired(new ProviderAccount(project.providerAccount()), now), ours ? created.secret() : null);
    }

    private static Registration with(Registration found, WebhookEndpoint current) {
        return new Registration(found.url(), found.apiVersion(), found.types(), current, found.superseded());
    }

    /// What can't be switched off now is next time.
    private Registration retired(ProviderAccount provider, Registration now) {
        List<WebhookEndpoint> retirable = now.retirable();
        List<WebhookEndpoint> superseded = now.superseded().stream()
                .map(old -> retirable.contains(old)
                                && endpoints.disable(provider, old.id())
                                        instanceof Outcome.Done<WebhookEndpoint>(WebhookEndpoint off)
                        ? off
                        : old)
                .toList();
        return new Registration(now.url(), now.apiVersion(), now.types(), now.current(), superseded);
    }
}
