package io.tollgate.orders.usecase;

import io.tollgate.catalog.Terms;

/// What somebody wants to buy, looked up.
sealed interface Ware {
    record Offered(Terms terms, int quantity) implements Ware {}

    record Refused(PurchaseRefusal why) implements Ware {}
}
