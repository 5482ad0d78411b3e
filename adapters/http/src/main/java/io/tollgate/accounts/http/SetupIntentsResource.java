package io.tollgate.accounts.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.usecase.StartSetup;
import io.tollgate.accounts.usecase.StartSetup.Outcome;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Call;
import io.tollgate.http.Calls;
import io.tollgate.http.Faults;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.http.TakesIdempotencyKey;
import io.tollgate.idempotency.http.Idempotency;
import io.tollgate.tenancy.Scope;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/setup-intents")
@Tag(name = "Payments")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@RunOnVirtualThread
public class SetupIntentsResource {
    private final StartSetup startSetup;
    private final Idempotency idempotency;
    private final Calls calls;

    public SetupIntentsResource(StartSetup startSetup, Idempotency idempotency, Calls calls) {
        this.startSetup = startSetup;
        this.idempotency = idempotency;
        this.calls = calls;
    }

    @RegisterForReflection
    @Schema(name = "SetupRequest", examples = """
                    {"userId": "alice"}""")
    public record Request(
            @Nullable @Schema(description = "For an app: whose card. A user's token implies it", examples = "alice")
            String userId,

            @Nullable @Schema(description = "For the provider's customer, if there is none yet")
            String email) {}

    @RegisterForReflection
    @Schema(name = "SetupIntent")
    public record Answer(
            @Schema(description = "The provider's") String id,

            @Schema(description = "The provider's") String customerId,

            @Nullable @Schema(description = "For the provider's form in the caller's page; never store it")
            String setupClientSecret,

            @Nullable String publishableKey)
            implements Idempotency.Secretive {
        @Override
        public Answer withoutSecret() {
            return with(null);
        }

        Answer with(@Nullable String secret) {
            return new Answer(id, customerId, secret, publishableKey);
        }

        /// It is in browsers' hands, and yet not for logs.
        @Override
        public String toString() {
            return "Answer[" + id + "]";
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.PAYMENTS_WRITE)
    @Operation(
            operationId = "startSetup",
            summary = "Keep a card for later, in a page of your own",
            description = "The provider's form takes the card by the client secret; its id may then be given to "
                    + "POST /subscriptions.")
    @TakesIdempotencyKey(required = true)
    @APIResponseSchema(value = Answer.class, responseCode = "201")
    @Refuses(
            value = {
                ProblemCode.USER_REQUIRED,
                ProblemCode.NOT_FOUND,
                ProblemCode.USER_NOT_FOUND,
                ProblemCode.DIRECTORY_UNAVAILABLE,
                ProblemCode.TOO_MANY_OPEN_PURCHASES,
                ProblemCode.TOO_MANY_DECLINES
            },
            asksProvider = true)
    public Response start(Request request) {
        Call call = calls.current();
        AccountId account = call.account(request.userId());
        Faults faults = new Faults();
        String email = faults.email(request.email());
        faults.check();
        return idempotency.required(
                operation -> answer(startSetup.start(operation, account, email, call.cause())),
                Answer.class,
                stored -> stored.with(
                        startSetup.secret(account, stored.id()).orElseThrow(SetupIntentsResource::unavailable)));
    }

    private static Response answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Started started ->
                Response.status(201)
                        .entity(new Answer(
                                started.intent().id(),
                                started.customer(),
                                started.intent().clientSecret(),
                                started.publishableKey()))
                        .build();
            case Outcome.UserNotFound _ -> throw Problem.of(ProblemCode.USER_NOT_FOUND);
            case Outcome.DirectoryUnavailable _ -> throw Problem.of(ProblemCode.DIRECTORY_UNAVAILABLE);
            case Outcome.Restrained restrained -> throw Problem.of(restrained.why());
            case Outcome.Declined declined -> throw Problem.ofProvider(declined.code(), declined.message());
            case Outcome.ProviderUnavailable _ -> throw unavailable();
        };
    }

    private static Problem unavailable() {
        return Problem.of(ProblemCode.PROVIDER_UNAVAILABLE, "Send the same Idempotency-Key again");
    }
}
