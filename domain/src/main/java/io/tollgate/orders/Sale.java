package io.tollgate.orders;

import io.tollgate.catalog.Terms;
import io.tollgate.money.Money;
import io.tollgate.refunds.Reversals;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What every state of an order knows.
///
/// @param total price × quantity; what was really paid once that is known (discounts, tax)
/// @param trialDays offered: none to a user who has had a trial, whatever the terms say
/// @param reversals what was given back of a one-time price's payment, and what speaks against it
/// @param createdAt in the account's time
/// @param operationStartedAt when the first call to the provider may have been made: within 24 h of it the same
///     idempotency key may be sent again
public record Sale(
        OrderId id,
        Terms terms,
        int quantity,
        Money total,
        int trialDays,
        PurchaseRequest request,
        Progress progress,
        Reversals reversals,
        Instant createdAt,
        Instant operationStartedAt) {
    /// A sale that begins: nothing is known of the provider's part.
    ///
    /// @param total see the record
    public static Sale begin(OrderId id, Terms terms, int quantity, Money total, PurchaseRequest request, Instant now) {
        return new Sale(
                id, terms, quantity, total, terms.trialDays(), request, Progress.NONE, Reversals.NONE, now, now);
    }

    /// When it was opened by the account's time, which may be another than that of the provider's keys.
    public Sale openedAt(Instant inAccountTime) {
        return new Sale(
                id, terms, quantity, total, trialDays, request, progress, reversals, inAccountTime, operationStartedAt);
    }

    /// What its hosted page is asked for with.
    ///
    /// @throws IllegalStateException if it is bought in another way
    public CheckoutRequest checkout() {
        if (request instanceof CheckoutRequest checkout) {
            return checkout;
        }
        throw new IllegalStateException("no page sells " + id);
    }

    public @Nullable Prepared prepared() {
        return progress.prepared();
    }

    /// What its request carries beside what was asked for.
    ///
    /// @throws IllegalStateException if that was not found out
    public Prepared preparedFor(String customer) {
        if (progress.prepared() != null) {
            return progress.prepared();
        }
        if (request.isComplete()) {
            return Prepared.of(customer);
        }
        throw new IllegalStateException("not prepared: " + id);
    }

    public @Nullable CheckoutPage page() {
        return progress.page();
    }

    public @Nullable String subscriptionId() {
        return progress.subscriptionId();
    }

    public @Nullable String paymentIntentId() {
        return progress.paymentIntentId();
    }

    public @Nullable PaymentState payment() {
        return progress.payment();
    }

    /// The user has had a trial.
    public Sale withoutTrial() {
        return new Sale(id, terms, quantity, total, 0, request, progress, reversals, createdAt, operationStartedAt);
    }

    /// The provider can't reckon taxes, and the project can do without.
    public Sale withoutTax() {
        PurchaseRequest without = request.taxed(AskedTax.GIVEN_UP);
        return new Sale(
                id, terms, quantity, total, trialDays, without, progress, reversals, createdAt, operationStartedAt);
    }

    /// What was found out first stays.
    public Sale prepared(Prepared found) {
        return with(progress.with(found));
    }

    public Sale withPage(CheckoutPage opened) {
        return with(progress.with(opened));
    }

    public Sale withProviderIds(@Nullable String subscription, @Nullable String paymentIntent) {
        return with(progress.withProviderIds(subscription, paymentIntent));
    }

    /// What is known of the payment stays, whatever comes.
    public Sale withPayment(PaymentState told) {
        return with(progress.with(told));
    }

    /// What is known to be the latest of its payment.
    public Sale withPaymentAsOfNow(PaymentState latest) {
        return with(progress.standing(latest));
    }

    public Sale supersededBy(OrderId order) {
        return with(progress.supersededBy(order));
    }

    /// It took the place of one of these.
    public Sale ofFamily(OrderId first) {
        return with(progress.ofFamily(first));
    }

    /// The first of the purchases of which each took another's place: at most one of them is meant.
    public OrderId family() {
        OrderId first = progress.family();
        return first == null ? id : first;
    }

    Sale ended(End told) {
        return with(progress.with(told));
    }

    /// What was decided about its money; null: nothing.
    public @Nullable Verdict verdict() {
        return progress.verdict();
    }

    /// Whether its money is given back, as nobody waited for it any more.
    public boolean isGivenBack() {
        return progress.verdict() != null && progress.verdict().givesBack();
    }

    /// Whether what a payment of it gave is withheld, from the instant that its money is to be given back: a refund
    /// that comes to nothing gives it back.
    ///
    /// @param paid of the payment
    /// @param against what speaks against the payment
    public boolean withholds(Money paid, Reversals against) {
        Verdict verdict = progress.verdict();
        return verdict != null && verdict.givesBack() && !against.isGivenUp(paid, verdict.refundsOf(id));
    }

    Sale judged(Verdict decided) {
        return with(progress.with(decided));
    }

    private Sale with(Progress changed) {
        return new Sale(
                id, terms, quantity, total, trialDays, request, changed, reversals, createdAt, operationStartedAt);
    }

    public Sale withTotal(Money paid) {
        return new Sale(
                id, terms, quantity, paid, trialDays, request, progress, reversals, createdAt, operationStartedAt);
    }

    /// What was told before stays, whatever comes.
    public Sale withReversals(Reversals told) {
        return new Sale(
                id,
                terms,
                quantity,
                total,
                trialDays,
                request,
                progress,
                reversals.merge(told),
                createdAt,
                operationStartedAt);
    }

    /// Given back of a one-time price's payment, in total.
    public Money refunded() {
        return new Money(reversals.refunded(), total.currency());
    }
}
