package io.tollgate.subscriptions;

import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;

/// Changes of subscriptions at the payment provider. Never called inside a transaction or a decision.
public interface SubscriptionChanges {
    /// Asks for a change. Sent again with the same operation and change it has no second effect (for the provider:
    /// within 24 h); ending what has ended is `Done`.
    ///
    /// No answer tells what the subscription is like now: a repeated call gets the first one's answer, which may be
    /// old. Its events tell, or a fetch that begins after the answer.
    ///
    /// @param operation stored already; the idempotency key is made from it
    /// @return the subscription's id
    Outcome<String> apply(ProviderAccount provider, String operation, String subscriptionId, SubscriptionChange change);

    /// What a change would cost. Changes nothing.
    ///
    /// @param change with its proration date
    Outcome<ChangePreview> preview(ProviderAccount provider, String subscriptionId, SubscriptionChange.Reprice change);
}
