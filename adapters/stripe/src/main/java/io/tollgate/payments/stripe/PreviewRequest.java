package io.tollgate.payments.stripe;

import io.tollgate.subscriptions.SubscriptionChange;

/// `POST /v1/invoices/create_preview`, of what [SubscriptionUpdateRequest] would do.
record PreviewRequest(String subscriptionId, SubscriptionChange.Reprice change) {
    Form form() {
        Form form = new Form()
                .with("subscription", subscriptionId)
                .with("subscription_details[items][0][id]", change.itemId())
                .with("subscription_details[items][0][price]", change.providerPriceId())
                .with("subscription_details[items][0][quantity]", change.quantity())
                .with("subscription_details[proration_behavior]", "always_invoice");
        if (change.prorationDate() != null) {
            form.with(
                    "subscription_details[proration_date]",
                    change.prorationDate().getEpochSecond());
        }
        return form;
    }
}
