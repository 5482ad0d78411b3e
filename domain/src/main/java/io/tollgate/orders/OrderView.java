package io.tollgate.orders;

import io.tollgate.tenancy.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An order as it is shown.
///
/// @param subscriptionId ours (`sub_…`)
/// @param expiresAt until when what it bought gives access; null: no end, or nothing
/// @param entitlementsVersion the snapshot's version that first held it; 0 until paid
public record OrderView(
        UserId user,
        Order order,
        @Nullable String subscriptionId,
        @Nullable Instant expiresAt,
        long entitlementsVersion,
        List<Payment> payments) {
    public OrderView {
        payments = List.copyOf(payments);
    }
}
