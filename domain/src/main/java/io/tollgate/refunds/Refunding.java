package io.tollgate.refunds;

import io.tollgate.accounts.AccountId;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import java.util.Optional;

/// Gives money back at the payment provider. Never called inside a transaction or a decision.
public interface Refunding {
    /// Gives back. The key is made from the refund's id: sent again within 24 h, it has no second effect.
    ///
    /// @param refund stored already, with this very amount
    /// @return the refund as the provider has it, under our id
    Outcome<Refund> refund(ProviderAccount provider, AccountId account, RefundTarget target, Refund refund);

    /// Looks at an invoice of a subscription, with all that was given back of its payment; empty if the provider has no
    /// such invoice, or it is of none.
    Outcome<Optional<InvoiceSeen>> fetchInvoice(ProviderAccount provider, String invoice);

    /// Finds out what came of a refund, however many the payment has; empty if the provider has none for it. Money
    /// is not moved.
    Outcome<Optional<Refund>> find(ProviderAccount provider, RefundTarget target, Refund refund);
}
