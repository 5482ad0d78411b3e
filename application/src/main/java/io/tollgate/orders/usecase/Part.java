package io.tollgate.orders.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Decision;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Prepared;
import io.tollgate.orders.Sale;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.RefusalReason;
import java.util.Optional;

/// The provider's part of one way to buy.
///
/// @param <P> what it is to be paid with
interface Part<P> {
    /// What is stored of it; empty until the provider's answer was.
    Optional<P> known(Order order);

    /// Finds out what the request needs to know before it is first sent. `Declined`: it can't be made.
    Outcome<Prepared> prepare(ProviderAccount provider, String customer, Sale sale);

    /// Makes it, as it was prepared; the key is made from the order's id, so that it may be sent again within a day.
    Outcome<P> send(ProviderAccount provider, AccountId account, String customer, Sale sale);

    /// Finds what was made once, when the key is forgotten; empty if nothing was.
    Outcome<Optional<P>> find(ProviderAccount provider, String customer, Sale sale);

    /// Decides what the provider has answered.
    Decision<Order> placed(Account account, OrderId order, P with, Circumstances given);

    /// Decides what the provider has refused, for good. An order that stays pending can do with less: it is asked for
    /// again, as it stands then.
    ///
    /// @param sent what was refused
    default Decision<Order> refused(Account account, Sale sent, String code, Circumstances given) {
        boolean ofTax = code.equals(RefusalReason.TAX_NOT_CONFIGURED.code())
                || code.equals(RefusalReason.TAX_LOCATION_MISSING.code());
        return ofTax
                ? Buying.taxRefused(account, sent, code, given)
                : Buying.placingRefused(account, sent.id(), code, given);
    }

    /// Whether the order has another one already, so that this one is too many.
    default boolean isTooMany(Sale sale, P with) {
        return false;
    }

    /// Closes it, so that it can't be paid any more. `Declined` with the code `not_open` if there is nothing to close:
    /// it was paid, or has ended.
    Outcome<String> close(ProviderAccount provider, P with);
}
