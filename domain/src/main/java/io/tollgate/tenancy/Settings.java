package io.tollgate.tenancy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a project may set for itself.
///
/// @param allowedOrigins exact origins (`https://app.example.com`) for CORS and redirect URLs
/// @param renewalSlack access after the paid period while the renewal's invoice is on its way
/// @param processingSlack access after the paid period while the renewal's payment (a bank debit) is processing
/// @param userDirectory where users are looked up (`{userId}` is replaced); null: every user exists
/// @param amountLimits what a payment of a free amount may charge, at most one for each currency; a currency that is
///     not in it is refused
/// @param purchaseLimits what one user may try
public record Settings(
        List<String> allowedOrigins,
        Duration renewalSlack,
        Duration processingSlack,
        @Nullable URI userDirectory,
        AutomaticTax automaticTax,
        LatePayment latePayment,
        TrialReuse trialReuse,
        List<AmountLimit> amountLimits,
        PurchaseLimits purchaseLimits) {
    public static final Duration RENEWAL_SLACK = Duration.ofHours(24);
    public static final Duration PROCESSING_SLACK = Duration.ofDays(14);

    public Settings {
        allowedOrigins = List.copyOf(allowedOrigins);
        amountLimits = List.copyOf(amountLimits);
    }

    public static Settings defaults() {
        return new Settings(
                List.of(),
                RENEWAL_SLACK,
                PROCESSING_SLACK,
                null,
                AutomaticTax.OFF,
                LatePayment.HONOUR,
                TrialReuse.CANCEL,
                List.of(),
                PurchaseLimits.USUAL);
    }

    /// @return empty if free amounts of this currency are refused
    public Optional<AmountLimit> amountLimit(String currency) {
        return amountLimits.stream()
                .filter(limit -> limit.currency().equals(currency))
                .findFirst();
    }

    public Settings withAllowedOrigins(List<String> changed) {
        return new Settings(
                changed,
                renewalSlack,
                processingSlack,
                userDirectory,
                automaticTax,
                latePayment,
                trialReuse,
                amountLimits,
                purchaseLimits);
    }

    public Settings withRenewalSlack(Duration changed) {
        return new Settings(
                allowedOrigins,
                changed,
                processingSlack,
                userDirectory,
                automaticTax,
                latePayment,
                trialReuse,
                amountLimits,
                purchaseLimits);
    }

    public Settings withUserDirectory(@Nullable URI changed) {
        return new Settings(
                allowedOrigins,
                renewalSlack,
                processingSlack,
                changed,
                automaticTax,
                latePayment,
                trialReuse,
                amountLimits,
                purchaseLimits);
    }

    public Settings withAutomaticTax(AutomaticTax changed) {
        return new Settings(
                allowedOrigins,
                renewalSlack,
                processingSlack,
                userDirectory,
                changed,
                latePayment,
                trialReuse,
                amountLimits,
                purchaseLimits);
    }

    public Settings withLatePayment(LatePayment changed) {
        return new Settings(
                allowedOrigins,
                renewalSlack,
                processingSlack,
                userDirectory,
                automaticTax,
                changed,
                trialReuse,
                amountLimits,
                purchaseLimits);
    }

    public Settings withTrialReuse(TrialReuse changed) {
        return new Settings(
                allowedOrigins,
                renewalSlack,
                processingSlack,
                userDirectory,
                automaticTax,
                latePayment,
                changed,
                amountLimits,
                purchaseLimits);
    }

    public Settings withAmountLimits(List<AmountLimit> changed) {
        return new Settings(
                allowedOrigins,
                renewalSlack,
                processingSlack,
                userDirectory,
                automaticTax,
                latePayment,
                trialReuse,
                changed,
                purchaseLimits);
    }

    public Settings withPurchaseLimits(PurchaseLimits changed) {
        return new Settings(
                allowedOrigins,
                renewalSlack,
                processingSlack,
                userDirectory,
                automaticTax,
                latePayment,
                trialReuse,
                amountLimits,
                changed);
    }
}
