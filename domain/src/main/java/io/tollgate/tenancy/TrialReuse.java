package io.tollgate.tenancy;

/// What becomes of a subscription whose trial turns out, on completion, to have been used before.
public enum TrialReuse {
    /// It is canceled uncharged.
    CANCEL,
    /// Its trial ends, and it is charged at once.
    CHARGE_NOW
}
