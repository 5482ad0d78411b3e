package io.tollgate.payments.stripe;

import io.tollgate.accounts.AccountId;
import io.tollgate.refunds.Refund;

/// `POST /v1/refunds`. The amount is always said: left out, all would be given back.
///
/// @param paymentIntent the provider's
record RefundRequest(AccountId account, String paymentIntent, Refund refund) {
    Form form() {
        return new Form()
                .with("payment_intent", paymentIntent)
                .with("amount", refund.amount().amount())
                .with("metadata", Metadata.of(account, refund.id().value()));
    }
}
