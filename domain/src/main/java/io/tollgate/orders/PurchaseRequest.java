package io.tollgate.orders;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How somebody wants to pay, with the exact parameters of the call to the provider: stored before it is made, so that
/// a repeated call sends them unchanged.
public sealed interface PurchaseRequest permits CheckoutRequest, IntentRequest, SubscriptionRequest {
    /// For the customer, if none is known yet.
    @Nullable
    String email();

    /// The caller's own, at most 40 keys.
    Map<String, String> metadata();

    /// Whether taxes are reckoned by the provider.
    AskedTax tax();

    /// The same, with taxes so; what can't carry any stays.
    PurchaseRequest taxed(AskedTax changed);

    /// Whether it can be sent as it is, for a customer that is known. If not, something is found out at the provider
    /// first ([Prepared]).
    boolean isComplete();
}
