package io.tollgate.orders;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A subscription without a hosted page.
///
/// @param paymentMethodId the provider's, charged at once; null: the customer's own page is to pay the first invoice
public record SubscriptionRequest(
        @Nullable String paymentMethodId,
        Map<String, String> metadata,
        @Nullable String email) implements PurchaseRequest {
    public SubscriptionRequest {
        metadata = Map.copyOf(metadata);
    }
}
