package io.tollgate.orders.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PlacedIntent;
import io.tollgate.orders.PlacedSubscription;
import io.tollgate.orders.PurchaseRequest;
import io.tollgate.orders.SubscriptionRequest;
import io.tollgate.payments.Payments;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;

/// The provider's part of any order, by how it is bought.
final class Placings {
    private final Accounts accounts;
    private final Placing<CheckoutPage> pages;
    private final Placing<PlacedIntent> intents;
    private final Placing<PlacedSubscription> subscriptions;

    Placings(Projects projects, Accounts accounts, Payments payments, InstantSource clock) {
        this.accounts = accounts;
        this.pages = new Placing<>(projects, accounts, payments, clock, new PagePart(payments));
        this.intents = new Placing<>(projects, accounts, payments, clock, new IntentPart(payments));
        this.subscriptions = new Placing<>(projects, accounts, payments, clock, new SubscriptionPart(payments));
    }

    Placing<?> of(AccountId account, OrderId order, Cause cause) {
        PurchaseRequest request =
                accounts.decide(account, Touching.order(order), cause, a -> Decision.unchanged(a, order(a, order)));
        return switch (request) {
            case CheckoutRequest _ -> pages;
            case IntentRequest _ -> intents;
            case SubscriptionRequest _ -> subscriptions;
        };
    }

    private static PurchaseRequest order(Account account, OrderId order) {
        return account.order(order).orElseThrow().sale().request();
    }
}
