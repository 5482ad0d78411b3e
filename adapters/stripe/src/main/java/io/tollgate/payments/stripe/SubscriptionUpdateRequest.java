package io.tollgate.payments.stripe;

import io.tollgate.subscriptions.SubscriptionChange;
import io.tollgate.subscriptions.SubscriptionChange.Stop;

/// `POST /v1/subscriptions/{id}`
record SubscriptionUpdateRequest(SubscriptionChange change) {
    Form form() {
        return switch (change) {
            case SubscriptionChange.CancelNow _ -> throw new IllegalArgumentException("has a call of its own");
            case SubscriptionChange.CancelAtPeriodEnd _ -> new Form().with("cancel_at_period_end", "true");
            case SubscriptionChange.Undo undo -> undo(undo);
            case SubscriptionChange.Reprice reprice -> reprice(reprice);
            case SubscriptionChange.EndTrial _ -> new Form().with("trial_end", "now");
        };
    }

    /// An empty value takes back what was set. Of the two ways to be canceled only one may be named.
    private static Form undo(SubscriptionChange.Undo undo) {
        Form form = new Form();
        if (undo.stops().contains(Stop.CANCEL_AT_PERIOD_END)) {
            form.with("cancel_at_period_end", "false");
        }
        if (undo.stops().contains(Stop.CANCEL_AT)) {
            form.with("cancel_at", "");
        }
        if (undo.stops().contains(Stop.PAUSED_COLLECTION)) {
            form.with("pause_collection", "");
        }
        return form;
    }

    /// Invoiced at once, both ways, so that a preview shows all of it. By default the subscription would be changed
    /// though the charge fails. Nobody is there to authenticate: the card was kept to be charged like this.
    private static Form reprice(SubscriptionChange.Reprice reprice) {
        Form form = new Form()
                .with("items[0][id]", reprice.itemId())
                .with("items[0][price]", reprice.providerPriceId())
                .with("items[0][quantity]", reprice.quantity())
                .with("off_session", "true")
                .with("payment_behavior", "error_if_incomplete")
                .with("proration_behavior", "always_invoice");
        if (reprice.prorationDate() != null) {
            form.with("proration_date", reprice.prorationDate().getEpochSecond());
        }
        return form;
    }
}
