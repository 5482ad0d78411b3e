package io.tollgate.orders.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.catalog.postgres.TermsDocument;
import io.tollgate.orders.AskedTax;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.orders.End;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.Interval;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.Prepared;
import io.tollgate.orders.Progress;
import io.tollgate.orders.PurchaseRequest;
import io.tollgate.orders.Sale;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.orders.Verdict;
import io.tollgate.postgres.MoneyDocument;
import io.tollgate.refunds.postgres.ReversalsDocument;
import io.tollgate.subscriptions.Observed;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An order as stored.
///
/// @param status see [Order#status()]
/// @param prepared absent in older ones
/// @param endedAs absent in older ones
/// @param trialDays absent in older ones: those of the terms
@RegisterForReflection
public record OrderDocument(
        String id,
        String status,
        @Nullable String reason,
        @Nullable Instant paidAt,
        @Nullable IntervalDocument interval,
        TermsDocument terms,
        int quantity,
        MoneyDocument total,
        MoneyDocument refunded,
        @Nullable Integer trialDays,
        @Nullable ReversalsDocument reversals,
        RequestDocument request,
        @Nullable PreparedDocument prepared,
        @Nullable PageDocument page,
        @Nullable String subscriptionId,
        @Nullable String paymentIntentId,
        @Nullable PaymentDocument payment,
        @Nullable Instant endedAt,
        End.@Nullable Kind endedAs,
        @Nullable String endReason,
        @Nullable String supersededBy,
        @Nullable String family,
        @Nullable Verdict verdict,
        Instant createdAt,
        Instant operationStartedAt) {
    @RegisterForReflection
    public record IntervalDocument(
            Instant from, @Nullable Instant until, @Nullable Instant runEnd) {}

    /// @param kind `intent` or `subscription`; absent: a hosted page
    /// @param tax absent in older ones: none
    @RegisterForReflection
    public record RequestDocument(
            @Nullable String kind,
            @Nullable String successUrl,
            @Nullable String cancelUrl,
            @Nullable String email,
            @Nullable String promotionCode,
            @Nullable String description,
            @Nullable String paymentMethodId,
            Map<String, String> metadata,
            @Nullable Instant expiresAt,
            @Nullable AskedTax tax) {
        static RequestDocument of(PurchaseRequest request) {
            return switch (request) {
                case CheckoutRequest page ->
                    new RequestDocument(
                            null,
                            page.successUrl(),
                            page.cancelUrl(),
                            page.email(),
                            page.promotionCode(),
                            null,
                            null,
                            page.metadata(),
                            page.expiresAt(),
                            page.tax());
                case IntentRequest intent ->
                    new RequestDocument(
                            "intent",
                            null,
                            null,
                            intent.email(),
                            null,
                            intent.description(),
                            null,
                            intent.metadata(),
                            null,
                            null);
                case SubscriptionRequest direct ->
                    new RequestDocument(
                            "subscription",
                            null,
                            null,
                            direct.email(),
                            null,
                            null,
                            direct.paymentMethodId(),
                            direct.metadata(),
                            null,
                            direct.tax());
            };
        }

        PurchaseRequest toRequest() {
            return switch (kind) {
                case null ->
                    new CheckoutRequest(
                            Objects.requireNonNull(successUrl),
                            Objects.requireNonNull(cancelUrl),
                            email,
                            promotionCode,
                            metadata,
                            Objects.requireNonNull(expiresAt),
                            asked());
                case "intent" -> new IntentRequest(description, metadata, email);
                case "subscription" -> new SubscriptionRequest(paymentMethodId, metadata, email, asked());
                default -> throw new IllegalStateException("a purchase is stored as " + kind);
            };
        }

        private AskedTax asked() {
            return tax == null ? AskedTax.NONE : tax;
        }
    }

    /// @param status see [PaymentState.Status#spelling()]
    /// @param at the earliest instant
    /// @param until absent in older ones: told by an event
    /// @param how absent in older ones, likewise
    @RegisterForReflection
    public record PaymentDocument(
            String status,
            Instant at,
            @Nullable Instant until,
            Observed.@Nullable How how,
            @Nullable String reason,
            MoneyDocument amount) {
        static PaymentDocument of(PaymentState state) {
            Observed seen = state.seen();
            return new PaymentDocument(
                    state.status().spelling(),
                    seen.earliest(),
                    seen.latest(),
                    seen.how(),
                    state.reason(),
                    MoneyDocument.of(state.amount()));
        }

        PaymentState toState() {
            PaymentState.Status spelled = Arrays.stream(PaymentState.Status.values())
                    .filter(s -> s.spelling().equals(status))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("a payment is stored as " + status));
            Observed seen = until == null || how == null ? Observed.event(at) : new Observed(at, until, how);
            return new PaymentState(spelled, seen, reason, amount.toMoney());
        }
    }

    @RegisterForReflection
    public record PreparedDocument(
            String customer,
            @Nullable String promotion,
            @Nullable String method) {
        static PreparedDocument of(Prepared prepared) {
            return new PreparedDocument(prepared.customer(), prepared.promotion(), prepared.method());
        }

        Prepared toPrepared() {
            return new Prepared(customer, promotion, method);
        }
    }

    @RegisterForReflection
    public record PageDocument(String sessionId, String url, Instant expiresAt) {}

    public static OrderDocument of(Order order) {
        Sale sale = order.sale();
        Order.Paid paid = order instanceof Order.Paid p ? p : null;
        OrderId supersededBy = sale.progress().supersededBy();
        OrderId family = sale.progress().family();
        End end = sale.progress().end();
        Prepared prepared = sale.prepared();
        return new OrderDocument(
                sale.id().value(),
                order.status(),
                order.reason(),
                paid == null ? null : paid.paidAt(),
                paid == null || paid.interval() == null ? null : of(paid.interval()),
                TermsDocument.of(sale.terms()),
                sale.quantity(),
                MoneyDocument.of(sale.total()),
                MoneyDocument.of(sale.refunded()),
                sale.trialDays(),
                ReversalsDocument.of(sale.reversals()),
                RequestDocument.of(sale.request()),
                prepared == null ? null : PreparedDocument.of(prepared),
                sale.page() == null ? null : of(sale.page()),
                sale.subscriptionId(),
                sale.paymentIntentId(),
                sale.payment() == null ? null : PaymentDocument.of(sale.payment()),
                end == null ? null : end.at(),
                end == null ? null : end.kind(),
                end == null ? null : end.reason(),
                supersededBy == null ? null : supersededBy.value(),
                family == null ? null : family.value(),
                sale.verdict(),
                sale.createdAt(),
                sale.operationStartedAt());
    }

    private static IntervalDocument of(Interval interval) {
        return new IntervalDocument(interval.from(), interval.until(), interval.runEnd());
    }

    private static PageDocument of(CheckoutPage page) {
        return new PageDocument(page.sessionId(), page.url(), page.expiresAt());
    }

    public Order toOrder() {
        Sale sale = toSale();
        return switch (status) {
            case "pending" -> new Order.Pending(sale);
            case "processing" -> new Order.Processing(sale);
            case "paid" -> new Order.Paid(sale, Objects.requireNonNull(paidAt), toInterval());
            case "failed" -> new Order.Failed(sale, String.valueOf(reason));
            case "expired" -> new Order.Expired(sale);
            case "canceled" -> new Order.Canceled(sale, String.valueOf(reason));
            default -> throw new IllegalStateException("order " + id + " is stored as " + status);
        };
    }

    private @Nullable Interval toInterval() {
        return interval == null ? null : new Interval(interval.from, interval.until, interval.runEnd);
    }

    private @Nullable End toEnd() {
        return endedAt == null ? null : new End(endedAs == null ? End.Kind.EXPIRED : endedAs, endReason, endedAt);
    }

    private Progress toProgress() {
        return new Progress(
                prepared == null ? null : prepared.toPrepared(),
                page == null ? null : new CheckoutPage(page.sessionId, page.url, page.expiresAt),
                subscriptionId,
                paymentIntentId,
                payment == null ? null : payment.toState(),
                toEnd(),
                supersededBy == null ? null : new OrderId(supersededBy),
                family == null ? null : new OrderId(family),
                verdict);
    }

    private Sale toSale() {
        return new Sale(
                new OrderId(id),
                terms.toTerms(),
                quantity,
                total.toMoney(),
                trialDays == null ? terms.trialDays() : trialDays,
                request.toRequest(),
                toProgress(),
                ReversalsDocument.read(reversals, refunded),
                createdAt,
                operationStartedAt);
    }
}
