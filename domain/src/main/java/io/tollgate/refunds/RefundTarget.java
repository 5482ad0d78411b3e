package io.tollgate.refunds;

/// The payment that money is given back of, by the provider's ids.
public sealed interface RefundTarget {
    /// As in [io.tollgate.orders.Payment].
    String providerId();

    /// The payment of a one-time price.
    record Intent(String providerId) implements RefundTarget {}

    /// The payment of an invoice, which is to be looked up.
    record Invoice(String providerId) implements RefundTarget {}
}
