package io.tollgate.subscriptions.http;

import io.tollgate.accounts.Changing.ChangeDecision;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.subscriptions.SubscriptionStatus;

/// How a change that is not made is answered.
@Refuses(
        value = {ProblemCode.NOT_FOUND, ProblemCode.SUBSCRIPTION_ENDED, ProblemCode.SUBSCRIPTION_INCOMPLETE},
        asksProvider = true)
final class ChangeProblems {
    private ChangeProblems() {}

    static Problem of(ChangeDecision why) {
        return switch (why) {
            case ChangeDecision.NoSuchSubscription _ -> Problem.of(ProblemCode.NOT_FOUND);
            case ChangeDecision.Ended(SubscriptionStatus status) ->
                Problem.of(ProblemCode.SUBSCRIPTION_ENDED).with("subscriptionStatus", status.spelling());
            case ChangeDecision.Incomplete _ -> Problem.of(ProblemCode.SUBSCRIPTION_INCOMPLETE);
            case ChangeDecision.NothingToResume _ -> Problem.of(ProblemCode.NOTHING_TO_RESUME);
            case ChangeDecision.UnknownPlan _ -> Problem.of(ProblemCode.PLAN_NOT_FOUND);
            case ChangeDecision.UnknownPrice _ ->
                Problem.of(ProblemCode.PRICE_NOT_FOUND, "Name one of the plan's prices");
            case ChangeDecision.NotRecurring(String price) ->
                Problem.of(ProblemCode.ONE_TIME_PRICE, "A subscription can't have " + price);
            case ChangeDecision.NotSynced(String price) ->
                Problem.of(ProblemCode.PRICE_NOT_SYNCED, "Sync the catalog; unknown is " + price);
            case ChangeDecision.AlreadySubscribed(String source) ->
                Problem.of(ProblemCode.ALREADY_SUBSCRIBED).with("source", source);
            case ChangeDecision.CurrencyConflict(String currency) ->
                Problem.of(ProblemCode.CURRENCY_CONFLICT).with("currency", currency);
            case ChangeDecision.PreviewExpired _ ->
                Problem.of(ProblemCode.PREVIEW_EXPIRED, "Ask for a new preview, or change without its prorationDate");
            case ChangeDecision.Refused(String code, String message) -> Problem.ofProvider(code, message);
            case ChangeDecision.Begun _, ChangeDecision.Busy _, ChangeDecision.UnknownItem _ ->
                Problem.of(ProblemCode.PROVIDER_UNAVAILABLE, "Send the same Idempotency-Key again");
            case ChangeDecision.Settled _ -> throw new IllegalArgumentException("nothing is wrong");
        };
    }
}
