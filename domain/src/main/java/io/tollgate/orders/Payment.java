package io.tollgate.orders;

import io.tollgate.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One payment of an order: each paid invoice of a subscription is one.
///
/// @param providerId the invoice's id, or a one-time price's payment intent's: what makes it one payment however
///     often told
/// @param status see [PaymentState.Status#spelling()]
/// @param reason why the last attempt failed, safe to show; null unless it did
/// @param refunded in total
public record Payment(
        OrderId order,
        String providerId,
        String status,
        @Nullable String reason,
        Money amount,
        Money refunded,
        @Nullable Instant paidAt) {}
