package io.tollgate.payments.stripe;

/// Thrown inside the adapter where Stripe's JSON is not what it must be. Never leaves it.
public final class Unreadable extends RuntimeException {
    private final String reason;

    /// @param reason such as `missing:data.object.id`: a kind and a path, never a value
    Unreadable(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
