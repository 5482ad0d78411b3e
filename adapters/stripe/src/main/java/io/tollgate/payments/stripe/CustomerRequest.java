package io.tollgate.payments.stripe;

import io.tollgate.accounts.AccountId;
import org.jspecify.annotations.Nullable;

/// `POST /v1/customers`
record CustomerRequest(
        AccountId account,
        String operation,
        @Nullable String email,
        @Nullable String testClock) {
    Form form() {
        return new Form()
                .with("email", email)
                .with("test_clock", testClock)
                .with("metadata", Metadata.of(account, operation));
    }
}
