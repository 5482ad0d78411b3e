package io.tollgate.accounts.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Customer;
import io.tollgate.accounts.Profile;
import io.tollgate.accounts.Profiles;
import io.tollgate.payments.CustomerUpdates;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.tenancy.Projects;

/// Tells the provider what the project has told of a user: always the newest, whichever change asked for it.
public final class UpdateCustomer {
    private final Projects projects;
    private final Accounts accounts;
    private final Profiles profiles;
    private final CustomerUpdates updates;

    public UpdateCustomer(Projects projects, Accounts accounts, Profiles profiles, CustomerUpdates updates) {
        this.projects = projects;
        this.accounts = accounts;
        this.profiles = profiles;
        this.updates = updates;
    }

    /// @return false: to be tried again
    public boolean update(AccountId account) {
        Customer customer = accounts.find(account).map(Account::customer).orElseGet(Customer.None::new);
        return switch (customer) {
            case Customer.Known known -> tell(account, known.id());
            case Customer.Creating _ -> false;
            // Whoever makes one asks for this again.
            case Customer.None _ -> true;
        };
    }

    /// A refusal is for good: the next change may do better.
    private boolean tell(AccountId account, String customer) {
        Profile profile = profiles.find(account);
        if (profile.revision() == 0) {
            return true;
        }
        ProviderAccount provider = new ProviderAccount(
                projects.find(account.project()).orElseThrow().providerAccount());
        return !(updates.update(provider, customer, profile) instanceof Outcome.Unknown<String>);
    }
}
