package io.tollgate.orders;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What has become of a sale so far. Each field is told in any order, and keeps what it knows.
///
/// @param page null until the provider has answered; only of a [CheckoutRequest]
/// @param subscriptionId the provider's subscription, once known
/// @param paymentIntentId the provider's payment of a one-time price, once known
/// @param payment how that payment stands; null until told
/// @param endedAt when the order first ended without money, in the account's time; null: it has not
/// @param supersededBy the purchase of the same plan that took its place; null: none
public record Progress(
        @Nullable CheckoutPage page,
        @Nullable String subscriptionId,
        @Nullable String paymentIntentId,
        @Nullable PaymentState payment,
        @Nullable Instant endedAt,
        @Nullable OrderId supersededBy) {
    public static final Progress NONE = new Progress(null, null, null, null, null, null);

    Progress with(CheckoutPage opened) {
        return new Progress(opened, subscriptionId, paymentIntentId, payment, endedAt, supersededBy);
    }

    Progress withProviderIds(@Nullable String subscription, @Nullable String paymentIntent) {
        return new Progress(
                page,
                subscription == null ? subscriptionId : subscription,
                paymentIntent == null ? paymentIntentId : paymentIntent,
                payment,
                endedAt,
                supersededBy);
    }

    Progress with(PaymentState told) {
        PaymentState merged = payment == null ? told : payment.merge(told);
        return new Progress(page, subscriptionId, paymentIntentId, merged, endedAt, supersededBy);
    }

    Progress endedAt(Instant at) {
        Optional<Instant> first =
                Stream.concat(Stream.ofNullable(endedAt), Stream.of(at)).min(Instant::compareTo);
        return new Progress(page, subscriptionId, paymentIntentId, payment, first.orElse(at), supersededBy);
    }

    Progress supersededBy(OrderId order) {
        return new Progress(page, subscriptionId, paymentIntentId, payment, endedAt, order);
    }
}
