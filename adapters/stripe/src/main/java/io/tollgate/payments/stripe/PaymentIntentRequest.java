package io.tollgate.payments.stripe;

import io.tollgate.accounts.AccountId;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.Sale;

/// `POST /v1/payment_intents`. Which methods are offered is the provider account's own setting.
record PaymentIntentRequest(AccountId account, String customer, Sale sale, IntentRequest request) {
    Form form() {
        return new Form()
                .with("amount", sale.total().amount())
                .with("currency", sale.total().currency())
                .with("customer", customer)
                .with("automatic_payment_methods[enabled]", "true")
                .with("description", request.description())
                .with("metadata", Metadata.of(account, sale.id(), request.metadata()));
    }
}
