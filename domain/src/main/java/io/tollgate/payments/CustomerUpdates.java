package io.tollgate.payments;

import io.tollgate.accounts.Profile;

/// Tells the provider what is known of a customer. Never called inside a transaction or a decision.
public interface CustomerUpdates {
    /// The key is made from the customer and the profile's revision: sent again it has no second effect (for the
    /// provider: within 24 h; later it sets the same).
    ///
    /// @return the customer's id
    Outcome<String> update(ProviderAccount provider, String customer, Profile profile);
}
