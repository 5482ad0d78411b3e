package io.tollgate.orders.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.audit.Cause;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PurchaseRequest;

/// Who wants to buy, and how it is to be paid.
///
/// @param operation drawn and stored before the first call: the order's id and the provider's keys come from it
public record Purchase(String operation, AccountId account, Cause cause, PurchaseRequest request) {
    OrderId order() {
        return new OrderId("ord_" + suffix());
    }

    String customerOperation() {
        return "cop_" + suffix();
    }

    private String suffix() {
        return operation.substring(operation.indexOf('_') + 1);
    }
}
