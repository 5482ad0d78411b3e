package io.tollgate.tenancy;

/// Whether the provider reckons taxes on a hosted page.
public enum AutomaticTax {
    /// Not asked for.
    OFF,
    /// Asked for; where the provider account is not set up for it, the page opens without.
    IF_POSSIBLE,
    /// Asked for; where the provider account is not set up for it, nothing is sold.
    REQUIRED
}
