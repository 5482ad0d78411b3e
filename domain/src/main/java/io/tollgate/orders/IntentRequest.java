package io.tollgate.orders;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A payment in the caller's own page (a payment intent).
///
/// @param description shown to whoever pays
public record IntentRequest(
        @Nullable String description,
        Map<String, String> metadata,
        @Nullable String email) implements PurchaseRequest {
    public IntentRequest {
        metadata = Map.copyOf(metadata);
    }

    /// The provider reckons none for a payment on its own.
    @Override
    public AskedTax tax() {
        return AskedTax.NONE;
    }

    @Override
    public IntentRequest taxed(AskedTax changed) {
        return this;
    }

    @Override
    public boolean isComplete() {
        return true;
    }
}
