package io.tollgate.payments;

/// The provider's own pages on which a customer looks after cards, invoices and subscriptions. Never called inside a
/// transaction or a decision.
public interface CustomerPortal {
    /// Opens it for a customer. Each call opens another, which does no harm; what is changed there comes back as
    /// events.
    ///
    /// @param returnUrl checked against the allowed origins
    /// @return its address, for this customer alone and for a short time
    Outcome<String> open(ProviderAccount provider, String customer, String returnUrl);
}
