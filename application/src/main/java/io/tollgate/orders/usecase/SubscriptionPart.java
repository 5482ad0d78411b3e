package io.tollgate.orders.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Decision;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PlacedSubscription;
import io.tollgate.orders.Prepared;
import io.tollgate.orders.Sale;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import java.util.Optional;

/// The subscription without a hosted page.
record SubscriptionPart(Payments payments) implements Part<PlacedSubscription> {
    /// Its event may have told of it before the answer did. While the order is open it is looked at again: whether it
    /// was declined is told by the answer alone.
    @Override
    public Optional<PlacedSubscription> known(Order order) {
        return Optional.ofNullable(order.sale().subscriptionId())
                .filter(_ -> !order.isOpen())
                .map(id -> new PlacedSubscription(id, null, null, null));
    }

    /// The payment method is the customer's from here on: what becomes of it later refuses no request that may
    /// have been made.
    @Override
    public Outcome<Prepared> prepare(ProviderAccount provider, String customer, Sale sale) {
        Prepared prepared = Prepared.of(customer);
        String named = sale.request() instanceof SubscriptionRequest request ? request.paymentMethodId() : null;
        return named == null
                ? new Outcome.Done<>(prepared)
                : payments.takeMethod(provider, customer, sale.id(), named).map(prepared::withMethod);
    }

    @Override
    public Outcome<PlacedSubscription> send(ProviderAccount provider, AccountId account, String customer, Sale sale) {
        return payments.createSubscription(provider, account, customer, sale);
    }

    @Override
    public Outcome<Optional<PlacedSubscription>> find(ProviderAccount provider, String customer, Sale sale) {
        return payments.findSubscription(provider, customer, sale);
    }

    @Override
    public Decision<Order> placed(Account account, OrderId order, PlacedSubscription made, Circumstances given) {
        return Buying.subscriptionMade(account, order, made, given);
    }

    @Override
    public Outcome<String> close(ProviderAccount provider, PlacedSubscription made) {
        return payments.closeSubscription(provider, made.id());
    }
}
