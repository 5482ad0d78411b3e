package io.tollgate.orders;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What has become of a sale so far. Each field is told in any order, and keeps what it knows.
///
/// @param prepared null until what it is to be paid with may have been asked for; then it stays
/// @param page null until the provider has answered; only of a [CheckoutRequest]
/// @param subscriptionId the provider's subscription, once known
/// @param paymentIntentId the provider's payment of a one-time price, once known
/// @param payment how that payment stands; null until told
/// @param end how and when the order first ended without money, though it may be paid since; null: it has not
/// @param supersededBy the purchase of the same plan that took its place; null: none
/// @param family the first of the purchases of which each took another's place; null: it took nobody's
/// @param verdict what was decided about its money; null: nothing, it came in time or not at all
public record Progress(
        @Nullable Prepared prepared,
        @Nullable CheckoutPage page,
        @Nullable String subscriptionId,
        @Nullable String paymentIntentId,
        @Nullable PaymentState payment,
        @Nullable End end,
        @Nullable OrderId supersededBy,
        @Nullable OrderId family,
        @Nullable Verdict verdict) {
    public static final Progress NONE = new Progress(null, null, null, null, null, null, null, null, null);

    public @Nullable Instant endedAt() {
        return end == null ? null : end.at();
    }

    Progress with(Prepared found) {
        Prepared first = prepared == null ? found : prepared;
        return new Progress(first, page, subscriptionId, paymentIntentId, payment, end, supersededBy, family, verdict);
    }

    Progress with(CheckoutPage opened) {
        return new Progress(
                prepared, opened, subscriptionId, paymentIntentId, payment, end, supersededBy, family, verdict);
    }

    Progress withProviderIds(@Nullable String subscription, @Nullable String paymentIntent) {
        return new Progress(
                prepared,
                page,
                subscription == null ? subscriptionId : subscription,
                paymentIntent == null ? paymentIntentId : paymentIntent,
                payment,
                end,
                supersededBy,
                family,
                verdict);
    }

    Progress with(PaymentState told) {
        return standing(payment == null ? told : payment.merge(told));
    }

    Progress standing(PaymentState now) {
        return new Progress(prepared, page, subscriptionId, paymentIntentId, now, end, supersededBy, family, verdict);
    }

    Progress with(End told) {
        End merged = end == null ? told : end.merge(told);
        return new Progress(
                prepared, page, subscriptionId, paymentIntentId, payment, merged, supersededBy, family, verdict);
    }

    Progress supersededBy(OrderId order) {
        return new Progress(prepared, page, subscriptionId, paymentIntentId, payment, end, order, family, verdict);
    }

    Progress ofFamily(OrderId first) {
        return new Progress(
                prepared, page, subscriptionId, paymentIntentId, payment, end, supersededBy, first, verdict);
    }

    Progress with(Verdict decided) {
        return new Progress(
                prepared, page, subscriptionId, paymentIntentId, payment, end, supersededBy, family, decided);
    }
}
