package io.tollgate.accounts;

import io.tollgate.jobs.Job;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decisions about set-ups: a card that is to be kept for later payments.
public final class Keeping {
    /// One that nobody has used by then is closed.
    public static final Duration SETUP_OPEN = Duration.ofHours(24);

    private Keeping() {}

    public sealed interface SetupDecision {
        /// It stands; what is left is the provider's part. Decided again for the same operation, it is the same.
        record Begun() implements SetupDecision {}

        record Restrained(Restraint why) implements SetupDecision {}
    }

    /// @param operation the set-up's
    /// @param customerOperation used only if the account has no customer yet
    /// @param email likewise
    public static Decision<SetupDecision> begin(
            Account account, String operation, String customerOperation, @Nullable String email, Circumstances given) {
        if (!account.attempts().hasBegun(operation)) {
            Optional<Restraint> restraint = Restraint.of(account, _ -> false, given);
            if (restraint.isPresent()) {
                return Decision.unchanged(account, new SetupDecision.Restrained(restraint.get()));
            }
        }
        Account begun = account.attempts().hasBegun(operation)
                ? account
                : account.with(account.attempts().with(new Attempts.Setup(operation, given.now())));
        Account wanting = Buying.wantCustomer(begun, customerOperation, email, given);
        return Conclusion.of(
                account,
                wanting,
                given,
                new SetupDecision.Begun(),
                List.of(new Effect.Schedule(new Job.CloseSetup(account.id(), operation), SETUP_OPEN)));
    }

    /// It was used, or can't be any more. One that is unknown stays so.
    public static Decision<Boolean> end(Account account, String operation, Circumstances given) {
        return Conclusion.of(
                account,
                account.with(account.attempts().without(operation)),
                given,
                true,
                List.of(new Effect.Unschedule(new Job.CloseSetup(account.id(), operation))));
    }
}
