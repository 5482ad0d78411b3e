package io.tollgate.orders.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.accounts.AccountId;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Amount;
import io.tollgate.http.AskedAmount;
import io.tollgate.http.Call;
import io.tollgate.http.Calls;
import io.tollgate.http.Faults;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.http.TakesIdempotencyKey;
import io.tollgate.idempotency.http.Idempotency;
import io.tollgate.money.Money;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.OrderView;
import io.tollgate.orders.Orders;
import io.tollgate.orders.Payment;
import io.tollgate.orders.PlacedIntent;
import io.tollgate.orders.usecase.PurchaseOutcome;
import io.tollgate.orders.usecase.StartPayment;
import io.tollgate.orders.usecase.StartPayment.Command;
import io.tollgate.orders.usecase.StartPayment.What;
import io.tollgate.tenancy.Scope;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/payments")
@Tag(name = "Payments")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@RunOnVirtualThread
public class PaymentsResource {
    private static final Pattern PAYMENT_ID = Pattern.compile("pay_[0-9A-Za-z_]{1,255}");

    private final StartPayment startPayment;
    private final Orders orders;
    private final Idempotency idempotency;
    private final Calls calls;

    public PaymentsResource(StartPayment startPayment, Orders orders, Idempotency idempotency, Calls calls) {
        this.startPayment = startPayment;
        this.orders = orders;
        this.idempotency = idempotency;
        this.calls = calls;
    }

    @RegisterForReflection
    @Schema(name = "PaymentRequest", examples = """
                    {"userId": "alice", "plan": "pass", "price": "pass-once"}""")
    public record Request(
            @Nullable @Schema(description = "For an app: who pays. A user's token implies it", examples = "alice")
            String userId,

            @Nullable @Schema(description = "What is bought: a plan, or a bare amount", examples = "pass")
            String plan,

            @Nullable @Schema(description = "The price's code; may be left out where the plan has only one")
            String price,

            @Nullable @Schema(description = "Instead of a plan, within the project's amountLimits")
            AskedAmount amount,

            @Nullable @Schema(description = "For a bare amount: what it is for", maxLength = 500)
            String description,

            @Nullable String email,

            @Nullable @Schema(description = "At most 40 keys; those beginning with tollgate_ are ours")
            Map<String, String> metadata) {}

    @RegisterForReflection
    @Schema(name = "PaymentIntent")
    public record Intent(
            String id,
            String paymentId,
            String orderId,

            @Nullable @Schema(description = "For the provider's form in the caller's page; never store it")
            String clientSecret,

            @Nullable @Schema(description = "The provider account's, for the same form")
            String publishableKey,

            String status)
            implements Idempotency.Secretive {
        @Override
        public Intent withoutSecret() {
            return with(null);
        }

        Intent with(@Nullable String secret) {
            return new Intent(id, paymentId, orderId, secret, publishableKey, status);
        }

        /// It is in browsers' hands, and yet not for logs.
        @Override
        public String toString() {
            return "Intent[" + id + "]";
        }
    }

    @RegisterForReflection
    @Schema(name = "Payment")
    public record Answer(
            String id,
            String orderId,

            @Schema(enumeration = {"requiresAction", "processing", "succeeded", "failed", "canceled"})
            String status,

            @Nullable
            @Schema(
                    description =
                            "Why the last attempt failed, safe to show; the same client secret may be tried again",
                    examples = "insufficient_funds")
            String reason,

            Amount amount,
            Amount refunded,
            @Nullable Instant paidAt) {
        static Answer of(Payment payment) {
            return new Answer(
                    paymentId(payment.providerId()),
                    payment.order().value(),
                    payment.status(),
                    payment.reason(),
                    Amount.of(payment.amount()),
                    Amount.of(payment.refunded()),
                    payment.paidAt());
        }
    }

    private static String paymentId(String providerId) {
        return "pay_" + providerId;
    }

    @POST
    @Path("/intent")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.PAYMENTS_WRITE)
    @Operation(
            operationId = "startPayment",
            summary = "Take one payment in a page of your own",
            description =
                    "For a plan's one-time price, or a bare amount within the project's limits. The provider's form "
                            + "pays it by the client secret. A declined attempt fails nothing: the same secret may be tried again, "
                            + "for a day.")
    @TakesIdempotencyKey(required = true)
    @APIResponseSchema(value = Intent.class, responseCode = "201", responseDescription = "To be paid")
    @Refuses(
            value = {
                ProblemCode.RECURRING_PRICE,
                ProblemCode.TAX_REQUIRED,
                ProblemCode.AMOUNT_NOT_ALLOWED,
                ProblemCode.AMOUNT_OUT_OF_RANGE
            },
            like = PurchaseProblems.class)
    public Response start(Request request) {
        Call call = calls.current();
        AccountId account = call.account(request.userId());
        return idempotency.required(
                operation -> answer(call, startPayment.start(command(operation, call, account, request))),
                Intent.class,
                stored -> withSecret(account, stored));
    }

    private Command command(String operation, Call call, AccountId account, Request request) {
        Faults faults = new Faults();
        PurchaseFields fields = new PurchaseFields(faults);
        String description = faults.prose("description", request.description(), 500);
        String email = faults.email(request.email());
        Map<String, String> metadata = fields.metadata(request.metadata());
        What what = what(faults, request);
        faults.check();
        return new Command(operation, account, call.cause(), what, new IntentRequest(description, metadata, email));
    }

    private static What what(Faults faults, Request request) {
        if (request.amount() == null) {
            String plan = faults.required("plan", request.plan(), 63);
            return new What.OfPlan(plan, faults.optional("price", request.price(), 63));
        }
        if (request.plan() != null || request.price() != null) {
            faults.add("amount", "ambiguous", "Either a plan or an amount");
        }
        faults.required("description", request.description(), 500);
        return new What.Amount(request.amount().money("amount", faults).orElse(Money.zero("usd")));
    }

    private Response answer(Call call, PurchaseOutcome<PlacedIntent> outcome) {
        return switch (outcome) {
            case PurchaseOutcome.Refused<PlacedIntent> refused -> throw PurchaseProblems.of(refused.why());
            case PurchaseOutcome.Placed<PlacedIntent> placed ->
                Response.status(201)
                        .entity(new Intent(
                                paymentId(placed.with().id()),
                                paymentId(placed.with().id()),
                                placed.order().value(),
                                placed.with().clientSecret(),
                                startPayment.publishableKey(call.inProject()).orElse(null),
                                placed.with().state().status().spelling()))
                        .build();
        };
    }

    private Intent withSecret(AccountId account, Intent stored) {
        String intent = stored.id().substring("pay_".length());
        return stored.with(startPayment
                .secret(account, intent)
                .orElseThrow(
                        () -> Problem.of(ProblemCode.PROVIDER_UNAVAILABLE, "Send the same Idempotency-Key again")));
    }

    @GET
    @Path("/{id}")
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.ORDERS_READ)
    @Operation(
            operationId = "getPayment",
            summary = "How a payment stands",
            description = "For polling after the provider's form; it never asks the provider.")
    @APIResponseSchema(value = Answer.class, responseCode = "200")
    @Refuses(ProblemCode.NOT_FOUND)
    public Response get(
            @PathParam("id")
                    @Parameter(
                            description =
                                    "The payment's id: `paymentId` of POST /payments/intent, or of the order's payments",
                            example = "pay_pi_3Dzs1")
                    String id) {
        if (!PAYMENT_ID.matcher(id).matches()) {
            throw Problem.of(ProblemCode.NOT_FOUND);
        }
        Call call = calls.current();
        String providerId = id.substring("pay_".length());
        OrderView view = orders.findByPayment(call.projectId(), providerId)
                .filter(found -> call.maySee(found.user()))
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND));
        return view.payments().stream()
                .filter(payment -> payment.providerId().equals(providerId))
                .findFirst()
                .map(payment -> Response.ok(Answer.of(payment)).build())
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND));
    }
}
