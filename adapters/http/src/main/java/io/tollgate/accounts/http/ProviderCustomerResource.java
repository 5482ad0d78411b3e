package io.tollgate.accounts.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.accounts.usecase.LinkTestClock;
import io.tollgate.accounts.usecase.LinkTestClock.Outcome;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Call;
import io.tollgate.http.Calls;
import io.tollgate.http.Faults;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/admin/users/{userId}/provider-customer")
@Tag(name = "Users")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@RunOnVirtualThread
public class ProviderCustomerResource {
    private final LinkTestClock linkTestClock;
    private final Calls calls;

    public ProviderCustomerResource(LinkTestClock linkTestClock, Calls calls) {
        this.linkTestClock = linkTestClock;
        this.calls = calls;
    }

    @RegisterForReflection
    @Schema(name = "ProviderCustomerRequest", examples = """
                    {"testClock": "clock_1Mr3I22eZvKYlo2C"}""")
    public record Request(
            @Nullable
            @Schema(
                    required = true,
                    description = "The id that the provider gave it (POST /v1/test_helpers/test_clocks)")
            String testClock) {}

    @RegisterForReflection
    @Schema(name = "ProviderCustomer")
    public record Answer(String userId, String testClock, Instant frozenTime) {}

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Who.ADMIN)
    @Operation(
            operationId = "linkTestClock",
            summary = "Let a user live by the provider's test clock",
            description = "Test mode only, and before the first purchase.")
    @APIResponseSchema(value = Answer.class, responseCode = "200")
    @Refuses({
        ProblemCode.NOT_FOUND,
        ProblemCode.CUSTOMER_EXISTS,
        ProblemCode.NOT_TEST_MODE,
        ProblemCode.PROVIDER_UNAVAILABLE
    })
    public Response put(@PathParam("userId") @Parameter(ref = "User") String userId, Request request) {
        Call call = calls.current();
        Faults faults = new Faults();
        String testClock = faults.required("testClock", request.testClock(), 255);
        faults.check();
        return switch (linkTestClock.link(call.account(userId), testClock, call.cause())) {
            case Outcome.Linked linked ->
                Response.ok(new Answer(
                                userId, linked.clock().id(), linked.clock().frozenTime()))
                        .build();
            case Outcome.NoSuchClock _ -> throw Problem.of(ProblemCode.NOT_FOUND, "No such test clock");
            case Outcome.TooLate _ -> throw Problem.of(ProblemCode.CUSTOMER_EXISTS);
            case Outcome.NotTestMode _ -> throw Problem.of(ProblemCode.NOT_TEST_MODE);
            case Outcome.ProviderUnavailable _ -> throw Problem.of(ProblemCode.PROVIDER_UNAVAILABLE);
        };
    }
}
