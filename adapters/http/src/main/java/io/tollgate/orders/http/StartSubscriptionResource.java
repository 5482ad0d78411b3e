package io.tollgate.orders.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.accounts.AccountId;
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
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PlacedSubscription;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.orders.usecase.PurchaseOutcome;
import io.tollgate.orders.usecase.StartSubscription;
import io.tollgate.orders.usecase.StartSubscription.Command;
import io.tollgate.orders.usecase.StartSubscription.Started;
import io.tollgate.payments.Outcome;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.tenancy.Scope;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/subscriptions")
@Tag(name = "Subscriptions")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@RunOnVirtualThread
public class StartSubscriptionResource {
    private final StartSubscription startSubscription;
    private final Idempotency idempotency;
    private final Calls calls;

    public StartSubscriptionResource(StartSubscription startSubscription, Idempotency idempotency, Calls calls) {
        this.startSubscription = startSubscription;
        this.idempotency = idempotency;
        this.calls = calls;
    }

    @RegisterForReflection
    @Schema(name = "SubscriptionRequest", examples = """
                    {"userId": "alice", "plan": "solo", "price": "solo-month"}""")
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

            @Nullable
            @Schema(
                    description = "The provider's, of this user or of nobody yet: charged at once. Left out, the first "
                            + "payment is made in a page of yours by the client secret")
            String paymentMethodId,

            @Nullable String email,

            @Nullable @Schema(description = "At most 40 keys; those beginning with tollgate_ are ours")
            Map<String, String> metadata) {}

    @RegisterForReflection
    @Schema(name = "NewSubscription")
    public record Answer(
            String id,
            String userId,
            String orderId,
            String plan,
            String price,
            int quantity,

            @Nullable @Schema(description = "The provider's, in camelCase", examples = "active")
            String status,

            @Nullable
            @Schema(
                    description = "How the first payment stands, while it is due",
                    enumeration = {"requiresAction", "processing", "failed", "succeeded", "canceled"})
            String paymentStatus,

            @Nullable Instant currentPeriodEnd,
            boolean cancelAtPeriodEnd,
            @Nullable Instant trialEnd,

            @Schema(description = "The provider's") String providerId,

            @Nullable @Schema(description = "Where somebody has to act: for the provider's form; never store it")
            String clientSecret,

            @Schema(description = "The entitlement snapshot's")
            long version)
            implements Idempotency.Secretive {
        static Answer of(AccountId account, Started started) {
            Subscription subscription = started.subscription();
            SubscriptionState state = subscription.state();
            PaymentState payment = started.payment();
            return new Answer(
                    subscription.id(),
                    account.user().value(),
                    subscription.order().value(),
                    subscription.terms().plan(),
                    subscription.terms().price().code(),
                    state == null ? 1 : state.quantity(),
                    subscription.status().map(SubscriptionStatus::spelling).orElse(null),
                    payment == null ? null : payment.status().spelling(),
                    state == null ? null : state.currentPeriodEnd(),
                    state != null && state.cancelAtPeriodEnd(),
                    state == null ? null : state.trialEnd(),
                    subscription.providerId(),
                    started.clientSecret(),
                    started.version());
        }

        @Override
        public Answer withoutSecret() {
            return with(null);
        }

        Answer with(@Nullable String secret) {
            return new Answer(
                    id,
                    userId,
                    orderId,
                    plan,
                    price,
                    quantity,
                    status,
                    paymentStatus,
                    currentPeriodEnd,
                    cancelAtPeriodEnd,
                    trialEnd,
                    providerId,
                    secret,
                    version);
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
            scopes = Scope.SUBSCRIPTIONS_WRITE)
    @Operation(
            operationId = "startSubscription",
            summary = "Subscribe without a hosted page",
            description = "With a payment method it is charged at once; where the bank wants a confirmation, "
                    + "`paymentStatus` is `requiresAction`, and the client secret is for the provider's form. A declined "
                    + "payment is 402, and that subscription ends.")
    @TakesIdempotencyKey(required = true)
    @APIResponseSchema(
            value = Answer.class,
            responseCode = "201",
            responseDescription = "It runs, or waits for its first payment")
    @Refuses(
            value = {ProblemCode.ONE_TIME_PRICE, ProblemCode.ALREADY_SUBSCRIBED, ProblemCode.PAYMENT_METHOD_NOT_FOUND},
            like = PurchaseProblems.class)
    public Response start(Request request) {
        Call call = calls.current();
        AccountId account = call.account(request.userId());
        return idempotency.required(
                operation -> answer(account, startSubscription.start(command(operation, call, account, request))),
                Answer.class,
                stored -> withSecret(account, stored));
    }

    private static Command command(String operation, Call call, AccountId account, Request request) {
        Faults faults = new Faults();
        PurchaseFields fields = new PurchaseFields(faults);
        String plan = faults.required("plan", request.plan(), 63);
        String price = faults.optional("price", request.price(), 63);
        int quantity = fields.quantity(request.quantity());
        String method = faults.prose("paymentMethodId", request.paymentMethodId(), 255);
        String email = faults.email(request.email());
        Map<String, String> metadata = fields.metadata(request.metadata());
        faults.check();
        return new Command(
                operation,
                account,
                call.cause(),
                plan,
                price,
                quantity,
                new SubscriptionRequest(method, metadata, email));
    }

    private static Response answer(AccountId account, PurchaseOutcome<Started> outcome) {
        return switch (outcome) {
            case PurchaseOutcome.Refused<Started> refused -> throw PurchaseProblems.of(refused.why());
            case PurchaseOutcome.Placed<Started> placed ->
                Response.status(201).entity(Answer.of(account, placed.with())).build();
        };
    }

    private Answer withSecret(AccountId account, Answer stored) {
        return switch (startSubscription.look(account, stored.providerId())) {
            case Outcome.Done<PlacedSubscription>(PlacedSubscription now) -> stored.with(now.clientSecret());
            // The provider has it no more: nobody has to act.
            case Outcome.Declined<PlacedSubscription> _ -> stored;
            case Outcome.Unknown<PlacedSubscription> _ ->
                throw Problem.of(ProblemCode.PROVIDER_UNAVAILABLE, "Send the same Idempotency-Key again");
        };
    }
}
