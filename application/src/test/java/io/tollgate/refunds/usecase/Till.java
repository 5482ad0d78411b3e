package io.tollgate.refunds.usecase;

import static io.tollgate.orders.usecase.Shop.ALICE;
import static io.tollgate.orders.usecase.Shop.CAUSE;

import io.tollgate.accounts.Accounts;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.usecase.Shop;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.Reversals;
import io.tollgate.refunds.usecase.RefundPayment.Command;
import io.tollgate.refunds.usecase.RefundPayment.Outcome;
import org.jspecify.annotations.Nullable;

/// A shop in which Alice has bought a pass.
final class Till {
    static final OrderId ORDER = new OrderId("ord_0");
    static final Money PAID = new Money(2500, "usd");

    final Shop shop = new Shop();

    Till() {
        shop.start("op_0", "pass1");
        shop.take(Samples.paid("ord_0", shop.time.instant()));
        shop.refunding.hasPayment("pi_ord_0", PAID);
    }

    /// @param amount null: all that is left
    Outcome refund(Accounts accounts, String operation, @Nullable Money amount) {
        return refund(accounts, operation, null, amount);
    }

    Outcome refund(Accounts accounts, String operation, @Nullable String payment, @Nullable Money amount) {
        return refund(accounts, operation, ORDER, payment, amount);
    }

    Outcome refundOf(String operation, String order) {
        return refund(shop.database.accounts, operation, new OrderId(order), null, null);
    }

    private Outcome refund(
            Accounts accounts, String operation, OrderId order, @Nullable String payment, @Nullable Money amount) {
        RefundPayment refundPayment = new RefundPayment(
                shop.database.projects, accounts, shop.refunding, shop.cancelRefunded(accounts), shop.time);
        return refundPayment.refund(
                new Command(operation, ALICE, CAUSE, order, payment, amount, "sorry", Refund.Access.BY_AMOUNT, false));
    }

    Reversals reversals() {
        return shop.order("ord_0").sale().reversals();
    }

    /// What the provider has given back.
    long given() {
        return shop.refunding.refunds().stream()
                .filter(Refund::isGiven)
                .mapToLong(refund -> refund.amount().amount())
                .sum();
    }
}
