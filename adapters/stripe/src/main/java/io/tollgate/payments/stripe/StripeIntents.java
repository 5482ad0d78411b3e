package io.tollgate.payments.stripe;

import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PaymentState.Status;
import io.tollgate.orders.PlacedIntent;
import io.tollgate.subscriptions.Observed;
import java.util.Optional;

/// Reads a payment intent. https://docs.stripe.com/payments/paymentintents/lifecycle
public final class StripeIntents {
    private StripeIntents() {}

    static PlacedIntent placed(StripeObject intent) {
        // The answer to a repeated call is as old as the first: any event knows better.
        Observed made = Observed.creation(intent.time("created"));
        return new PlacedIntent(intent.id("id"), state(intent, made), intent.text("client_secret"));
    }

    /// @param seen when it was so
    public static PaymentState state(StripeObject intent, Observed seen) {
        Status status = status(intent);
        boolean paid = status == Status.SUCCEEDED && intent.has("amount_received");
        return new PaymentState(
                status,
                seen,
                status == Status.FAILED ? failure(intent) : null,
                intent.money(paid ? "amount_received" : "amount"));
    }

    /// After a decline it waits for a payment method, as it did at first.
    private static Status status(StripeObject intent) {
        return switch (intent.text("status")) {
            case "requires_payment_method" -> intent.has("last_payment_error") ? Status.FAILED : Status.REQUIRES_ACTION;
            case "requires_confirmation", "requires_action", "requires_capture" -> Status.REQUIRES_ACTION;
            case "processing" -> Status.PROCESSING;
            case "succeeded" -> Status.SUCCEEDED;
            case "canceled" -> Status.CANCELED;
            default -> throw intent.invalid("status");
        };
    }

    /// The charge of the attempt that has failed; empty if it came to none.
    public static Optional<String> failedCharge(StripeObject intent) {
        return intent.findId("last_payment_error.charge");
    }

    public static String failure(StripeObject intent) {
        return DeclineCodes.shown(
                intent.find("last_payment_error.decline_code").orElse(null),
                intent.find("last_payment_error.code").orElse(null));
    }
}
