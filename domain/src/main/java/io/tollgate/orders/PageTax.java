package io.tollgate.orders;

import io.tollgate.tenancy.AutomaticTax;

/// Whether a hosted page is asked for with taxes reckoned by the provider.
public enum PageTax {
    NONE,
    /// Asked for; where the provider account is not set up for it, [#GIVEN_UP] comes next.
    IF_POSSIBLE,
    /// Asked for; where the provider account is not set up for it, the order fails.
    REQUIRED,
    /// Was asked for, and refused: the page is opened without. Another request than the one that was refused, so it has
    /// a key of its own.
    GIVEN_UP;

    public static PageTax of(AutomaticTax wanted) {
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
