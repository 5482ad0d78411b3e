package io.tollgate.subscriptions.usecase;

import io.tollgate.payments.Outcome;
import io.tollgate.providerevents.FactOutcome;
import io.tollgate.providerevents.FactOutcome.NeedsFetch;
import io.tollgate.providerevents.ProviderFact.SubscriptionFetched;
import java.util.Optional;
import java.util.function.Function;

/// What came of taking in a subscription as the provider has it now.
public sealed interface FetchedState {
    /// Between a fetch and its decision the account may have moved on, so that another is needed. Not for ever.
    int FETCHES = 5;

    record Decided(FactOutcome outcome) implements FetchedState {}

    /// The provider has no such object.
    record Gone() implements FetchedState {}

    /// To be tried again later.
    ///
    /// @param reason `provider_unavailable`, `unsettled`, or the provider's code
    record NotNow(String reason) implements FetchedState {}

    /// Fetches and decides, again for as long as the account moves on meanwhile.
    static FetchedState take(
            NeedsFetch first,
            Function<NeedsFetch, Outcome<Optional<SubscriptionFetched>>> fetch,
            Function<SubscriptionFetched, FactOutcome> decide) {
        NeedsFetch needs = first;
        for (int i = 0; i < FETCHES; i++) {
            switch (fetch.apply(needs)) {
                case Outcome.Done<Optional<SubscriptionFetched>> done -> {
                    if (done.value().isEmpty()) {
                        return new Gone();
                    }
                    FactOutcome outcome = decide.apply(done.value().get());
                    if (!(outcome instanceof NeedsFetch again)) {
                        return new Decided(outcome);
                    }
                    needs = again;
                }
                case Outcome.Declined<Optional<SubscriptionFetched>> declined -> {
                    return new NotNow(declined.code());
                }
                case Outcome.Unknown<Optional<SubscriptionFetched>> _ -> {
                    return new NotNow("provider_unavailable");
                }
            }
        }
        return new NotNow("unsettled");
    }
}
