package io.tollgate.accounts.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Customer;
import io.tollgate.accounts.Keeping;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;

/// Closes a set-up that nobody has used in time: its secret may be in anybody's hands.
public final class CloseSetup {
    private static final Cause CAUSE = Cause.system("close-setup");

    private final Projects projects;
    private final Accounts accounts;
    private final Payments payments;
    private final InstantSource clock;

    public CloseSetup(Projects projects, Accounts accounts, Payments payments, InstantSource clock) {
        this.projects = projects;
        this.accounts = accounts;
        this.payments = payments;
        this.clock = clock;
    }

    /// @return false: it may still be open, to be tried again
    public boolean close(AccountId account, String operation) {
        Project project = projects.find(account.project()).orElseThrow();
        if (!isClosed(new ProviderAccount(project.providerAccount()), account, operation)) {
            return false;
        }
        Circumstances given = new Circumstances(clock.instant(), project.settings());
        return accounts.decide(account, Touching.NOTHING, CAUSE, a -> Keeping.end(a, operation, given));
    }

    private boolean isClosed(ProviderAccount provider, AccountId account, String operation) {
        Customer customer = accounts.find(account).map(Account::customer).orElseGet(Customer.None::new);
        if (!(customer instanceof Customer.Known known)) {
            // Without a customer no set-up was made, or it has gone with it.
            return true;
        }
        return switch (payments.cancelSetupIntent(provider, known.id(), operation)) {
            case Outcome.Done<String> _ -> true;
            case Outcome.Declined<String> declined -> declined.code().equals("not_open");
            case Outcome.Unknown<String> _ -> false;
        };
    }
}
