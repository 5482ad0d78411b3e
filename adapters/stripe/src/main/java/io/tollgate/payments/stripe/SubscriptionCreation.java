package io.tollgate.payments.stripe;

import io.tollgate.accounts.AccountId;
import io.tollgate.orders.Sale;

/// `POST /v1/subscriptions`. What pays the first invoice pays those after it.
///
/// @param price the provider's
record SubscriptionCreation(AccountId account, String customer, Sale sale, String price) {
    /// Null method: the first invoice waits to be paid in a page. Otherwise the customer's own is charged at once.
    Form form() {
        String method = sale.preparedFor(customer).method();
        Form form = new Form()
                .with("customer", customer)
                .with("items[0][price]", price)
                .with("items[0][quantity]", sale.quantity())
                .with("default_payment_method", method)
                .with("payment_behavior", method == null ? "default_incomplete" : "allow_incomplete")
                .with("payment_settings[save_default_payment_method]", "on_subscription");
        if (sale.request().tax().isAsked()) {
            form.with("automatic_tax[enabled]", "true");
        }
        if (sale.trialDays() > 0) {
            form.with("trial_period_days", sale.trialDays());
        }
        return form.with(
                "metadata", Metadata.of(account, sale.id(), sale.request().metadata()));
    }
}
