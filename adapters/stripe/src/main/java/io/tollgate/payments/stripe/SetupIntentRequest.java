package io.tollgate.payments.stripe;

import io.tollgate.accounts.AccountId;

/// `POST /v1/setup_intents`: a card that may be charged when nobody is there.
record SetupIntentRequest(AccountId account, String customer, String operation) {
    Form form() {
        return new Form()
                .with("customer", customer)
                .with("usage", "off_session")
                .with("automatic_payment_methods[enabled]", "true")
                .with("metadata", Metadata.of(account, operation));
    }
}
