package io.tollgate.disputes;

/// The card's issuer believes that a payment was fraud. Flagged, not cut.
/// https://docs.stripe.com/disputes/measuring#early-fraud-warnings
///
/// @param actionable whether giving the money back would still avoid a dispute; once it isn't, it never is again
public record FraudWarning(String providerId, String type, boolean actionable) {
    /// Commutative, associative, idempotent.
    public static FraudWarning merge(FraudWarning a, FraudWarning b) {
        return a.actionable ? b : a;
    }
}
