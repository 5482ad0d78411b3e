package io.tollgate.accounts.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Keeping;
import io.tollgate.accounts.Keeping.SetupDecision;
import io.tollgate.accounts.Restraint;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.RefusalReason;
import io.tollgate.payments.SetupIntent;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.UserDirectory;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets a page of the caller's own keep a card for later. Called again with the same operation it is the same set-up.
public final class StartSetup {
    private final Projects projects;
    private final Accounts accounts;
    private final Payments payments;
    private final InstantSource clock;
    private final UserDirectory directory;
    private final CustomerMaking customers;

    public StartSetup(
            Projects projects, Accounts accounts, Payments payments, UserDirectory directory, InstantSource clock) {
        this.projects = projects;
        this.accounts = accounts;
        this.payments = payments;
        this.clock = clock;
        this.directory = directory;
        this.customers = new CustomerMaking(projects, accounts, payments, clock);
    }

    public sealed interface Outcome {
        /// @param customer the provider's
        /// @param publishableKey null: none is configured
        record Started(
                String customer,
                SetupIntent intent,
                @Nullable String publishableKey) implements Outcome {}

        record UserNotFound() implements Outcome {}

        record DirectoryUnavailable() implements Outcome {}

        /// Too much was tried.
        record Restrained(Restraint why) implements Outcome {}

        /// @param message safe to show
        record Declined(String code, String message) implements Outcome {}

        /// Nobody knows yet: the same operation is to be sent again.
        record ProviderUnavailable() implements Outcome {}
    }

    /// @param operation stored before the first call: the provider's keys come from it
    /// @param email for the customer, if there is none yet
    public Outcome start(String operation, AccountId account, @Nullable String email, Cause cause) {
        Project project = projects.find(account.project()).orElseThrow();
        return switch (directory.find(project, account.user())) {
            case UNKNOWN -> new Outcome.UserNotFound();
            case UNAVAILABLE -> new Outcome.DirectoryUnavailable();
            case EXISTS -> start(operation, account, project, email, cause);
        };
    }

    private Outcome start(String operation, AccountId account, Project project, @Nullable String email, Cause cause) {
        String customerOperation = "cop_" + operation.substring(operation.indexOf('_') + 1);
        Circumstances given = new Circumstances(clock.instant(), project.settings());
        SetupDecision decision = accounts.decide(
                account, Touching.NOTHING, cause, a -> Keeping.begin(a, operation, customerOperation, email, given));
        return switch (decision) {
            case SetupDecision.Restrained(Restraint why) -> new Outcome.Restrained(why);
            case SetupDecision.Begun _ -> withCustomer(operation, account, project, cause);
        };
    }

    private Outcome withCustomer(String operation, AccountId account, Project project, Cause cause) {
        return switch (customers.finish(account, cause)) {
            case io.tollgate.payments.Outcome.Done<String>(String customer) ->
                keep(operation, account, project, customer, cause);
            case io.tollgate.payments.Outcome.Declined<String>(String code, String message) -> {
                end(operation, account, project, cause);
                yield new Outcome.Declined(code, message);
            }
            case io.tollgate.payments.Outcome.Unknown<String> _ -> new Outcome.ProviderUnavailable();
        };
    }

    private Outcome keep(String operation, AccountId account, Project project, String customer, Cause cause) {
        ProviderAccount provider = new ProviderAccount(project.providerAccount());
        return switch (payments.createSetupIntent(provider, account, customer, operation)) {
            case io.tollgate.payments.Outcome.Done<SetupIntent>(SetupIntent intent) ->
                new Outcome.Started(
                        customer, intent, payments.publishableKey(provider).orElse(null));
            case io.tollgate.payments.Outcome.Declined<SetupIntent>(String code, String message) -> {
                if (code.equals(RefusalReason.CUSTOMER_MISSING.code())) {
                    customers.gone(account, customer, cause);
                }
                end(operation, account, project, cause);
                yield new Outcome.Declined(code, message);
            }
            case io.tollgate.payments.Outcome.Unknown<SetupIntent> _ -> new Outcome.ProviderUnavailable();
        };
    }

    /// Nothing was made for it.
    private void end(String operation, AccountId account, Project project, Cause cause) {
        Circumstances given = new Circumstances(clock.instant(), project.settings());
        accounts.decide(account, Touching.NOTHING, cause, a -> Keeping.end(a, operation, given));
    }

    /// @return empty: the provider doesn't answer
    public Optional<String> secret(AccountId account, String setupIntent) {
        Project project = projects.find(account.project()).orElseThrow();
        return payments.setupSecret(new ProviderAccount(project.providerAccount()), setupIntent)
                        instanceof io.tollgate.payments.Outcome.Done<String>(String secret)
                ? Optional.of(secret)
                : Optional.empty();
    }
}
