package io.tollgate.orders;

import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.tenancy.UserId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An order as it is shown.
///
/// @param subscriptionId ours (`sub_…`)
/// @param expiresAt until when what it bought gives access; null: no end, or nothing
/// @param entitlementsVersion the snapshot's version that first held it; 0 until paid
/// @param reversals what speaks against its payments, by the provider's id of each
public record OrderView(
        UserId user,
        Order order,
        @Nullable String subscriptionId,
        @Nullable Instant expiresAt,
        long entitlementsVersion,
        List<Payment> payments,
        Map<String, Reversals> reversals) {
    public OrderView {
        payments = List.copyOf(payments);
        reversals = Map.copyOf(reversals);
    }

    /// What speaks against the payments of an order.
    public static Map<String, Reversals> reversals(Order order, Optional<Subscription> subscription) {
        Map<String, Reversals> reversals = new HashMap<>();
        String paidBy = order.sale().paymentIntentId();
        if (paidBy != null && !order.sale().terms().isRecurring()) {
            reversals.put(paidBy, order.sale().reversals());
        }
        subscription.stream()
                .flatMap(s -> s.invoices().stream())
                .filter(SubscriptionInvoice::isPaid)
                .forEach(invoice -> reversals.put(invoice.id(), invoice.reversals()));
        return reversals;
    }
}
