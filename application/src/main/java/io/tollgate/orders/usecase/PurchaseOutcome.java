package io.tollgate.orders.usecase;

import io.tollgate.orders.OrderId;

/// What became of a wish to buy.
///
/// @param <P> what it is to be paid with: a page, an intent, a subscription
public sealed interface PurchaseOutcome<P> {
    record Placed<P>(OrderId order, P with) implements PurchaseOutcome<P> {}

    record Refused<P>(PurchaseRefusal why) implements PurchaseOutcome<P> {}
}
