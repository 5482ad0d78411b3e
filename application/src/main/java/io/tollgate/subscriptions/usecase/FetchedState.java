package io.tollgate.subscriptions.usecase;

import io.tollgate.payments.Outcome;
import io.tollgate.providerevents.FactOutcome;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// What came of taking in an object as the provider has it now.
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
    ///
    /// @param <N> the need that the decision answers while it is not settled
    static <N extends FactOutcome, F> FetchedState take(
            Class<N> need, N first, Function<N, Outcome<Optional<F>>> fetch, BiFunction<N, F, FactOutcome> decide) {
        N needs = first;
        for (int i = 0; i < FETCHES; i++) {
            switch (fetch.apply(needs)) {
                case Outcome.Done<Optional<F>> done -> {
                    if (done.value().isEmpty()) {
                        return new Gone();
                    }
                    FactOutcome outcome = decide.apply(needs, done.value().get());
                    if (!need.isInstance(outcome)) {
                        return new Decided(outcome);
                    }
                    needs = need.cast(outcome);
                }
                case Outcome.Declined<Optional<F>> declined -> {
                    return new NotNow(declined.code());
                }
                case Outcome.Unknown<Optional<F>> _ -> {
                    return new NotNow("provider_unavailable");
                }
            }
        }
        return new NotNow("unsettled");
    }
}
