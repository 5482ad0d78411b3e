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
}
