package io.tollgate.orders;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A hosted page.
///
/// @param successUrl checked against the allowed origins; may hold the provider's `{CHECKOUT_SESSION_ID}`
/// @param metadata the caller's own, at most 40 keys
/// @param expiresAt when the page closes
public record CheckoutRequest(
        String successUrl,
        String cancelUrl,
        @Nullable String email,
        @Nullable String promotionCode,
        Map<String, String> metadata,
        Instant expiresAt,
        AskedTax tax)
        implements PurchaseRequest {
    public CheckoutRequest {
        metadata = Map.copyOf(metadata);
    }

    /// As a caller asks for it: what the project has set of taxes comes with the order.
    public CheckoutRequest(
            String successUrl,
            String cancelUrl,
            @Nullable String email,
            @Nullable String promotionCode,
            Map<String, String> metadata,
            Instant expiresAt) {
        this(successUrl, cancelUrl, email, promotionCode, metadata, expiresAt, AskedTax.NONE);
    }

    @Override
    public CheckoutRequest taxed(AskedTax changed) {
        return new CheckoutRequest(successUrl, cancelUrl, email, promotionCode, metadata, expiresAt, changed);
    }

    /// A promotion code is looked up first.
    @Override
    public boolean isComplete() {
        return promotionCode == null;
    }
}
