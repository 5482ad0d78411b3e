package io.tollgate.refunds.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Amount;
import io.tollgate.http.Call;
import io.tollgate.http.Calls;
import io.tollgate.http.Faults;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.http.TakesIdempotencyKey;
import io.tollgate.idempotency.http.Idempotency;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.OrderView;
import io.tollgate.orders.Orders;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.usecase.RefundPayment;
import io.tollgate.refunds.usecase.RefundPayment.Command;
import io.tollgate.refunds.usecase.RefundPayment.Outcome;
import io.tollgate.tenancy.Scope;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/refunds")
@Tag(name = "Refunds")
@RegisterForReflection
@RunOnVirtualThread
public class RefundsResource {
    private static final String PAYMENT = "pay_";
    private static final int MAX_REASON = 500;

    private final RefundPayment refundPayment;
    private final Orders orders;
    private final Idempotency idempotency;
    private final Calls calls;

    public RefundsResource(RefundPayment refundPayment, Orders orders, Idempotency idempotency, Calls calls) {
        this.refundPayment = refundPayment;
        this.orders = orders;
        this.idempotency = idempotency;
        this.calls = calls;
    }

    @RegisterForReflection
    @Schema(name = "RefundRequest", examples = """
                    {"orderId": "ord_01a20efd8829746796f976e484222220", "reason": "Not as described",
                     "amount": {"amount": 500, "currency": "usd"}}""")
    public record Request(
            @Nullable
            @Schema(
                    description = "Of GET /orders: its only payment; of a subscription, that of its running period",
                    examples = "ord_01a20efd8829746796f976e484222220")
            String orderId,

            @Nullable @Schema(description = "Instead of an order: one of its payments", examples = "pay_pi_3Dzs1")
            String paymentId,

            @Nullable @Schema(description = "Whose it must be; left out, anybody's of the project")
            String userId,

            @Nullable @Schema(description = "Left out: all that is left")
            Amount amount,

            @Nullable
            @Schema(required = true, description = "Why, in words; for the audit", examples = "Not as described")
            String reason,

            @Nullable
            @Schema(
                    enumeration = {"keep", "revoke"},
                    description = "What is to become of what the payment gave. Left out: paid back in full it goes, "
                            + "paid back in part it stays")
            String access,

            @Nullable
            @Schema(
                    defaultValue = "false",
                    description = "Whether the subscription ends at once, too, when the money is given back")
            Boolean cancelSubscription) {}

    @RegisterForReflection
    @Schema(name = "Refund")
    public record Answer(
            @Schema(examples = "ref_01a20efd8829746796f976e484222220")
            String id,

            @Schema(enumeration = {"pending", "requiresAction", "succeeded", "failed", "canceled"})
            String status,

            Amount amount,

            @Nullable @Schema(description = "Why it failed, as the provider says")
            String failure,

            @Schema(description = "The snapshot's version") long version) {
        static Answer of(Outcome.Made made) {
            Refund refund = made.refund();
            return new Answer(
                    refund.id().value(),
                    refund.status().spelling(),
                    Amount.of(refund.amount()),
                    refund.failure(),
                    made.version());
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Allow(
            value = {Who.ADMIN, Who.APP},
            scopes = Scope.REFUNDS_WRITE)
    @Operation(
            operationId = "refund",
            summary = "Give money back",
            description = "All or a part of one payment; never more than was paid, whatever runs at once. While the "
                    + "provider hasn't answered it is pending, and goes on by itself: the order shows what became of "
                    + "it.")
    @TakesIdempotencyKey(required = true)
    @APIResponseSchema(value = Answer.class, responseCode = "201", responseDescription = "It stands")
    @Refuses({
        ProblemCode.NOT_FOUND,
        ProblemCode.ORDER_NOT_PAID,
        ProblemCode.REFUND_EXCEEDS_PAID,
        ProblemCode.WRONG_CURRENCY,
        ProblemCode.PAYMENT_DECLINED,
        ProblemCode.PROVIDER_REFUSED,
        ProblemCode.CUSTOMER_MISSING,
        ProblemCode.PROVIDER_UNAVAILABLE
    })
    public Response refund(Request request) {
        Call call = calls.current();
        return idempotency.required(operation -> answer(refundPayment.refund(command(operation, call, request))));
    }

    private Command command(String operation, Call call, Request request) {
        Faults faults = new Faults();
        String order = faults.optional("orderId", request.orderId(), 100);
        String payment = faults.optional("paymentId", request.paymentId(), 255 + PAYMENT.length());
        if ((order == null) == (payment == null)) {
            faults.add("orderId", "one_of", "Name either an order or a payment");
        }
        Money amount = request.amount() == null ? null : amount(faults, request.amount());
        String reason = faults.requiredProse("reason", request.reason(), MAX_REASON);
        Refund.Access access = access(faults, request.access());
        faults.check();
        OrderView view = find(call, order, payment)
                .filter(found -> request.userId() == null
                        || call.account(request.userId()).user().equals(found.user()))
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND));
        boolean cancel = Boolean.TRUE.equals(request.cancelSubscription());
        if (cancel && view.subscriptionId() == null) {
            throw Problem.invalid("cancelSubscription", "no_subscription", "The order has no subscription");
        }
        return new Command(
                operation,
                call.account(view.user()),
                call.cause(),
                view.order().id(),
                payment == null ? null : payment.substring(PAYMENT.length()),
                amount,
                reason,
                access,
                cancel);
    }

    private Optional<OrderView> find(Call call, @Nullable String order, @Nullable String payment) {
        if (order != null) {
            return orders.find(call.projectId(), new OrderId(order));
        }
        return Optional.ofNullable(payment)
                .filter(id -> id.startsWith(PAYMENT))
                .flatMap(id -> orders.findByPayment(call.projectId(), id.substring(PAYMENT.length())));
    }

    private static @Nullable Money amount(Faults faults, Amount amount) {
        String currency = faults.required("amount.currency", amount.currency(), 3);
        if (!currency.matches("[a-z]{3}")) {
            faults.add("amount.currency", "unknown_currency", "Three lower-case letters");
            return null;
        }
        if (amount.amount() < 1) {
            faults.add("amount.amount", "out_of_range", "At least 1, in minor units");
            return null;
        }
        Money money = new Money(amount.amount(), currency);
        if (!money.isChargeable()) {
            faults.add("amount.amount", "not_chargeable", "The provider can't move this amount of this currency");
        }
        return money;
    }

    private static Refund.Access access(Faults faults, @Nullable String access) {
        return switch (access) {
            case null -> Refund.Access.BY_AMOUNT;
            case "keep" -> Refund.Access.KEEP;
            case "revoke" -> Refund.Access.REVOKE;
            default -> {
                faults.add("access", "unknown_value", "keep or revoke");
                yield Refund.Access.BY_AMOUNT;
            }
        };
    }

    private static Response answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Made made ->
                Response.status(201).entity(Answer.of(made)).build();
            case Outcome.Refused refused ->
                throw Problem.ofProvider(refused.code(), refused.message())
                        .with("refundId", refused.refund().id().value());
            case Outcome.MoreThanLeft more ->
                throw Problem.of(
                                ProblemCode.REFUND_EXCEEDS_PAID,
                                "At most " + more.left().amount() + " is left")
                        .with("left", Amount.of(more.left()));
            case Outcome.WrongCurrency wrong ->
                throw Problem.of(ProblemCode.WRONG_CURRENCY, "The order was paid in " + wrong.paidIn());
            case Outcome.NotPaid _ -> throw Problem.of(ProblemCode.ORDER_NOT_PAID);
            case Outcome.NoSuchPayment _ -> throw Problem.of(ProblemCode.NOT_FOUND);
            case Outcome.Unavailable _ ->
                throw Problem.of(ProblemCode.PROVIDER_UNAVAILABLE, "Send the same Idempotency-Key again");
        };
    }
}
