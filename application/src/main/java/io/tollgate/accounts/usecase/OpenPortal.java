package io.tollgate.accounts.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Customer;
import io.tollgate.payments.CustomerPortal;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.tenancy.Projects;
import java.util.Optional;

/// Opens the provider's portal for a user.
public final class OpenPortal {
    private final Projects projects;
    private final Accounts accounts;
    private final CustomerPortal portal;

    public OpenPortal(Projects projects, Accounts accounts, CustomerPortal portal) {
        this.projects = projects;
        this.accounts = accounts;
        this.portal = portal;
    }

    public sealed interface Outcome {
        record Opened(String url) implements Outcome {}

        /// The user has bought nothing yet, or the provider no longer has the customer.
        record NoCustomer() implements Outcome {}

        /// @param message safe to show
        record Declined(String code, String message) implements Outcome {}

        record ProviderUnavailable() implements Outcome {}
    }

    /// Whether there is anything to open. Asks nobody.
    public boolean isEligible(AccountId account) {
        return customer(account).isPresent();
    }

    /// @param returnUrl checked against the allowed origins
    public Outcome open(AccountId account, String returnUrl) {
        Optional<String> customer = customer(account);
        if (customer.isEmpty()) {
            return new Outcome.NoCustomer();
        }
        ProviderAccount provider = new ProviderAccount(
                projects.find(account.project()).orElseThrow().providerAccount());
        return switch (portal.open(provider, customer.get(), returnUrl)) {
            case io.tollgate.payments.Outcome.Done<String> done -> new Outcome.Opened(done.value());
            case io.tollgate.payments.Outcome.Declined<String> declined ->
                new Outcome.Declined(declined.code(), declined.message());
            case io.tollgate.payments.Outcome.Unknown<String> _ -> new Outcome.ProviderUnavailable();
        };
    }

    private Optional<String> customer(AccountId account) {
        return accounts.find(account)
                .map(Account::customer)
                .flatMap(known -> known instanceof Customer.Known k ? Optional.of(k.id()) : Optional.empty());
    }
}
