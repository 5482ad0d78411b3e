package io.tollgate.orders.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.accounts.AccountId;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Call;
import io.tollgate.http.Calls;
import io.tollgate.http.Deployment;
import io.tollgate.http.Faults;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.http.TakesIdempotencyKey;
import io.tollgate.idempotency.http.Idempotency;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.orders.usecase.PurchaseOutcome;
import io.tollgate.orders.usecase.StartCheckout;
import io.tollgate.orders.usecase.StartCheckout.Command;
import io.tollgate.tenancy.Scope;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/checkout/session")
@Tag(name = "Checkout")
@RegisterForReflection
@RunOnVirtualThread
public class CheckoutResource {
    /// The provider's pages close after at most a day; an hour less leaves room for a late start.
    private static final Duration PAGE_OPEN = Duration.ofHours(23);

    private final StartCheckout startCheckout;
    private final Idempotency idempotency;
    private final Calls calls;
    private final InstantSource clock;
    private final Deployment deployment;

    public CheckoutResource(
            StartCheckout startCheckout,
            Idempotency idempotency,
            Calls calls,
            InstantSource clock,
            Deployment deployment) {
        this.startCheckout = startCheckout;
        this.idempotency = idempotency;
        this.calls = calls;
        this.clock = clock;
        this.deployment = deployment;
    }

    @RegisterForReflection
    @Schema(name = "CheckoutRequest", examples = """
                    {"userId": "alice", "plan": "solo", "price": "solo-month",
                     "successUrl": "http://localhost:8088/", "cancelUrl": "http://localhost:8088/"}""")
    public record Request(
            @Nullable @Schema(description = "For an app: who buys. A user's token implies it", examples = "alice")
            String userId,

            @Nullable @Schema(required = true, examples = "solo")
            String plan,

            @Nullable
            @Schema(
                    description = "The price's code; may be left out where the plan has only one",
                    examples = "solo-month")
            String price,

            @Nullable @Schema(minimum = "1", maximum = "1000000", defaultValue = "1")
            Integer quantity,

            @Nullable @Schema(required = true, description = "Of an allowed origin; may hold {CHECKOUT_SESSION_ID}")
            String successUrl,

            @Nullable @Schema(required = true, description = "Of an allowed origin")
            String cancelUrl,

            @Nullable String email,
            @Nullable String promotionCode,

            @Nullable @Schema(description = "At most 40 keys; those beginning with tollgate_ are ours")
            Map<String, String> metadata) {}

    @RegisterForReflection
    @Schema(name = "CheckoutSession")
    public record Answer(String orderId, String sessionId, String url, Instant expiresAt) {
        static Answer of(PurchaseOutcome.Placed<CheckoutPage> opened) {
            CheckoutPage page = opened.with();
            return new Answer(opened.order().value(), page.sessionId(), page.url(), page.expiresAt());
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.CHECKOUT_WRITE)
    @Operation(
            operationId = "startCheckout",
            summary = "Open the provider's hosted page for a plan",
            description = "Opening a second page for the same plan closes the first. Send the buyer to `url`.")
    @TakesIdempotencyKey(required = true)
    @APIResponseSchema(value = Answer.class, responseCode = "201", responseDescription = "The page is open")
    @Refuses(value = ProblemCode.ALREADY_SUBSCRIBED, like = PurchaseProblems.class)
    public Response start(Request request) {
        Call call = calls.current();
        return idempotency.required(operation -> answer(startCheckout.start(command(operation, call, request))));
    }

    private Command command(String operation, Call call, Request request) {
        AccountId account = call.account(request.userId());
        Faults faults = new Faults();
        String plan = faults.required("plan", request.plan(), 63);
        String price = faults.optional("price", request.price(), 63);
        PurchaseFields fields = new PurchaseFields(faults);
        int quantity = fields.quantity(request.quantity());
        String success = faults.required("successUrl", request.successUrl(), 2_000);
        String cancel = faults.required("cancelUrl", request.cancelUrl(), 2_000);
        List<String> origins = call.inProject().settings().allowedOrigins();
        faults.redirect("successUrl", success, origins, !deployment.liveMode());
        faults.redirect("cancelUrl", cancel, origins, !deployment.liveMode());
        String email = faults.email(request.email());
        String promotionCode = faults.prose("promotionCode", request.promotionCode(), 200);
        Map<String, String> metadata = fields.metadata(request.metadata());
        faults.check();
        Instant expiresAt = clock.instant().plus(PAGE_OPEN);
        return new Command(
                operation,
                account,
                call.cause(),
                plan,
                price,
                quantity,
                new CheckoutRequest(success, cancel, email, promotionCode, metadata, expiresAt));
    }

    private static Response answer(PurchaseOutcome<CheckoutPage> outcome) {
        return switch (outcome) {
            case PurchaseOutcome.Placed<CheckoutPage> opened ->
                Response.status(201).entity(Answer.of(opened)).build();
            case PurchaseOutcome.Refused<CheckoutPage> refused -> throw PurchaseProblems.of(refused.why());
        };
    }
}
