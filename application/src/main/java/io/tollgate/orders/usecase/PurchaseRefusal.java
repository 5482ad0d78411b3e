package io.tollgate.orders.usecase;

import io.tollgate.accounts.Restraint;
import io.tollgate.orders.OrderId;
import io.tollgate.tenancy.AmountLimit;

/// Why nothing is sold, or not yet.
public sealed interface PurchaseRefusal {
    record UnknownPlan() implements PurchaseRefusal {}

    /// Not of this plan; or none was named, and the plan has not exactly one.
    record UnknownPrice() implements PurchaseRefusal {}

    /// The price is not known to the provider yet.
    record NotSynced(String price) implements PurchaseRefusal {}

    /// It is paid again each interval, which one payment can't.
    record RecurringPrice() implements PurchaseRefusal {}

    /// It is paid once, which makes no subscription.
    record OneTimePrice() implements PurchaseRefusal {}

    /// The project sells nothing without tax, and a payment intent can't carry any.
    record TaxRequired() implements PurchaseRefusal {}

    /// The project takes no bare amounts of this currency.
    record AmountNotAllowed() implements PurchaseRefusal {}

    record AmountOutOfRange(AmountLimit limit) implements PurchaseRefusal {}

    record UserNotFound() implements PurchaseRefusal {}

    record DirectoryUnavailable() implements PurchaseRefusal {}

    /// @param source the live subscription (ours), or the order on its way to one
    record AlreadySubscribed(String source) implements PurchaseRefusal {}

    /// @param currency the one that the provider bills this customer in
    record CurrencyConflict(String currency) implements PurchaseRefusal {}

    /// Too much was tried.
    record Restrained(Restraint why) implements PurchaseRefusal {}

    /// Ended before it was placed: a later purchase of the same plan took its place, or it was canceled.
    record Superseded(OrderId order) implements PurchaseRefusal {}

    /// @param message safe to show
    record Declined(OrderId order, String code, String message) implements PurchaseRefusal {}

    /// Nobody knows yet; a job finishes it, and so does the same operation sent again.
    record ProviderUnavailable(OrderId order) implements PurchaseRefusal {}
}
