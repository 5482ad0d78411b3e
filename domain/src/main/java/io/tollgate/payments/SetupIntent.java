package io.tollgate.payments;

/// What a page keeps a customer's card with, for later payments.
///
/// @param id the provider's
/// @param clientSecret never stored
public record SetupIntent(String id, String clientSecret) {
    @Override
    public String toString() {
        return "SetupIntent[" + id + "]";
    }
}
