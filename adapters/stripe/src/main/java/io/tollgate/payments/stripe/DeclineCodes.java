package io.tollgate.payments.stripe;

import static io.tollgate.payments.DeclineReason.AUTHENTICATION_REQUIRED;
import static io.tollgate.payments.DeclineReason.CARD_DECLINED;
import static io.tollgate.payments.DeclineReason.CARD_NOT_SUPPORTED;
import static io.tollgate.payments.DeclineReason.EXPIRED_CARD;
import static io.tollgate.payments.DeclineReason.INCORRECT_CVC;
import static io.tollgate.payments.DeclineReason.INCORRECT_ZIP;
import static io.tollgate.payments.DeclineReason.INSUFFICIENT_FUNDS;
import static io.tollgate.payments.DeclineReason.TRY_AGAIN_LATER;
import static java.util.Map.entry;

import io.tollgate.payments.DeclineReason;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which reasons of a declined payment may be shown. docs/stripe-errors.md lists them all;
/// https://docs.stripe.com/declines/codes
public final class DeclineCodes {
    private static final Map<String, DeclineReason> SHOWN = Map.ofEntries(
            entry("authentication_not_handled", AUTHENTICATION_REQUIRED),
            entry("authentication_required", AUTHENTICATION_REQUIRED),
            entry("invoice_payment_intent_requires_action", AUTHENTICATION_REQUIRED),
            entry("mobile_device_authentication_required", AUTHENTICATION_REQUIRED),
            entry("payment_intent_action_required", AUTHENTICATION_REQUIRED),
            entry("payment_intent_authentication_failure", AUTHENTICATION_REQUIRED),
            entry("setup_intent_authentication_failure", AUTHENTICATION_REQUIRED),
            entry("subscription_payment_intent_requires_action", AUTHENTICATION_REQUIRED),
            entry("card_not_supported", CARD_NOT_SUPPORTED),
            entry("currency_not_supported", CARD_NOT_SUPPORTED),
            entry("invalid_card_type", CARD_NOT_SUPPORTED),
            entry("expired_card", EXPIRED_CARD),
            entry("partner_expired_card", EXPIRED_CARD),
            entry("incorrect_cvc", INCORRECT_CVC),
            entry("invalid_cvc", INCORRECT_CVC),
            entry("incorrect_zip", INCORRECT_ZIP),
            entry("insufficient_funds", INSUFFICIENT_FUNDS),
            entry("partner_insufficient_funds", INSUFFICIENT_FUNDS),
            entry("issuer_not_available", TRY_AGAIN_LATER),
            entry("partner_processing_error", TRY_AGAIN_LATER),
            entry("payment_method_provider_timeout", TRY_AGAIN_LATER),
            entry("processing_error", TRY_AGAIN_LATER),
            entry("reenter_transaction", TRY_AGAIN_LATER),
            entry("try_again_later", TRY_AGAIN_LATER));

    /// Codes that tell of a declined payment method although their error is none of the type `card_error`.
    private static final Set<String> DECLINES = Set.of(
            "account_closed",
            "authentication_required",
            "bank_account_declined",
            "card_declined",
            "debit_not_authorized",
            "expired_card",
            "insufficient_funds",
            "invoice_payment_intent_requires_action",
            "payment_intent_action_required",
            "payment_intent_authentication_failure",
            "payment_intent_mandate_invalid",
            "payment_intent_payment_attempt_expired",
            "payment_intent_payment_attempt_failed",
            "payment_method_customer_decline",
            "payment_method_provider_decline",
            "payment_method_provider_timeout",
            "refer_to_customer",
            "setup_attempt_failed",
            "setup_intent_authentication_failure",
            "setup_intent_mandate_invalid",
            "setup_intent_setup_attempt_expired");

    private DeclineCodes() {}

    static boolean isDecline(@Nullable String code) {
        return code != null && DECLINES.contains(code);
    }

    /// @param declineCode the bank's, where there is one
    static DeclineReason reason(@Nullable String declineCode, @Nullable String code) {
        String told = declineCode == null ? code : declineCode;
        return told == null ? CARD_DECLINED : SHOWN.getOrDefault(told, CARD_DECLINED);
    }

    /// @param declineCode the bank's, where there is one
    /// @return a code of [DeclineReason]
    public static String shown(@Nullable String declineCode, @Nullable String code) {
        return reason(declineCode, code).code();
    }
}
