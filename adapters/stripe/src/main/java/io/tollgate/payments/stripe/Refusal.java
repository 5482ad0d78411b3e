package io.tollgate.payments.stripe;

import com.stripe.exception.StripeException;
import org.jspecify.annotations.Nullable;

/// An answer that is no success, with its body as it came. Thrown before stripe-java would read the body into its
/// own
/// error classes: these pull in half of its model by reflection, which a native image lacks.
final class Refusal extends StripeException {
    private final int status;
    private final byte[] body;
    private final boolean replayed;
    private final @Nullable Boolean shouldRetry;

    /// @param shouldRetry Stripe's own word on it, where it has one
    /// @param replayed whether it is the stored answer of an earlier request with the same key, which sending again
    ///     can't change
    Refusal(int status, byte[] body, boolean replayed, @Nullable Boolean shouldRetry) {
        super("status " + status, null, null, status);
        this.status = status;
        this.body = body.clone();
        this.replayed = replayed;
        this.shouldRetry = shouldRetry;
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body.clone();
    }

    /// Whether the provider is failing now. A stored failure is an old one, promptly told.
    boolean isFailure() {
        return status >= 500 && !replayed;
    }

    /// Whether sending it again with this key is in vain, though nobody knows what came of it.
    boolean isStoredFailure() {
        return status >= 500 && replayed;
    }

    /// Whether the same request, sent again with its key, may well be answered otherwise.
    boolean isPassing() {
        return shouldRetry != null ? shouldRetry : status == 409 || status == 429 || isFailure();
    }
}
