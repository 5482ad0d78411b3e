package io.tollgate.providerevents.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Call;
import io.tollgate.http.Calls;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.http.TakesIdempotencyKey;
import io.tollgate.idempotency.http.Idempotency;
import io.tollgate.payments.Registration;
import io.tollgate.payments.WebhookEndpoint;
import io.tollgate.providerevents.usecase.EndpointOutcome;
import io.tollgate.providerevents.usecase.RegisterWebhookEndpoint;
import io.tollgate.providerevents.usecase.SurveyWebhookEndpoint;
import io.tollgate.tenancy.Caller;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/admin/provider/webhook-endpoint")
@Tag(name = "Administration")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@RunOnVirtualThread
public class WebhookEndpointResource {
    private final SurveyWebhookEndpoint survey;
    private final RegisterWebhookEndpoint register;
    private final Projects projects;
    private final Idempotency idempotency;
    private final Calls calls;

    public WebhookEndpointResource(
            SurveyWebhookEndpoint survey,
            RegisterWebhookEndpoint register,
            Projects projects,
            Idempotency idempotency,
            Calls calls) {
        this.survey = survey;
        this.register = register;
        this.projects = projects;
        this.idempotency = idempotency;
        this.calls = calls;
    }

    @RegisterForReflection
    @Schema(name = "WebhookRegistration")
    public record Answer(
            @Schema(description = "Where the provider is to send events")
            String url,

            @Schema(description = "The version that they are to be rendered at")
            String apiVersion,

            @Nullable @Schema(description = "What is registered at this version; absent: nothing")
            Current endpoint,

            @Schema(description = "Earlier ones of this service at the same address")
            List<Superseded> superseded) {
        static Answer of(Registration registration) {
            return new Answer(
                    registration.url(),
                    registration.apiVersion(),
                    Current.of(registration),
                    registration.superseded().stream().map(Superseded::of).toList());
        }
    }

    @RegisterForReflection
    @Schema(name = "NewWebhookRegistration")
    public record Registered(
            String url,
            String apiVersion,
            @Nullable Current endpoint,
            List<Superseded> superseded,

            @Schema(description = "Signs its events: shown once. Configure it, then this service believes them")
            String secret)
            implements Idempotency.Secretive {
        static Registered of(Answer answer, String secret) {
            return new Registered(answer.url(), answer.apiVersion(), answer.endpoint(), answer.superseded(), secret);
        }

        @Override
        public Object withoutSecret() {
            return new Answer(url, apiVersion, endpoint, superseded);
        }

        @Override
        public String toString() {
            return "Registered[hidden]";
        }
    }

    @RegisterForReflection
    @Schema(name = "WebhookEndpoint")
    public record Current(
            String id,
            @Schema(enumeration = {"enabled", "disabled"}) String status,

            @Schema(description = "Types that are handled, and not sent")
            List<String> missing,

            @Schema(description = "Types that are sent, and not handled")
            List<String> superfluous,

            @Nullable
            @Schema(
                    description = "Whether this deployment is configured with its secret; absent: unknown, as the"
                            + " provider shows a secret once")
            Boolean secretConfigured) {
        static @Nullable Current of(Registration registration) {
            WebhookEndpoint current = registration.current();
            return current == null
                    ? null
                    : new Current(
                            current.id(),
                            spelled(current),
                            List.copyOf(registration.missing()),
                            List.copyOf(registration.superfluous()),
                            current.secretConfigured());
        }
    }

    @RegisterForReflection
    @Schema(name = "SupersededWebhookEndpoint")
    public record Superseded(
            String id,

            @Schema(
                    enumeration = {"enabled", "disabled"},
                    description = "It stays enabled until the secret of the one in its place is configured, and"
                            + " is disabled by the next registration")
            String status,

            @Nullable String apiVersion) {
        static Superseded of(WebhookEndpoint endpoint) {
            return new Superseded(endpoint.id(), spelled(endpoint), endpoint.apiVersion());
        }
    }

    private static String spelled(WebhookEndpoint endpoint) {
        return endpoint.enabled() ? "enabled" : "disabled";
    }

    @GET
    @Allow(Who.ADMIN)
    @Operation(
            operationId = "getWebhookEndpoint",
            summary = "What is registered at the provider, and what is missing",
            description = "Asks the provider. Of an account that several projects share: the operator only.")
    @APIResponseSchema(value = Answer.class, responseCode = "200")
    @Refuses({ProblemCode.PUBLIC_URL_MISSING, ProblemCode.PROVIDER_REFUSED, ProblemCode.PROVIDER_UNAVAILABLE})
    public Response get() {
        return answer(survey.survey(administered()));
    }

    @POST
    @Allow(Who.ADMIN)
    @Operation(
            operationId = "registerWebhookEndpoint",
            summary = "Let the provider send this service the events that it handles",
            description = "Makes the endpoint, or brings it up to date; may be run again at any time. The secret is"
                    + " answered once. Of an account that several projects share: the operator only.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Answer.class)))
    @APIResponseSchema(value = Registered.class, responseCode = "201")
    @TakesIdempotencyKey
    @Refuses({ProblemCode.PUBLIC_URL_MISSING, ProblemCode.PROVIDER_REFUSED, ProblemCode.PROVIDER_UNAVAILABLE})
    public Response post() {
        Project project = administered();
        return idempotency.accepted(operation -> answer(register.register(project, operation)));
    }

    private Project administered() {
        Call call = calls.current();
        Project project = call.inProject();
        if (!(call.caller() instanceof Caller.Operator) && projects.isShared(project.providerAccount())) {
            throw Problem.of(
                    ProblemCode.FORBIDDEN, "Several projects share this provider account: it is the operator's");
        }
        return project;
    }

    private static Response answer(EndpointOutcome outcome) {
        return switch (outcome) {
            case EndpointOutcome.Known known -> answer(Answer.of(known.registration()), known.secret());
            case EndpointOutcome.NoAddress _ ->
                throw Problem.of(
                        ProblemCode.PUBLIC_URL_MISSING,
                        "Set TOLLGATE_PUBLIC_URL to where the provider reaches this service");
            case EndpointOutcome.Refused refused -> throw Problem.ofProvider(refused.code(), refused.message());
            case EndpointOutcome.ProviderUnavailable _ -> throw Problem.of(ProblemCode.PROVIDER_UNAVAILABLE);
        };
    }

    private static Response answer(Answer answer, @Nullable String secret) {
        return secret == null
                ? Response.ok(answer).build()
                : Response.status(201).entity(Registered.of(answer, secret)).build();
    }
}
