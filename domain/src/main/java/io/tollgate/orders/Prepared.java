package io.tollgate.orders;

import org.jspecify.annotations.Nullable;

/// What was found out for a request before it was first sent. The provider might answer otherwise the next time, and a
/// request that is repeated must be the same, byte for byte.
///
/// @param customer the provider's
/// @param promotion the provider's id of the promotion code; null: none was given
/// @param method the customer's payment method; null: none was named
public record Prepared(
        String customer,
        @Nullable String promotion,
        @Nullable String method) {
    /// There was nothing else to find out.
    public static Prepared of(String customer) {
        return new Prepared(customer, null, null);
    }

    public Prepared withPromotion(String found) {
        return new Prepared(customer, found, method);
    }

    public Prepared withMethod(String taken) {
        return new Prepared(customer, promotion, taken);
    }
}
