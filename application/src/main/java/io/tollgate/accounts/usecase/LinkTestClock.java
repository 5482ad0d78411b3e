package io.tollgate.accounts.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Living;
import io.tollgate.accounts.Living.ClockDecision;
import io.tollgate.accounts.TestClock;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import java.time.Instant;
import java.time.InstantSource;

/// Lets a user live by a test clock of the provider, before the first purchase. Test mode only.
public final class LinkTestClock {
    private final Projects projects;
    private final Accounts accounts;
    private final Payments payments;
    private final InstantSource clock;
    private final boolean liveMode;

    public LinkTestClock(
            Projects projects, Accounts accounts, Payments payments, InstantSource clock, boolean liveMode) {
        this.projects = projects;
        this.accounts = accounts;
        this.payments = payments;
        this.clock = clock;
        this.liveMode = liveMode;
    }

    public sealed interface Outcome {
        record Linked(TestClock clock) implements Outcome {}

        record NoSuchClock() implements Outcome {}

        /// The user has a customer already, which can't change its clock.
        record TooLate() implements Outcome {}

        record NotTestMode() implements Outcome {}

        record ProviderUnavailable() implements Outcome {}
    }

    public Outcome link(AccountId account, String testClock, Cause cause) {
        if (liveMode) {
            return new Outcome.NotTestMode();
        }
        Project project = projects.find(account.project()).orElseThrow();
        return switch (fetch(project, testClock)) {
            case io.tollgate.payments.Outcome.Unknown<Instant> _ -> new Outcome.ProviderUnavailable();
            case io.tollgate.payments.Outcome.Declined<Instant> _ -> new Outcome.NoSuchClock();
            case io.tollgate.payments.Outcome.Done<Instant> done ->
                link(account, project, new TestClock(testClock, done.value()), cause);
        };
    }

    private Outcome link(AccountId account, Project project, TestClock testClock, Cause cause) {
        Circumstances given = new Circumstances(clock.instant(), project.settings());
        ClockDecision decision =
                accounts.decide(account, Touching.NOTHING, cause, a -> Living.link(a, testClock, given));
        return switch (decision) {
            case ClockDecision.TooLate _ -> new Outcome.TooLate();
            case ClockDecision.Linked linked -> catchUp(account, project, linked.clock(), cause);
        };
    }

    /// A move between the look at the clock and the link was told to nobody: the account was not on the clock yet.
    private Outcome catchUp(AccountId account, Project project, TestClock linked, Cause cause) {
        Circumstances given = new Circumstances(clock.instant(), project.settings());
        if (fetch(project, linked.id()) instanceof io.tollgate.payments.Outcome.Done<Instant> done
                && done.value().isAfter(linked.frozenTime())) {
            TestClock moved = new TestClock(linked.id(), done.value());
            accounts.decide(account, Touching.NOTHING, cause, a -> Living.move(a, moved, given));
            return new Outcome.Linked(moved);
        }
        return new Outcome.Linked(linked);
    }

    private io.tollgate.payments.Outcome<Instant> fetch(Project project, String testClock) {
        return payments.fetchClock(new ProviderAccount(project.providerAccount()), testClock);
    }
}
