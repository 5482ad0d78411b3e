package io.tollgate.bootstrap;

import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Profiles;
import io.tollgate.accounts.usecase.ChangeProfile;
import io.tollgate.accounts.usecase.OpenPortal;
import io.tollgate.accounts.usecase.UpdateCustomer;
import io.tollgate.catalog.Catalogs;
import io.tollgate.payments.CustomerPortal;
import io.tollgate.payments.CustomerUpdates;
import io.tollgate.payments.Payments;
import io.tollgate.payments.stripe.Background;
import io.tollgate.subscriptions.SubscriptionChanges;
import io.tollgate.subscriptions.usecase.ChangeSubscription;
import io.tollgate.subscriptions.usecase.EndSubscription;
import io.tollgate.subscriptions.usecase.FinishChange;
import io.tollgate.subscriptions.usecase.PreviewChange;
import io.tollgate.tenancy.Projects;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// Puts the use cases of running subscriptions together.
@Dependent
class SubscriptionUseCases {
    @Produces
    @Singleton
    ChangeSubscription changeSubscription(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Payments payments,
            SubscriptionChanges changes,
            InstantSource clock) {
        return new ChangeSubscription(projects, catalogs, accounts, payments, changes, clock);
    }

    @Produces
    @Singleton
    ChangeProfile changeProfile(Accounts accounts) {
        return new ChangeProfile(accounts);
    }

    @Produces
    @Singleton
    UpdateCustomer updateCustomer(Projects projects, Accounts accounts, Profiles profiles, CustomerUpdates updates) {
        return new UpdateCustomer(projects, accounts, profiles, updates);
    }

    @Produces
    @Singleton
    OpenPortal openPortal(Projects projects, Accounts accounts, CustomerPortal portal) {
        return new OpenPortal(projects, accounts, portal);
    }

    @Produces
    @Singleton
    FinishChange finishChange(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            @Background Payments payments,
            @Background SubscriptionChanges changes,
            InstantSource clock) {
        return new FinishChange(projects, catalogs, accounts, payments, changes, clock);
    }

    @Produces
    @Singleton
    EndSubscription endSubscription(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            @Background Payments payments,
            @Background SubscriptionChanges changes,
            InstantSource clock) {
        return new EndSubscription(new ChangeSubscription(projects, catalogs, accounts, payments, changes, clock));
    }

    @Produces
    @Singleton
    PreviewChange previewChange(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Payments payments,
            SubscriptionChanges changes,
            InstantSource clock) {
        return new PreviewChange(projects, catalogs, accounts, payments, changes, clock);
    }
}
