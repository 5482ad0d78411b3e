package io.tollgate.orders.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.catalog.postgres.TermsDocument;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.orders.Interval;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Sale;
import io.tollgate.postgres.MoneyDocument;
import io.tollgate.refunds.postgres.ReversalsDocument;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An order as stored.
///
/// @param status see [Order#status()]
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
        @Nullable ReversalsDocument reversals,
        RequestDocument request,
        @Nullable PageDocument page,
        @Nullable String subscriptionId,
        @Nullable String paymentIntentId,
        Instant createdAt,
        Instant operationStartedAt) {
    @RegisterForReflection
    public record IntervalDocument(
            Instant from, @Nullable Instant until, @Nullable Instant runEnd) {}

    @RegisterForReflection
    public record RequestDocument(
            String successUrl,
            String cancelUrl,
            @Nullable String email,
            @Nullable String promotionCode,
            Map<String, String> metadata,
            Instant expiresAt) {}

    @RegisterForReflection
    public record PageDocument(String sessionId, String url, Instant expiresAt) {}

    public static OrderDocument of(Order order) {
        Sale sale = order.sale();
        Order.Paid paid = order instanceof Order.Paid p ? p : null;
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
                ReversalsDocument.of(sale.reversals()),
                of(sale.request()),
                sale.page() == null ? null : of(sale.page()),
                sale.subscriptionId(),
                sale.paymentIntentId(),
                sale.createdAt(),
                sale.operationStartedAt());
    }

    private static IntervalDocument of(Interval interval) {
        return new IntervalDocument(interval.from(), interval.until(), interval.runEnd());
    }

    private static RequestDocument of(CheckoutRequest request) {
        return new RequestDocument(
                request.successUrl(),
                request.cancelUrl(),
                request.email(),
                request.promotionCode(),
                request.metadata(),
                request.expiresAt());
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

    private Sale toSale() {
        return new Sale(
                new OrderId(id),
                terms.toTerms(),
                quantity,
                total.toMoney(),
                new CheckoutRequest(
                        request.successUrl,
                        request.cancelUrl,
                        request.email,
                        request.promotionCode,
                        request.metadata,
                        request.expiresAt),
                page == null ? null : new CheckoutPage(page.sessionId, page.url, page.expiresAt),
                subscriptionId,
                paymentIntentId,
                ReversalsDocument.read(reversals, refunded),
                createdAt,
                operationStartedAt);
    }
}
