package io.tollgate.payments.stripe;

import io.tollgate.payments.DeclineReason;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.RefusalReason;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Stripe's error, and what it means for us: docs/stripe-errors.md lists every one.
/// https://docs.stripe.com/api/errors
///
/// @param type null if the body is no error of Stripe's
record StripeError(
        @Nullable String type,
        @Nullable String code,
        @Nullable String declineCode,
        @Nullable String param,
        @Nullable String message) {
    static final String REFUSED = "The payment provider refused the request";

    /// Busy whatever the status: nothing was done, and the same call will do later.
    private static final Set<String> PASSING =
            Set.of("idempotency_key_in_use", "lock_timeout", "payment_intent_rate_limit_exceeded", "rate_limit");

    /// Our key or connection: an operator must act, then the same call will do.
    private static final Set<String> OURS =
            Set.of("api_key_expired", "platform_api_key_expired", "secret_key_required", "tls_version_unsupported");

    static StripeError of(Optional<StripeObject> body) {
        return body.map(b -> b.at("error"))
                .map(e -> new StripeError(
                        e.find("type").orElse(null),
                        e.find("code").orElse(null),
                        e.find("decline_code").orElse(null),
                        e.find("param").orElse(null),
                        e.find("message").orElse(null)))
                .orElseGet(() -> new StripeError(null, null, null, null, null));
    }

    /// Its key was sent with other parameters before. What became of those, nobody knows by this.
    boolean isIdempotencyError() {
        return "idempotency_error".equals(type);
    }

    /// Whether an operator must act before the provider takes any call.
    boolean isOurs(int status) {
        return status == 401 || status == 403 || (code != null && OURS.contains(code));
    }

    /// | status | meaning |
    /// |---|---|
    /// | 401, 403 | our key: nothing was done, an operator must act, the same call will do then |
    /// | 409, 429, 5xx | busy, or nobody knows |
    /// | other 4xx with Stripe's error | declined or refused for good |
    /// | anything else | not Stripe that answered |
    <T> Outcome<T> outcome(int status) {
        if (type == null || status / 100 != 4 || isPassing(status) || isOurs(status) || isIdempotencyError()) {
            return new Outcome.Unknown<>(describe(status));
        }
        if (type.equals("card_error") || DeclineCodes.isDecline(code)) {
            DeclineReason reason = DeclineCodes.reason(declineCode, code);
            return new Outcome.Declined<>(reason.code(), reason.text());
        }
        return known().<Outcome<T>>map(reason -> new Outcome.Declined<>(reason.code(), reason.text()))
                .orElseGet(() -> new Outcome.Declined<>(code == null ? type : code, REFUSED));
    }

    private boolean isPassing(int status) {
        return status == 409 || status == 429 || "api_error".equals(type) || (code != null && PASSING.contains(code));
    }

    private String describe(int status) {
        return "status " + status + (type == null ? "" : ", " + type) + (code == null ? "" : ", " + code);
    }

    /// By its code, or by what it is about; some of them Stripe tells by its message alone, of which as little is asked
    /// as will do.
    private Optional<RefusalReason> known() {
        return Optional.ofNullable(byCode()).or(this::told);
    }

    private @Nullable RefusalReason byCode() {
        return switch (code == null ? "" : code) {
            case "amount_too_large" -> RefusalReason.AMOUNT_TOO_LARGE;
            case "amount_too_small" -> RefusalReason.AMOUNT_TOO_SMALL;
            case "charge_already_refunded" -> RefusalReason.CHARGE_ALREADY_REFUNDED;
            case "customer_tax_location_invalid", "invalid_tax_location" -> RefusalReason.TAX_LOCATION_MISSING;
            case "payment_intent_unexpected_state" -> RefusalReason.PAYMENT_INTENT_UNEXPECTED_STATE;
            case "resource_missing" -> namesCustomer() ? RefusalReason.CUSTOMER_MISSING : null;
            case "stripe_tax_inactive" -> RefusalReason.TAX_NOT_CONFIGURED;
            default -> null;
        };
    }

    private Optional<RefusalReason> told() {
        if (says("combine currencies")) {
            return Optional.of(RefusalReason.CURRENCY_CONFLICT);
        }
        if (says("portal") && (says("settings") || says("configuration"))) {
            return Optional.of(RefusalReason.PORTAL_NOT_CONFIGURED);
        }
        boolean ofTax = param != null && param.startsWith("automatic_tax");
        return ofTax || (says("automatic tax") && (says("head office") || says("origin address")))
                ? Optional.of(RefusalReason.TAX_NOT_CONFIGURED)
                : Optional.empty();
    }

    /// Not the one that was asked for by its own address: that one's absence is an answer.
    private boolean namesCustomer() {
        return "customer".equals(param) || (!"id".equals(param) && says("no such customer"));
    }

    private boolean says(String words) {
        return message != null && message.toLowerCase(Locale.ROOT).contains(words);
    }
}
