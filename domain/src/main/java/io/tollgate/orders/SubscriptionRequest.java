package io.tollgate.orders;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A subscription without a hosted page.
///
/// @param paymentMethodId the provider's, charged at once; null: the customer's own page is to pay the first invoice
public record SubscriptionRequest(
        @Nullable String paymentMethodId,
        Map<String, String> metadata,
        @Nullable String email,
        AskedTax tax) implements PurchaseRequest {
    public SubscriptionRequest {
        metadata = Map.copyOf(metadata);
    }

    /// As a caller asks for it: what the project has set of taxes comes with the order.
    public SubscriptionRequest(@Nullable String paymentMethodId, Map<String, String> metadata, @Nullable String email) {
        this(paymentMethodId, metadata, email, AskedTax.NONE);
    }

    @Override
    public SubscriptionRequest taxed(AskedTax changed) {
        return new SubscriptionRequest(paymentMethodId, metadata, email, changed);
    }

    /// Whose the payment method is is looked at first.
    @Override
    public boolean isComplete() {
        return paymentMethodId == null;
    }
}
