package io.tollgate.orders;

import io.tollgate.tenancy.AutomaticTax;

/// Whether what is paid with is asked for with taxes reckoned by the provider.
public enum AskedTax {
    NONE,
    /// Asked for; where the provider can't reckon them (its account is not set up for it, or it doesn't know where the
    /// customer lives), [#GIVEN_UP] comes next.
    IF_POSSIBLE,
    /// Asked for; where the provider can't reckon them, the order fails.
    REQUIRED,
    /// Was asked for, and refused: asked for without. Another request than the one that was refused, so it has
    /// a key of its own.
    GIVEN_UP;

    public static AskedTax of(AutomaticTax wanted) {
        return switch (wanted) {
            case OFF -> NONE;
            case IF_POSSIBLE -> IF_POSSIBLE;
            case REQUIRED -> REQUIRED;
        };
    }

    public boolean isAsked() {
        return this == IF_POSSIBLE || this == REQUIRED;
    }
}
