package io.tollgate.providerevents.usecase;

import io.tollgate.payments.Outcome;
import io.tollgate.payments.Registration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What became of asking for, or registering, our endpoint at the provider.
public sealed interface EndpointOutcome {
    /// @param secret of the endpoint that was made just now; null if none was
    record Known(Registration registration, @Nullable String secret) implements EndpointOutcome {
        @Override
        public String toString() {
            return "Known[" + registration + ", hidden]";
        }
    }

    /// The deployment doesn't know under which address it is reached.
    record NoAddress() implements EndpointOutcome {}

    record Refused(String code, String message) implements EndpointOutcome {}

    record ProviderUnavailable() implements EndpointOutcome {}

    static <T> EndpointOutcome after(Outcome<T> outcome, Function<T, EndpointOutcome> next) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> next.apply(value);
            case Outcome.Declined<T>(String code, String message) -> new Refused(code, message);
            case Outcome.Unknown<T> _ -> new ProviderUnavailable();
        };
    }
}
