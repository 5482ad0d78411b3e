package io.tollgate.tenancy;

/// What becomes of money that comes for an order that had failed, expired or been canceled.
public enum LatePayment {
    /// The order is paid after all.
    HONOUR,
    /// The money is given back.
    REFUND
}
