package io.tollgate.orders.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Decision;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Sale;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.RefusalReason;
import java.util.Optional;

/// The hosted page.
record PagePart(Payments payments) implements Part<CheckoutPage> {
    @Override
    public Optional<CheckoutPage> known(Order order) {
        return Optional.ofNullable(order.sale().page());
    }

    @Override
    public Outcome<CheckoutPage> send(ProviderAccount provider, AccountId account, String customer, Sale sale) {
        return payments.openCheckout(provider, account, customer, sale);
    }

    @Override
    public Outcome<Optional<CheckoutPage>> find(ProviderAccount provider, String customer, Sale sale) {
        return payments.findCheckout(provider, customer, sale);
    }

    @Override
    public Decision<Order> placed(Account account, OrderId order, CheckoutPage page, Circumstances given) {
        return Buying.pageOpened(account, order, page, given);
    }

    @Override
    public Decision<Order> refused(Account account, Sale sent, String code, Circumstances given) {
        return code.equals(RefusalReason.TAX_NOT_CONFIGURED.code())
                ? Buying.taxRefused(account, sent, code, given)
                : Buying.placingRefused(account, sent.id(), code, given);
    }

    /// Two have asked at once, and the provider account was set up for taxes between the two.
    @Override
    public boolean isTooMany(Sale sale, CheckoutPage page) {
        return sale.page() != null && !sale.page().sessionId().equals(page.sessionId());
    }

    @Override
    public Outcome<String> close(ProviderAccount provider, CheckoutPage page) {
        return payments.expireCheckout(provider, page.sessionId());
    }
}
