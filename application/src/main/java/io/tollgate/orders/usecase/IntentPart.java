package io.tollgate.orders.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Decision;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PlacedIntent;
import io.tollgate.orders.Prepared;
import io.tollgate.orders.Sale;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import java.util.Optional;

/// The payment intent, for a page of the caller's own.
record IntentPart(Payments payments) implements Part<PlacedIntent> {
    /// Without its secret, which is never stored.
    @Override
    public Optional<PlacedIntent> known(Order order) {
        Sale sale = order.sale();
        String id = sale.paymentIntentId();
        PaymentState state = sale.payment();
        return id == null || state == null ? Optional.empty() : Optional.of(new PlacedIntent(id, state, null));
    }

    @Override
    public Outcome<Prepared> prepare(ProviderAccount provider, String customer, Sale sale) {
        return new Outcome.Done<>(Prepared.of(customer));
    }

    @Override
    public Outcome<PlacedIntent> send(ProviderAccount provider, AccountId account, String customer, Sale sale) {
        return payments.createIntent(provider, account, customer, sale);
    }

    @Override
    public Outcome<Optional<PlacedIntent>> find(ProviderAccount provider, String customer, Sale sale) {
        return payments.findIntent(provider, customer, sale);
    }

    @Override
    public Decision<Order> placed(Account account, OrderId order, PlacedIntent intent, Circumstances given) {
        return Buying.intentMade(account, order, intent, given);
    }

    @Override
    public Outcome<String> close(ProviderAccount provider, PlacedIntent intent) {
        return payments.cancelIntent(provider, intent.id());
    }
}
