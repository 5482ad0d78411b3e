package io.tollgate.payments.stripe;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which reasons of a declined payment may be shown. https://docs.stripe.com/declines/codes
public final class DeclineCodes {
    /// What stands for all that is not shown.
    public static final String GENERIC = "card_declined";

    /// Reasons that help whoever pays. The rest (lost, stolen, fraudulent, unknown) would help a thief.
    private static final Set<String> SHOWN =
            Set.of("authentication_required", "expired_card", "incorrect_cvc", "incorrect_zip", "insufficient_funds");

    private DeclineCodes() {}

    /// @param declineCode the bank's, where there is one
    public static String shown(@Nullable String declineCode, @Nullable String code) {
        String told = declineCode == null ? code : declineCode;
        return told != null && SHOWN.contains(told) ? told : GENERIC;
    }
}
