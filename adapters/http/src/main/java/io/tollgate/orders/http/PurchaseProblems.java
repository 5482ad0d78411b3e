package io.tollgate.orders.http;

import io.tollgate.http.Amount;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.money.Money;
import io.tollgate.orders.usecase.PurchaseRefusal;
import io.tollgate.tenancy.AmountLimit;

/// How a refusal to sell is answered, whichever way somebody wanted to buy.
@Refuses(
        value = {
            ProblemCode.USER_REQUIRED,
            ProblemCode.NOT_FOUND,
            ProblemCode.PLAN_NOT_FOUND,
            ProblemCode.PRICE_NOT_FOUND,
            ProblemCode.PRICE_NOT_SYNCED,
            ProblemCode.USER_NOT_FOUND,
            ProblemCode.DIRECTORY_UNAVAILABLE,
            ProblemCode.TOO_MANY_OPEN_PURCHASES,
            ProblemCode.TOO_MANY_DECLINES,
            ProblemCode.SUPERSEDED
        },
        asksProvider = true)
final class PurchaseProblems {
    private PurchaseProblems() {}

    static Problem of(PurchaseRefusal why) {
        return switch (why) {
            case PurchaseRefusal.UnknownPlan _ -> Problem.of(ProblemCode.PLAN_NOT_FOUND);
            case PurchaseRefusal.UnknownPrice _ ->
                Problem.of(ProblemCode.PRICE_NOT_FOUND, "Name one of the plan's prices");
            case PurchaseRefusal.NotSynced unsynced ->
                Problem.of(ProblemCode.PRICE_NOT_SYNCED, "Sync the catalog; unknown is " + unsynced.price());
            case PurchaseRefusal.RecurringPrice _ ->
                Problem.of(ProblemCode.RECURRING_PRICE, "Use POST /api/v1/subscriptions, or a checkout session");
            case PurchaseRefusal.OneTimePrice _ ->
                Problem.of(ProblemCode.ONE_TIME_PRICE, "Use POST /api/v1/payments/intent, or a checkout session");
            case PurchaseRefusal.TaxRequired _ ->
                Problem.of(
                        ProblemCode.TAX_REQUIRED, "Use POST /api/v1/checkout/session: the provider reckons tax there");
            case PurchaseRefusal.AmountNotAllowed _ ->
                Problem.of(ProblemCode.AMOUNT_NOT_ALLOWED, "The project's amountLimits name no such currency");
            case PurchaseRefusal.AmountOutOfRange(AmountLimit limit) ->
                Problem.of(ProblemCode.AMOUNT_OUT_OF_RANGE)
                        .with("min", Amount.of(new Money(limit.min(), limit.currency())))
                        .with("max", Amount.of(new Money(limit.max(), limit.currency())));
            case PurchaseRefusal.UserNotFound _ -> Problem.of(ProblemCode.USER_NOT_FOUND);
            case PurchaseRefusal.DirectoryUnavailable _ -> Problem.of(ProblemCode.DIRECTORY_UNAVAILABLE);
            case PurchaseRefusal.AlreadySubscribed already ->
                Problem.of(ProblemCode.ALREADY_SUBSCRIBED).with("source", already.source());
            case PurchaseRefusal.CurrencyConflict conflict ->
                Problem.of(ProblemCode.CURRENCY_CONFLICT).with("currency", conflict.currency());
            case PurchaseRefusal.Restrained restrained -> Problem.of(restrained.why());
            case PurchaseRefusal.Superseded superseded ->
                Problem.of(ProblemCode.SUPERSEDED)
                        .with("orderId", superseded.order().value());
            case PurchaseRefusal.Declined declined
            when declined.code().equals("payment_method_not_found") ->
                Problem.of(ProblemCode.PAYMENT_METHOD_NOT_FOUND)
                        .with("orderId", declined.order().value());
            case PurchaseRefusal.Declined declined ->
                Problem.ofProvider(declined.code(), declined.message())
                        .with("orderId", declined.order().value());
            case PurchaseRefusal.ProviderUnavailable unavailable ->
                Problem.of(ProblemCode.PROVIDER_UNAVAILABLE, "Send the same Idempotency-Key again")
                        .with("orderId", unavailable.order().value());
        };
    }
}
