package io.tollgate.accounts.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Living;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.jobs.usecase.FailureLog;
import io.tollgate.jobs.usecase.InFlight;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Lets accounts decide of which something begins or ends by now. Reads don't wait for it.
public final class SweepAccounts {
    /// A bounded share of the connections: however many are due in one second, webhooks go on.
    private static final int AT_ONCE = 4;

    private static final int BATCH = 64;
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Cause CAUSE = Cause.system("sweeper");

    private final Projects projects;
    private final Accounts accounts;
    private final InstantSource clock;
    private final FailureLog failures;
    private final InFlight inFlight = new InFlight(AT_ONCE);

    public SweepAccounts(Projects projects, Accounts accounts, InstantSource clock, FailureLog failures) {
        this.projects = projects;
        this.accounts = accounts;
        this.clock = clock;
        this.failures = failures;
    }

    /// @return how many accounts it has taken
    public int step() {
        List<AccountId> due = accounts.claimDue(BATCH, clock.instant(), LEASE);
        for (int from = 0; from < due.size(); from += AT_ONCE) {
            inFlight.run(
                    due.subList(from, Math.min(from + AT_ONCE, due.size())).stream()
                            .map(account -> new InFlight.Piece(account.toString(), () -> pass(account)))
                            .toList(),
                    LEASE);
        }
        return due.size();
    }

    private void pass(AccountId account) {
        try {
            Project project = projects.find(account.project()).orElseThrow();
            Instant now = clock.instant();
            Circumstances given = new Circumstances(now, project.settings());
            accounts.decide(account, Touching.NOTHING, CAUSE, a -> Living.pass(a, given));
        } catch (RuntimeException e) {
            // It is due again when the lease is over.
            failures.failed(FailureLog.Work.of("sweep", account), e);
        }
    }
}
