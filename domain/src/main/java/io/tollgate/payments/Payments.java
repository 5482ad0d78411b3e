package io.tollgate.payments;

import io.tollgate.accounts.AccountId;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.Price;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PlacedIntent;
import io.tollgate.orders.PlacedSubscription;
import io.tollgate.orders.Sale;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.tenancy.ProjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The payment provider. Never called inside a transaction or a decision. Every call that creates something takes
/// the key of an operation that is stored already; sent again with the same key and parameters, it has no second
/// effect (for the provider: within 24 h).
public interface Payments {
    /// For so long after an operation began, its key may be sent again: the provider forgets keys after 24 hours, a
    /// call takes its time, and clocks differ. Later it is only looked up.
    Duration KEYS_LAST = Duration.ofHours(23);

    /// A list is longer than anything that we can sell.
    String TOO_MANY = "too_many";

    /// @param operation stored with the account; the idempotency key is made from it
    /// @param testClock the provider's test clock that the customer is to live by; test mode only
    Outcome<String> createCustomer(
            ProviderAccount provider,
            AccountId account,
            String operation,
            @Nullable String email,
            @Nullable String testClock);

    /// Finds the customer that an operation made once (after the 24 h of keys); empty if it made none. Takes what
    /// [#createCustomer] was given.
    Outcome<Optional<String>> findCustomer(
            ProviderAccount provider, String operation, @Nullable String email, @Nullable String testClock);

    /// The provider's id of a promotion code as customers type it; the id itself is taken as it is. One that is not
    /// valid now is `Declined` with the code `promotion_code_invalid`.
    Outcome<String> findPromotion(ProviderAccount provider, String code);

    /// Makes a payment method the customer's, if it is nobody's. Another's, or one that is unknown, is `Declined` with
    /// the code `payment_method_not_found`. The key is made from the order's id.
    ///
    /// @return its id as the customer's
    Outcome<String> takeMethod(ProviderAccount provider, String customer, OrderId order, String method);

    /// Opens a hosted page for an order; the key is made from the order's id. What the sale was prepared with goes
    /// along ([io.tollgate.orders.Prepared]), so that a repeated call is the same, whatever has changed meanwhile.
    Outcome<CheckoutPage> openCheckout(ProviderAccount provider, AccountId account, String customer, Sale sale);

    /// Closes an open page. One that is no longer open is `Declined` with the code `not_open`.
    Outcome<String> expireCheckout(ProviderAccount provider, String sessionId);

    /// Finds the page of an order that was made once (after the 24 h of keys); empty if there is none.
    Outcome<Optional<CheckoutPage>> findCheckout(ProviderAccount provider, String customer, Sale sale);

    /// Makes a payment intent for an order; the key is made from the order's id. What it charges is the sale's total.
    Outcome<PlacedIntent> createIntent(ProviderAccount provider, AccountId account, String customer, Sale sale);

    /// Finds the intent of an order that was made once (after the 24 h of keys); empty if there is none.
    Outcome<Optional<PlacedIntent>> findIntent(ProviderAccount provider, String customer, Sale sale);

    /// Cancels an intent that is not paid. One that was paid, whose money is on its way, or that was canceled already,
    /// is `Declined` with the code `not_open`.
    Outcome<String> cancelIntent(ProviderAccount provider, String intentId);

    /// Makes a subscription for an order of a [io.tollgate.orders.SubscriptionRequest]; the key is made from the
    /// order's id. It is looked at after that, as the answer to a repeated call is old.
    ///
    /// A payment method that is named is charged at once. It must be the customer's ([#takeMethod]).
    Outcome<PlacedSubscription> createSubscription(
            ProviderAccount provider, AccountId account, String customer, Sale sale);

    /// Finds the subscription of an order that was made once (after the 24 h of keys); empty if there is none.
    Outcome<Optional<PlacedSubscription>> findSubscription(ProviderAccount provider, String customer, Sale sale);

    /// Looks at a subscription, its first payment, and what a page needs to go on.
    Outcome<PlacedSubscription> lookAtSubscription(ProviderAccount provider, String subscriptionId);

    /// Ends a subscription whose first payment is still due, so that it can't be paid any more. One that was paid or
    /// has ended is `Declined` with the code `not_open`.
    Outcome<String> closeSubscription(ProviderAccount provider, String subscriptionId);

    /// The fingerprint of what a subscription on trial is to be paid with: the same card has the same, whoever uses it.
    /// Empty if there is nothing yet, or it has none.
    Outcome<Optional<String>> trialCard(ProviderAccount provider, String subscriptionId);

    /// What a page pays an intent with. Never to be stored.
    Outcome<String> clientSecret(ProviderAccount provider, String intentId);

    /// Makes a set-up intent; the key is made from the operation.
    Outcome<SetupIntent> createSetupIntent(
            ProviderAccount provider, AccountId account, String customer, String operation);

    /// Cancels the set-up that an operation has made. One that was used or canceled already, or was never made, is
    /// `Declined` with the code `not_open`.
    Outcome<String> cancelSetupIntent(ProviderAccount provider, String customer, String operation);

    /// What a page takes a card with. Never to be stored.
    Outcome<String> setupSecret(ProviderAccount provider, String setupIntentId);

    /// What a page names the provider's account by: not a secret. Empty where none is configured.
    Optional<String> publishableKey(ProviderAccount provider);

    /// Creates or updates the plan's product.
    ///
    /// @return its id, which is made from project and plan
    Outcome<String> syncProduct(ProviderAccount provider, ProjectId project, Plan plan);

    /// Creates the provider's price; one that exists for this amount and interval is found and answered.
    ///
    /// @return the provider's price id
    Outcome<String> syncPrice(ProviderAccount provider, ProjectId project, String product, Price price);

    /// Looks at a subscription as it is now.
    ///
    /// @param asOfRevision given back in the fact
    /// @return empty if the provider has no such object
    Outcome<Optional<ProviderFact.SubscriptionFetched>> fetchSubscription(
            ProviderAccount provider, String subscriptionId, long asOfRevision);

    /// Looks at a payment intent as it is now.
    ///
    /// @return empty if the provider has no such object
    Outcome<Optional<PaymentState>> fetchIntent(ProviderAccount provider, String intentId);

    /// The metadata and customer of an object, for routing an event about an object never seen; empty if there is
    /// none.
    Outcome<Optional<Identity>> identify(ProviderAccount provider, ObjectRef object);

    /// Fetches what an event can't be understood without; lists to their end, or not at all.
    ///
    /// @return empty if the provider has no such object; `Declined` with [#TOO_MANY] if a list has no end
    Outcome<Optional<Found>> lookUp(ProviderAccount provider, Lookup lookup);

    /// @return the clock's frozen time
    Outcome<Instant> fetchClock(ProviderAccount provider, String testClock);

    /// @param account from our metadata; null if it has none
    /// @param customer the provider's customer
    record Identity(@Nullable AccountId account, @Nullable String customer) {}
}
