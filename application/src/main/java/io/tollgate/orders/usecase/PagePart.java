package io.tollgate.orders.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Decision;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Prepared;
import io.tollgate.orders.Sale;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import java.util.Optional;

/// The hosted page.
record PagePart(Payments payments) implements Part<CheckoutPage> {
    @Override
    public Optional<CheckoutPage> known(Order order) {
        return Optional.ofNullable(order.sale().page());
    }

    @Override
    public Outcome<Prepared> prepare(ProviderAccount provider, String customer, Sale sale) {
        String code = sale.checkout().promotionCode();
        Prepared prepared = Prepared.of(customer);
        return code == null
                ? new Outcome.Done<>(prepared)
                : payments.findPromotion(provider, code).map(prepared::withPromotion);
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
