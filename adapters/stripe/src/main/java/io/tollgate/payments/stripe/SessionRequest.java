package io.tollgate.payments.stripe;

import io.tollgate.accounts.AccountId;
import io.tollgate.catalog.Terms;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.orders.Sale;
import java.util.Map;

/// `POST /v1/checkout/sessions`. Our metadata goes on what the session makes, too: their events don't name it.
///
/// @param price the provider's
record SessionRequest(AccountId account, String customer, Sale sale, String price) {
    Form form() {
        CheckoutRequest request = sale.checkout();
        Terms terms = sale.terms();
        Map<String, String> metadata = Metadata.of(account, sale.id(), request.metadata());
        Form form = new Form()
                .with("mode", terms.isRecurring() ? "subscription" : "payment")
                .with("customer", customer)
                .with("client_reference_id", sale.id().value())
                .with("line_items[0][price]", price)
                .with("line_items[0][quantity]", sale.quantity())
                .with("success_url", request.successUrl())
                .with("cancel_url", request.cancelUrl())
                .with("expires_at", request.expiresAt().getEpochSecond())
                .with("discounts[0][promotion_code]", sale.preparedFor(customer).promotion())
                .with("metadata", metadata);
        if (request.tax().isAsked()) {
            // The address that is typed into the page is what tax goes by, and is kept for the renewals.
            form.with("automatic_tax[enabled]", "true").with("customer_update[address]", "auto");
        }
        if (!terms.isRecurring()) {
            return form.with("payment_intent_data[metadata]", metadata);
        }
        if (sale.trialDays() > 0) {
            form.with("subscription_data[trial_period_days]", sale.trialDays());
        }
        return form.with("subscription_data[metadata]", metadata);
    }
}
