package io.tollgate.providerevents;

import io.tollgate.orders.OrderId;
import org.jspecify.annotations.Nullable;

/// Which payment something is about, as far as the provider tells.
///
/// @param order of a one-time price, or of the subscription, by our metadata
/// @param invoiceId the invoice that it paid; null for a one-time price
/// @param subscriptionId with it
public record PaymentRef(
        @Nullable OrderId order,
        @Nullable String paymentIntentId,
        @Nullable String subscriptionId,
        @Nullable String invoiceId) {}
