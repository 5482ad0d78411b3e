package io.tollgate.orders;

import io.tollgate.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One payment of an order: each paid invoice of a subscription is one.
///
/// @param providerId the invoice's id, or a one-time price's payment intent's: what makes it one payment however
///     often told
/// @param status `processing`, `succeeded`, `failed`
/// @param refunded in total
public record Payment(
        OrderId order,
        String providerId,
        String status,
        Money amount,
        Money refunded,
        @Nullable Instant paidAt) {}
