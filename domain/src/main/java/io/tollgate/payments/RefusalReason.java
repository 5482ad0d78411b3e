package io.tollgate.payments;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Refusals of the provider that somebody can do something about. The codes of [Outcome.Declined] that the service
/// knows beside [DeclineReason]; any other is the provider's own.
public enum RefusalReason {
    AMOUNT_TOO_LARGE("The amount is more than the payment provider takes in this currency"),
    AMOUNT_TOO_SMALL("The amount is less than the payment provider takes in this currency"),
    CHARGE_ALREADY_REFUNDED("The payment has been refunded in full already"),
    CURRENCY_CONFLICT("The payment provider bills this customer in another currency: end what runs in it first"),
    CUSTOMER_MISSING(
            "The user's customer was deleted at the payment provider: try again with another Idempotency-Key for a new one"),
    PAYMENT_INTENT_UNEXPECTED_STATE("The payment has moved on and can't do this any more: look at it again"),
    PORTAL_NOT_CONFIGURED("Save the customer portal's settings in the payment provider's dashboard first"),
    TAX_LOCATION_MISSING("Tax can't be calculated without the customer's address: give the customer a valid one"),
    TAX_NOT_CONFIGURED("Automatic tax is not set up: enter the head office's address in the provider's tax settings");

    private final String text;
    private final String code = name().toLowerCase(Locale.ROOT);

    RefusalReason(String text) {
        this.text = text;
    }

    public static Optional<RefusalReason> of(String code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code.equals(code))
                .findFirst();
    }

    /// Stable; in answers and events.
    public String code() {
        return code;
    }

    /// Says what to do; safe to show.
    public String text() {
        return text;
    }
}
