package io.tollgate.accounts;

/// Decisions about time.
public final class Living {
    private Living() {}

    /// Time has passed: what is over ends, what was to begin begins.
    public static Decision<Boolean> pass(Account account, Circumstances given) {
        Decision<Boolean> decision = Conclusion.of(account, account, given, true);
        return decision.map(_ ->
                decision.account().snapshot().version() != account.snapshot().version());
    }

    public sealed interface ClockDecision {
        record Linked(TestClock clock) implements ClockDecision {}

        /// The account has a customer already, which can't change its clock.
        record TooLate() implements ClockDecision {}
    }

    /// Puts the account on a test clock, before its first purchase.
    public static Decision<ClockDecision> link(Account account, TestClock clock, Circumstances given) {
        TestClock known = account.clock();
        if (known != null && known.id().equals(clock.id())) {
            Decision<Boolean> moved = move(account, clock, given);
            return moved.map(forward -> new ClockDecision.Linked(forward ? clock : known));
        }
        if (!(account.customer() instanceof Customer.None)) {
            return Decision.unchanged(account, new ClockDecision.TooLate());
        }
        return Conclusion.of(account, account.with(clock), given, new ClockDecision.Linked(clock));
    }

    /// The clock has moved. It only goes forward, however late or often that is told.
    public static Decision<Boolean> move(Account account, TestClock to, Circumstances given) {
        TestClock clock = account.clock();
        boolean forward = clock != null
                && clock.id().equals(to.id())
                && clock.frozenTime().isBefore(to.frozenTime());
        return forward ? Conclusion.of(account, account.with(to), given, true) : Decision.unchanged(account, false);
    }
}
