package io.tollgate.payments.stripe;

import io.tollgate.refunds.Refund;
import io.tollgate.refunds.Refund.Status;
import io.tollgate.refunds.RefundId;
import java.util.Optional;

/// Reads refunds: those that we asked for carry our id, all others get one made from Stripe's.
public final class StripeRefunds {
    private StripeRefunds() {}

    public static Refund read(StripeObject refund) {
        String providerId = refund.id("id");
        return new Refund(
                ours(refund).orElseGet(() -> RefundId.ofProvider(providerId)),
                providerId,
                refund.money("amount"),
                status(refund),
                null,
                refund.find("failure_reason").orElse(null),
                Refund.Access.BY_AMOUNT,
                refund.time("created"));
    }

    /// The id of ours that it was made with.
    static Optional<RefundId> ours(StripeObject refund) {
        return refund.at("metadata")
                .find(Metadata.OPERATION)
                .filter(id -> id.matches("ref_[A-Za-z0-9_-]{1,100}"))
                .map(RefundId::new);
    }

    /// Until 2014 there was none: what was made had succeeded.
    private static Status status(StripeObject refund) {
        return switch (refund.find("status").orElse("succeeded")) {
            case "pending" -> Status.PENDING;
            case "requires_action" -> Status.REQUIRES_ACTION;
            case "succeeded" -> Status.SUCCEEDED;
            case "failed" -> Status.FAILED;
            case "canceled" -> Status.CANCELED;
            default -> throw refund.invalid("status");
        };
    }
}
