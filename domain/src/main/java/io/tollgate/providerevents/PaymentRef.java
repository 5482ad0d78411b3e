package io.tollgate.providerevents;

import io.tollgate.orders.OrderId;
import io.tollgate.subscriptions.SubscriptionInvoice;
import org.jspecify.annotations.Nullable;

/// Which payment something is about, as far as the provider tells.
///
/// @param order of a one-time price, or of the subscription, by our metadata
/// @param subscriptionId whose invoice it paid; null for a one-time price
/// @param invoice with it, as the provider has it now: of an old one nothing may be known here any more
public record PaymentRef(
        @Nullable OrderId order,
        @Nullable String paymentIntentId,
        @Nullable String subscriptionId,
        @Nullable SubscriptionInvoice invoice) {}
