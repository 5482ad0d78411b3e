package io.tollgate.accounts.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.usecase.OpenPortal;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Call;
import io.tollgate.http.Calls;
import io.tollgate.http.Deployment;
import io.tollgate.http.Faults;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.http.TakesIdempotencyKey;
import io.tollgate.idempotency.http.Idempotency;
import io.tollgate.tenancy.Scope;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/portal")
@Tag(name = "Portal")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@RunOnVirtualThread
public class PortalResource {
    private final OpenPortal openPortal;
    private final Idempotency idempotency;
    private final Calls calls;
    private final Deployment deployment;

    public PortalResource(OpenPortal openPortal, Idempotency idempotency, Calls calls, Deployment deployment) {
        this.openPortal = openPortal;
        this.idempotency = idempotency;
        this.calls = calls;
        this.deployment = deployment;
    }

    @RegisterForReflection
    @Schema(name = "PortalRequest", examples = """
                    {"userId": "alice", "returnUrl": "http://localhost:8088/"}""")
    public record Request(
            @Nullable @Schema(description = "For an app: whose portal. A user's token implies it", examples = "alice")
            String userId,

            @Nullable @Schema(required = true, description = "Of an allowed origin")
            String returnUrl) {}

    @RegisterForReflection
    @Schema(name = "PortalSession")
    public record Session(
            @Nullable @Schema(description = "Whoever has it is in: send the user there at once")
            String url) implements Idempotency.Secretive {
        @Override
        public Session withoutSecret() {
            return new Session(null);
        }

        /// Not for logs.
        @Override
        public String toString() {
            return "Session[hidden]";
        }
    }

    @POST
    @Path("/session")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.PORTAL_WRITE)
    @Operation(
            operationId = "openPortal",
            summary = "Open the provider's customer portal",
            description =
                    "For cards, invoices and subscriptions. Send the user to `url` at once: it soon expires. It is "
                            + "not stored: the same Idempotency-Key opens the portal anew.")
    @APIResponseSchema(value = Session.class, responseCode = "201", responseDescription = "The portal is open")
    @TakesIdempotencyKey
    @Refuses(
            value = {ProblemCode.USER_REQUIRED, ProblemCode.NOT_FOUND, ProblemCode.NO_PROVIDER_CUSTOMER},
            asksProvider = true)
    public Response open(Request request) {
        Call call = calls.current();
        AccountId account = call.account(request.userId());
        Faults faults = new Faults();
        String returnUrl = faults.required("returnUrl", request.returnUrl(), 2_000);
        faults.redirect("returnUrl", returnUrl, call.inProject().settings().allowedOrigins(), !deployment.liveMode());
        faults.check();
        return idempotency.accepted(
                _ -> Response.status(201).entity(session(account, returnUrl)).build(),
                Session.class,
                _ -> session(account, returnUrl));
    }

    private Session session(AccountId account, String returnUrl) {
        return switch (openPortal.open(account, returnUrl)) {
            case OpenPortal.Outcome.Opened(String url) -> new Session(url);
            case OpenPortal.Outcome.NoCustomer _ -> throw Problem.of(ProblemCode.NO_PROVIDER_CUSTOMER);
            case OpenPortal.Outcome.Declined(String code, String message) -> throw Problem.ofProvider(code, message);
            case OpenPortal.Outcome.ProviderUnavailable _ -> throw Problem.of(ProblemCode.PROVIDER_UNAVAILABLE);
        };
    }

    @RegisterForReflection
    @Schema(name = "PortalEligibility")
    public record Eligibility(
            boolean eligible,

            @Nullable
            @Schema(
                    description = "Why not",
                    enumeration = {"no_provider_customer"})
            String reason) {}

    @GET
    @Path("/eligibility")
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.PORTAL_WRITE)
    @Operation(
            operationId = "getPortalEligibility",
            summary = "Whether a user can open the portal",
            description = "Without asking the provider.")
    @APIResponseSchema(value = Eligibility.class, responseCode = "200")
    @Refuses({ProblemCode.USER_REQUIRED, ProblemCode.NOT_FOUND})
    public Response eligibility(@QueryParam("userId") @Parameter(ref = "UserId") @Nullable String userId) {
        boolean eligible = openPortal.isEligible(calls.current().account(userId));
        return Response.ok(new Eligibility(eligible, eligible ? null : "no_provider_customer"))
                .build();
    }
}
