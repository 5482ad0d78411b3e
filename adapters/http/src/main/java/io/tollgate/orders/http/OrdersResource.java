package io.tollgate.orders.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Buying.CancelDecision;
import io.tollgate.audit.Cause;
import io.tollgate.disputes.Dispute;
import io.tollgate.disputes.FraudWarning;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Amount;
import io.tollgate.http.Call;
import io.tollgate.http.Calls;
import io.tollgate.http.Faults;
import io.tollgate.http.Page;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.http.TakesIdempotencyKey;
import io.tollgate.idempotency.http.Idempotency;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.OrderView;
import io.tollgate.orders.Orders;
import io.tollgate.orders.Payment;
import io.tollgate.orders.Sale;
import io.tollgate.orders.usecase.CancelOrder;
import io.tollgate.orders.usecase.EndOrder;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.Reversals;
import io.tollgate.tenancy.Scope;
import io.tollgate.tenancy.UserId;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/orders")
@Tag(name = "Orders")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@RunOnVirtualThread
public class OrdersResource {
    private static final Pattern ORDER_ID = Pattern.compile("ord_[0-9A-Za-z-]{1,64}");
    private static final List<String> STATUSES =
            List.of("pending", "processing", "paid", "failed", "expired", "canceled");

    private final Orders orders;
    private final CancelOrder cancelOrder;
    private final EndOrder endOrder;
    private final Idempotency idempotency;
    private final Calls calls;

    public OrdersResource(
            Orders orders, CancelOrder cancelOrder, EndOrder endOrder, Idempotency idempotency, Calls calls) {
        this.orders = orders;
        this.cancelOrder = cancelOrder;
        this.endOrder = endOrder;
        this.idempotency = idempotency;
        this.calls = calls;
    }

    @RegisterForReflection
    @Schema(name = "Order")
    public record Answer(
            String id,
            String userId,

            @Nullable @Schema(description = "Absent: a bare amount of money")
            String plan,

            @Nullable String price,
            int quantity,

            @Schema(enumeration = {"pending", "processing", "paid", "failed", "expired", "canceled"})
            String status,

            Amount total,
            @Nullable String subscriptionId,
            @Nullable String sessionId,

            @Nullable @Schema(description = "Until when what it bought gives access; absent: no end, or nothing")
            Instant expiresAt,

            @Nullable @Schema(description = "The snapshot's version that first held it; once paid")
            Long entitlementsVersion,

            Instant createdAt,
            @Nullable Instant paidAt,
            List<Paid> payments,
            List<GivenBack> refunds,
            List<Disputed> disputes,
            List<Warned> fraudWarnings,

            @Nullable @Schema(description = "Why it ended", examples = "superseded")
            String reason) {
        static Answer of(OrderView view) {
            Order order = view.order();
            Sale sale = order.sale();
            return new Answer(
                    order.id().value(),
                    view.user().value(),
                    sale.terms().isBareAmount() ? null : sale.terms().plan(),
                    sale.terms().isBareAmount() ? null : sale.terms().price().code(),
                    sale.quantity(),
                    order.status(),
                    Amount.of(sale.total()),
                    view.subscriptionId(),
                    Optional.ofNullable(sale.page())
                            .map(CheckoutPage::sessionId)
                            .orElse(null),
                    view.expiresAt(),
                    view.entitlementsVersion() == 0 ? null : view.entitlementsVersion(),
                    sale.createdAt(),
                    order instanceof Order.Paid paid ? paid.paidAt() : null,
                    view.payments().stream().map(Paid::of).toList(),
                    all(view, (payment, reversals) -> reversals.refunds().stream()
                            .map(r -> GivenBack.of(payment, r))),
                    all(view, (payment, reversals) -> reversals.disputes().stream()
                            .map(d -> Disputed.of(payment, d))),
                    all(view, (payment, reversals) -> reversals.warnings().stream()
                            .map(w -> Warned.of(payment, w))),
                    order.reason());
        }
    }

    /// Newest payment first, as the payments themselves.
    private static <T> List<T> all(OrderView view, BiFunction<String, Reversals, Stream<T>> read) {
        return view.payments().stream()
                .map(Payment::providerId)
                .flatMap(payment -> Stream.ofNullable(view.reversals().get(payment))
                        .flatMap(reversals -> read.apply("pay_" + payment, reversals)))
                .toList();
    }

    @RegisterForReflection
    @Schema(name = "OrderRefund")
    public record GivenBack(
            String id,
            String paymentId,

            @Schema(enumeration = {"pending", "requiresAction", "succeeded", "failed", "canceled"})
            String status,

            Amount amount,
            @Nullable String reason,

            @Nullable @Schema(description = "Why it failed") String failure,

            Instant createdAt) {
        static GivenBack of(String payment, Refund refund) {
            return new GivenBack(
                    refund.id().value(),
                    payment,
                    refund.status().spelling(),
                    Amount.of(refund.amount()),
                    refund.reason(),
                    refund.isUndone() ? refund.failure() : null,
                    refund.createdAt());
        }
    }

    @RegisterForReflection
    @Schema(name = "OrderDispute")
    public record Disputed(
            String id,
            String paymentId,

            @Schema(
                    enumeration = {
                        "warningNeedsResponse",
                        "warningUnderReview",
                        "warningClosed",
                        "needsResponse",
                        "underReview",
                        "prevented",
                        "won",
                        "lost"
                    },
                    description = "A warning is an inquiry, which suspends nothing")
            String status,

            Amount amount,
            @Nullable String reason,
            Instant createdAt) {
        static Disputed of(String payment, Dispute dispute) {
            return new Disputed(
                    dispute.id(),
                    payment,
                    dispute.status().spelling(),
                    Amount.of(dispute.amount()),
                    dispute.reason(),
                    dispute.createdAt());
        }
    }

    @RegisterForReflection
    @Schema(name = "OrderFraudWarning")
    public record Warned(
            String id,
            String paymentId,

            @Schema(description = "The provider's", examples = "made_with_stolen_card")
            String fraudType,

            @Schema(description = "Whether giving the money back would still avoid a dispute")
            boolean actionable) {
        static Warned of(String payment, FraudWarning warning) {
            return new Warned(warning.providerId(), payment, warning.type(), warning.actionable());
        }
    }

    @RegisterForReflection
    @Schema(name = "OrderPayment")
    public record Paid(
            String id,
            String status,
            Amount amount,
            Amount refunded,
            @Nullable Instant paidAt) {
        static Paid of(Payment payment) {
            return new Paid(
                    "pay_" + payment.providerId(),
                    payment.status(),
                    Amount.of(payment.amount()),
                    Amount.of(payment.refunded()),
                    payment.paidAt());
        }
    }

    @GET
    @Path("/{id}")
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.ORDERS_READ)
    @Operation(
            operationId = "getOrder",
            summary = "One order, with its payments",
            description =
                    "`status` says whether it is paid, `expiresAt` until when what it bought gives access. For polling after the page: it never asks the provider.")
    @APIResponseSchema(value = Answer.class, responseCode = "200")
    @Refuses(ProblemCode.NOT_FOUND)
    public Response get(@PathParam("id") @Parameter(ref = "OrderId") String id) {
        return Response.ok(Answer.of(find(id))).build();
    }

    @GET
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.ORDERS_READ)
    @Operation(
            operationId = "listOrders",
            summary = "Orders, newest first",
            description = "A user's own; an app that names no user lists the whole project.")
    @APIResponseSchema(value = OrderPage.class, responseCode = "200")
    @Refuses(ProblemCode.NOT_FOUND)
    public Response list(
            @QueryParam("userId") @Parameter(ref = "UserId") @Nullable String userId,
            @QueryParam("status")
                    @Parameter(
                            description = "Only those with this status",
                            schema =
                                    @Schema(
                                            enumeration = {
                                                "pending",
                                                "processing",
                                                "paid",
                                                "failed",
                                                "expired",
                                                "canceled"
                                            }))
                    @Nullable
                    String status,
            @QueryParam("sessionId")
                    @Parameter(description = "The provider's: the page that the buyer comes back from")
                    @Nullable
                    String sessionId,
            @QueryParam("limit") @Parameter(ref = "Limit") @Nullable String limit,
            @QueryParam("after") @Parameter(ref = "After") @Nullable String after) {
        Call call = calls.current();
        UserId user = call.userNamed(userId).orElse(null);
        Faults faults = new Faults();
        if (status != null && !STATUSES.contains(status)) {
            faults.add("status", "unknown_status", "One of " + String.join(", ", STATUSES));
        }
        String session = faults.optional("sessionId", sessionId, 255);
        int most = faults.limit(limit);
        faults.cursor(after, id -> ORDER_ID.matcher(id).matches());
        faults.check();
        OrderId before = after == null ? null : new OrderId(after);
        List<OrderView> found = orders.list(call.projectId(), user, status, session, before, most + 1);
        return Response.ok(Page.of(found, most, Answer::of, Answer::id)).build();
    }

    /// Names the list in the OpenAPI document.
    @Schema(name = "OrderList")
    public record OrderPage(List<Answer> data, @Nullable String nextCursor) {}

    @POST
    @Path("/{id}/cancel")
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.CHECKOUT_WRITE)
    @Operation(
            operationId = "cancelOrder",
            summary = "Close an open checkout",
            description = "If it is paid in the same moment, the money wins.")
    @APIResponseSchema(value = Answer.class, responseCode = "200")
    @TakesIdempotencyKey
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.ORDER_NOT_OPEN})
    public Response cancel(@PathParam("id") @Parameter(ref = "OrderId") String id) {
        Call call = calls.current();
        return idempotency.accepted(_ -> {
            OrderView view = find(id);
            AccountId account = call.account(view.user());
            return ended(id, cancelOrder.cancel(account, view.order().id(), call.cause()));
        });
    }

    private Response ended(String id, CancelDecision decision) {
        return switch (decision) {
            case CancelDecision.Canceled _ -> Response.ok(Answer.of(find(id))).build();
            case CancelDecision.NotOpen closed ->
                throw Problem.of(ProblemCode.ORDER_NOT_OPEN)
                        .with("orderStatus", closed.order().status());
            case CancelDecision.NoSuchOrder _ -> throw Problem.of(ProblemCode.NOT_FOUND);
        };
    }

    @RegisterForReflection
    @Schema(
            name = "EndOrderRequest",
            examples = """
                    {"status": "canceled", "reason": "The buyer has called and changed their mind"}""",
            requiredProperties = {"status", "reason"})
    public record EndRequest(
            @Nullable @Schema(enumeration = {"canceled", "failed"})
            String status,

            @Nullable @Schema(maxLength = 500, description = "Shown with the order, and audited")
            String reason) {}

    @PATCH
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Who.ADMIN)
    @Operation(
            operationId = "endOrder",
            summary = "End an open order by hand",
            description = "What it was to be paid with is closed at the payment provider. If it is paid after all, the"
                    + " project's latePayment says what becomes of the money. Nobody sets an order to paid.")
    @APIResponseSchema(value = Answer.class, responseCode = "200")
    @TakesIdempotencyKey
    @Refuses({ProblemCode.NOT_FOUND, ProblemCode.ORDER_NOT_OPEN})
    public Response end(@PathParam("id") @Parameter(ref = "OrderId") String id, EndRequest request) {
        Call call = calls.current();
        // What may not be seen is unknown, whatever is asked of it.
        OrderView view = find(id);
        Buying.Ending ending = ending(request);
        AccountId account = call.account(view.user());
        Cause cause = new Cause(call.cause().kind(), call.cause().actorId(), request.reason());
        return idempotency.accepted(
                _ -> ended(id, endOrder.end(account, view.order().id(), ending, cause)));
    }

    private static Buying.Ending ending(EndRequest request) {
        Faults faults = new Faults();
        String status = faults.required("status", request.status(), 20);
        String reason = faults.requiredProse("reason", request.reason(), 500);
        if (!status.isEmpty() && !status.equals("canceled") && !status.equals("failed")) {
            faults.add("status", "unknown_status", "canceled or failed");
        }
        faults.check();
        return status.equals("failed") ? new Buying.Ending.Fail(reason) : new Buying.Ending.Cancel(reason);
    }

    /// What may not be seen is as if unknown.
    private OrderView find(String id) {
        if (!ORDER_ID.matcher(id).matches()) {
            throw Problem.of(ProblemCode.NOT_FOUND);
        }
        Call call = calls.current();
        return orders.find(call.projectId(), new OrderId(id))
                .filter(view -> call.maySee(view.user()))
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND));
    }
}
