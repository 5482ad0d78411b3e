package io.tollgate.payments;

/// An object of the provider.
public record ObjectRef(Kind kind, String id) {
    public enum Kind {
        CUSTOMER,
        SUBSCRIPTION,
        INVOICE,
        CHECKOUT_SESSION,
        PAYMENT_INTENT,
        CHARGE
    }
}
