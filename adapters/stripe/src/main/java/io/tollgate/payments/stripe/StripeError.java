package io.tollgate.payments.stripe;

import io.tollgate.payments.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Stripe's error, and what it means for us. https://docs.stripe.com/api/errors
///
/// @param type null if the body is no error of Stripe's
record StripeError(
        @Nullable String type,
        @Nullable String code,
        @Nullable String declineCode,
        @Nullable String message) {
    private static final String REFUSED = "The payment provider refused the request";

    static StripeError of(Optional<StripeObject> body) {
        return body.map(b -> b.at("error"))
                .map(e -> new StripeError(
                        e.find("type").orElse(null),
                        e.find("code").orElse(null),
                        e.find("decline_code").orElse(null),
                        e.find("message").orElse(null)))
                .orElseGet(() -> new StripeError(null, null, null, null));
    }

    boolean isIdempotencyError() {
        return "idempotency_error".equals(type);
    }

    /// | status | meaning |
    /// |---|---|
    /// | 401, 403 | our key: nothing was done, an operator must act, the same call will do then |
    /// | 409, 429, 5xx | busy, or nobody knows |
    /// | other 4xx with Stripe's error | refused for good |
    /// | anything else | not Stripe that answered |
    <T> Outcome<T> outcome(int status) {
        if (status == 401 || status == 403 || status == 409 || status == 429 || status / 100 != 4 || type == null) {
            return new Outcome.Unknown<>("status " + status + (type == null ? "" : ", " + type));
        }
        if ("card_error".equals(type)) {
            String shown = DeclineCodes.shown(declineCode, code);
            // Only card errors have a message that is made for whoever pays.
            return new Outcome.Declined<>(
                    shown, message == null || shown.equals(DeclineCodes.GENERIC) ? "The card was declined" : message);
        }
        return new Outcome.Declined<>(isIdempotencyError() || code == null ? type : code, REFUSED);
    }
}
