package io.tollgate.orders;

import io.tollgate.catalog.Terms;
import io.tollgate.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What every state of an order knows.
///
/// @param total price × quantity; what was really paid once that is known (discounts, tax)
/// @param page null until the provider has answered
/// @param subscriptionId the provider's subscription, once known
/// @param paymentIntentId the provider's payment of a one-time price, once known
/// @param refunded given back of a one-time price's payment, in total
/// @param operationStartedAt when the first call to the provider may have been made: within 24 h of it the same
///     idempotency key may be sent again
public record Sale(
        OrderId id,
        Terms terms,
        int quantity,
        Money total,
        CheckoutRequest request,
        @Nullable CheckoutPage page,
        @Nullable String subscriptionId,
        @Nullable String paymentIntentId,
        Money refunded,
        Instant createdAt,
        Instant operationStartedAt) {
    public Sale withPage(CheckoutPage opened) {
        return new Sale(
                id,
                terms,
                quantity,
                total,
                request,
                opened,
                subscriptionId,
                paymentIntentId,
                refunded,
                createdAt,
                operationStartedAt);
    }

    public Sale withProviderIds(@Nullable String subscription, @Nullable String paymentIntent) {
        return new Sale(
                id,
                terms,
                quantity,
                total,
                request,
                page,
                subscription == null ? subscriptionId : subscription,
                paymentIntent == null ? paymentIntentId : paymentIntent,
                refunded,
                createdAt,
                operationStartedAt);
    }

    public Sale withTotal(Money paid) {
        return new Sale(
                id,
                terms,
                quantity,
                paid,
                request,
                page,
                subscriptionId,
                paymentIntentId,
                refunded,
                createdAt,
                operationStartedAt);
    }

    /// Refunds are told as a running total, so the largest is the newest.
    public Sale withRefunded(Money inTotal) {
        return inTotal.amount() <= refunded.amount()
                ? this
                : new Sale(
                        id,
                        terms,
                        quantity,
                        total,
                        request,
                        page,
                        subscriptionId,
                        paymentIntentId,
                        inTotal,
                        createdAt,
                        operationStartedAt);
    }
}
