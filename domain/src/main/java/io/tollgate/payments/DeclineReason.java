package io.tollgate.payments;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Why a payment method was declined, as far as whoever pays may be told. The codes of [Outcome.Declined] that are
/// about the payment method, all there are: with any other the request itself was refused.
public enum DeclineReason {
    AUTHENTICATION_REQUIRED("The bank wants this payment to be confirmed: pay again and confirm it"),
    /// All that is not told: lost, stolen, fraudulent and the like would help a thief, the rest helps nobody.
    CARD_DECLINED("The payment method was declined: use another, or ask the bank"),
    CARD_NOT_SUPPORTED("This card can't be used for this purchase: use another"),
    EXPIRED_CARD("The card has expired: use another"),
    INCORRECT_CVC("The card's security code is incorrect"),
    INCORRECT_ZIP("The postal code doesn't match the card's"),
    INSUFFICIENT_FUNDS("There is not enough money for this payment: use another card or account"),
    TRY_AGAIN_LATER("The bank could not be reached: try again in a while");

    private final String text;
    private final String code = name().toLowerCase(Locale.ROOT);

    DeclineReason(String text) {
        this.text = text;
    }

    /// Stable; in answers and events.
    public String code() {
        return code;
    }

    /// Safe to show.
    public String text() {
        return text;
    }

    /// @return empty for the code of anything but a declined payment method
    public static Optional<DeclineReason> of(String code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code.equals(code))
                .findFirst();
    }
}
