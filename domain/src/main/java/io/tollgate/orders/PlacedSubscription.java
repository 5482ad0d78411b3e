package io.tollgate.orders;

import io.tollgate.providerevents.ProviderFact;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A subscription that the provider has made without a hosted page, as it was looked at after that.
///
/// @param id the provider's
/// @param seen null where it was not looked at
/// @param payment how its first payment stands; null where none is due, or it was not looked at
/// @param clientSecret what the caller's page pays it with, or keeps a card for it; never stored, null where nobody
///     has to act
/// @param declinedCharge the attempt that was declined; null unless one was, and has left a charge
public record PlacedSubscription(
        String id,
        ProviderFact.@Nullable SubscriptionFetched seen,
        @Nullable PaymentState payment,
        @Nullable String clientSecret,
        @Nullable String declinedCharge) {
    /// Of which no charge was declined.
    public PlacedSubscription(
            String id,
            ProviderFact.@Nullable SubscriptionFetched seen,
            @Nullable PaymentState payment,
            @Nullable String clientSecret) {
        this(id, seen, payment, clientSecret, null);
    }

    /// Why it was declined, safe to show.
    public Optional<String> declined() {
        return Optional.ofNullable(payment)
                .filter(state -> state.status() == PaymentState.Status.FAILED)
                .map(PaymentState::reason);
    }

    @Override
    public String toString() {
        return "PlacedSubscription[" + id + ", " + seen + ", " + payment + "]";
    }
}
