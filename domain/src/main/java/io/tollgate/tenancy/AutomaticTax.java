package io.tollgate.tenancy;

/// Whether the provider reckons taxes on what is sold.
public enum AutomaticTax {
    /// Not asked for.
    OFF,
    /// Asked for; where the provider can't reckon them (its account is not set up for it, or the customer's
    /// address is not known), it is sold without.
    IF_POSSIBLE,
    /// Asked for; where the provider can't reckon them, nothing is sold. Nor by a payment intent, which can't
    /// carry any.
    REQUIRED
}
