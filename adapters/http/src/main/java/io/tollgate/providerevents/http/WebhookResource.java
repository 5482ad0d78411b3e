package io.tollgate.providerevents.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Calls;
import io.tollgate.http.Deployment;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.providerevents.usecase.ReceiveWebhook;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Answered once the raw bytes are stored; nothing blocks, and no virtual thread is spent.
@Path("/")
@Tag(name = "Webhooks")
@RegisterForReflection
@Unverified
public class WebhookResource {
    private final ReceiveWebhook receiveWebhook;
    private final Deployment deployment;
    private final Calls calls;
    private final Counter refused;

    public WebhookResource(ReceiveWebhook receiveWebhook, Deployment deployment, Calls calls, MeterRegistry metrics) {
        this.receiveWebhook = receiveWebhook;
        this.deployment = deployment;
        this.calls = calls;
        this.refused = Counter.builder("tollgate.webhooks.refused")
                .description("Webhooks whose signature, age or token is wrong: a forger, or a secret we lack")
                .register(metrics);
    }

    /// Describes the answer in the OpenAPI document.
    @Schema(name = "Received")
    public record Received(boolean received) {}

    @POST
    @Path("api/v1/webhooks/stripe")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Allow(Who.PROVIDER)
    @Operation(
            operationId = "receiveWebhook",
            summary = "The provider's events",
            description = "Known by the header Stripe-Signature alone. Answered 200 once the event is stored.")
    @RequestBody(ref = "ProviderEvent")
    @APIResponseSchema(value = Received.class, responseCode = "200", responseDescription = "Stored")
    @Refuses({ProblemCode.INVALID_SIGNATURE, ProblemCode.BODY_TOO_LARGE})
    public Uni<Response> receive(
            @HeaderParam("Stripe-Signature") @Parameter(ref = "Signature") @Nullable String signature,
            byte @Nullable [] body) {
        return store(null, signature, body);
    }

    @POST
    @Path("api/v1/webhooks/stripe/{token}")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Allow(Who.PROVIDER)
    @Operation(
            operationId = "receiveAccountWebhook",
            summary = "The events of one of several provider accounts",
            description = "The token in the path names the account.")
    @RequestBody(ref = "ProviderEvent")
    @APIResponseSchema(value = Received.class, responseCode = "200", responseDescription = "Stored")
    @Refuses({ProblemCode.INVALID_SIGNATURE, ProblemCode.BODY_TOO_LARGE})
    public Uni<Response> receive(
            @PathParam("token") @Parameter(description = "The account's, as configured") String token,
            @HeaderParam("Stripe-Signature") @Parameter(ref = "Signature") @Nullable String signature,
            byte @Nullable [] body) {
        return store(token, signature, body);
    }

    @POST
    @Path("webhooks/stripe")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Allow(Who.PROVIDER)
    @Operation(hidden = true)
    public Uni<Response> alias(@HeaderParam("Stripe-Signature") @Nullable String signature, byte @Nullable [] body) {
        checkAliases();
        return store(null, signature, body);
    }

    @POST
    @Path("webhook/stripe/{token}")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Allow(Who.PROVIDER)
    @Operation(hidden = true)
    public Uni<Response> alias(
            @PathParam("token") String token,
            @HeaderParam("Stripe-Signature") @Nullable String signature,
            byte @Nullable [] body) {
        checkAliases();
        return store(token, signature, body);
    }

    private void checkAliases() {
        if (!deployment.rootAliases()) {
            throw Problem.of(ProblemCode.NOT_FOUND);
        }
    }

    private Uni<Response> store(@Nullable String token, @Nullable String signature, byte @Nullable [] body) {
        byte[] bytes = body == null ? new byte[0] : body;
        if (bytes.length > WebhookDoor.MAX_BODY) {
            throw Problem.of(ProblemCode.BODY_TOO_LARGE, "At most 1 MiB");
        }
        return Uni.createFrom()
                .completionStage(() -> verifyAndStore(token, signature, bytes))
                .map(stored -> {
                    if (!stored) {
                        refused.increment();
                        throw Problem.of(ProblemCode.INVALID_SIGNATURE);
                    }
                    return Response.ok("{\"received\":true}").build();
                });
    }

    private CompletionStage<Boolean> verifyAndStore(@Nullable String token, @Nullable String signature, byte[] body) {
        try {
            return receiveWebhook.receive(token, signature, body);
        } finally {
            // Verified by now, if not stored.
            WebhookDoor.leave(calls.routing());
        }
    }
}
