package io.tollgate.orders;

import org.jspecify.annotations.Nullable;

/// A payment intent that the provider has made.
///
/// @param id the provider's
/// @param clientSecret what the caller's page pays it with; never stored, null where it was not fetched
public record PlacedIntent(
        String id, PaymentState state, @Nullable String clientSecret) {
    @Override
    public String toString() {
        return "PlacedIntent[" + id + ", " + state + "]";
    }
}
