package io.tollgate.orders;

import io.tollgate.catalog.Terms;
import io.tollgate.money.Money;
import io.tollgate.refunds.Reversals;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What every state of an order knows.
///
/// @param total price × quantity; what was really paid once that is known (discounts, tax)
/// @param trialDays offered: none to a user who has had a trial, whatever the terms say
/// @param page null until the provider has answered; only of a [CheckoutRequest]
/// @param subscriptionId the provider's subscription, once known
/// @param paymentIntentId the provider's payment of a one-time price, once known
/// @param reversals what was given back of a one-time price's payment, and what speaks against it
/// @param operationStartedAt when the first call to the provider may have been made: within 24 h of it the same
///     idempotency key may be sent again
public record Sale(
        OrderId id,
        Terms terms,
        int quantity,
        Money total,
        int trialDays,
        PurchaseRequest request,
        @Nullable CheckoutPage page,
        @Nullable String subscriptionId,
        @Nullable String paymentIntentId,
        Reversals reversals,
        Instant createdAt,
        Instant operationStartedAt) {
    /// A sale that begins: nothing is known of the provider's part.
    ///
    /// @param total see the record
    public static Sale begin(OrderId id, Terms terms, int quantity, Money total, PurchaseRequest request, Instant now) {
        return new Sale(
                id, terms, quantity, total, terms.trialDays(), request, null, null, null, Reversals.NONE, now, now);
    }

    /// The user has had a trial.
    public Sale withoutTrial() {
        return new Sale(
                id,
                terms,
                quantity,
                total,
                0,
                request,
                page,
                subscriptionId,
                paymentIntentId,
                reversals,
                createdAt,
                operationStartedAt);
    }

    /// What its hosted page is asked for with.
    ///
    /// @throws IllegalStateException if it is bought in another way
    public CheckoutRequest checkout() {
        if (request instanceof CheckoutRequest checkout) {
            return checkout;
        }
        throw new IllegalStateException("no page sells " + id);
    }

    public Sale withPage(CheckoutPage opened) {
        return new Sale(
                id,
                terms,
                quantity,
                total,
                trialDays,
                request,
                opened,
                subscriptionId,
                paymentIntentId,
                reversals,
                createdAt,
                operationStartedAt);
    }

    public Sale withProviderIds(@Nullable String subscription, @Nullable String paymentIntent) {
        return new Sale(
                id,
                terms,
                quantity,
                total,
                trialDays,
                request,
                page,
                subscription == null ? subscriptionId : subscription,
                paymentIntent == null ? paymentIntentId : paymentIntent,
                reversals,
                createdAt,
                operationStartedAt);
    }

    public Sale withTotal(Money paid) {
        return new Sale(
                id,
                terms,
                quantity,
                paid,
                trialDays,
                request,
                page,
                subscriptionId,
                paymentIntentId,
                reversals,
                createdAt,
                operationStartedAt);
    }

    /// What was told before stays, whatever comes.
    public Sale withReversals(Reversals told) {
        return new Sale(
                id,
                terms,
                quantity,
                total,
                trialDays,
                request,
                page,
                subscriptionId,
                paymentIntentId,
                reversals.merge(told),
                createdAt,
                operationStartedAt);
    }

    /// Given back of a one-time price's payment, in total.
    public Money refunded() {
        return new Money(reversals.refunded(), total.currency());
    }
}
