package io.tollgate.payments.stripe;

/// Whether somebody waits for a call.
enum Urgency {
    INTERACTIVE,
    /// Jobs, the inbox, reconciliation: they get three quarters of everything at most, so that they can't take
    /// the last quarter from whoever waits, however much of them there is.
    BACKGROUND;

    static int shareOfBackground(int whole) {
        return Math.max(1, whole * 3 / 4);
    }
}
