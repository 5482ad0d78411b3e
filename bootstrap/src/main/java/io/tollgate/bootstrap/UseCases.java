package io.tollgate.bootstrap;

import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.usecase.CloseSetup;
import io.tollgate.accounts.usecase.LinkTestClock;
import io.tollgate.accounts.usecase.StartSetup;
import io.tollgate.accounts.usecase.SweepAccounts;
import io.tollgate.accounts.usecase.UpdateCustomer;
import io.tollgate.catalog.Catalogs;
import io.tollgate.catalog.usecase.ApplyCatalog;
import io.tollgate.catalog.usecase.SyncCatalog;
import io.tollgate.credits.Credits;
import io.tollgate.entitlements.Snapshots;
import io.tollgate.entitlements.usecase.CheckEntitlement;
import io.tollgate.entitlements.usecase.ReadEntitlements;
import io.tollgate.ids.Ids;
import io.tollgate.jobs.Jobs;
import io.tollgate.jobs.usecase.FailureLog;
import io.tollgate.jobs.usecase.RunJobs;
import io.tollgate.orders.usecase.CancelOrder;
import io.tollgate.orders.usecase.CloseOrder;
import io.tollgate.orders.usecase.EndOrder;
import io.tollgate.orders.usecase.ExpireOrder;
import io.tollgate.orders.usecase.ResumeCheckout;
import io.tollgate.orders.usecase.StartCheckout;
import io.tollgate.orders.usecase.StartPayment;
import io.tollgate.orders.usecase.StartSubscription;
import io.tollgate.payments.Payments;
import io.tollgate.payments.WebhookEndpoints;
import io.tollgate.payments.stripe.Background;
import io.tollgate.providerevents.EventReader;
import io.tollgate.providerevents.Inbox;
import io.tollgate.providerevents.usecase.ProcessInbox;
import io.tollgate.providerevents.usecase.ReceiveWebhook;
import io.tollgate.providerevents.usecase.RegisterWebhookEndpoint;
import io.tollgate.providerevents.usecase.SurveyWebhookEndpoint;
import io.tollgate.publishing.EventPublisher;
import io.tollgate.publishing.Outbox;
import io.tollgate.publishing.usecase.RelayOutbox;
import io.tollgate.refunds.Refunding;
import io.tollgate.refunds.usecase.CancelRefunded;
import io.tollgate.refunds.usecase.FollowRefund;
import io.tollgate.refunds.usecase.RefundPayment;
import io.tollgate.refunds.usecase.SendRefund;
import io.tollgate.subscriptions.TrialCards;
import io.tollgate.subscriptions.usecase.ChangeSubscription;
import io.tollgate.subscriptions.usecase.CheckTrial;
import io.tollgate.subscriptions.usecase.EndSubscription;
import io.tollgate.subscriptions.usecase.FinishChange;
import io.tollgate.tenancy.ApiKeys;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.UserDirectory;
import io.tollgate.tenancy.usecase.ChangeSettings;
import io.tollgate.tenancy.usecase.IssueKey;
import io.tollgate.tenancy.usecase.RevokeKey;
import io.tollgate.tenancy.usecase.RotateKey;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Puts the use cases together: they know no framework, so this one class does.
@Dependent
class UseCases {
    private static final int ACCOUNTS_AT_ONCE = 16;

    /// Between two looks for a version that another replica has promised.
    private static Executor afterPause() {
        return CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);
    }

    @Produces
    @Singleton
    InstantSource clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    StartCheckout startCheckout(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Payments payments,
            UserDirectory directory,
            InstantSource clock) {
        return new StartCheckout(projects, catalogs, accounts, payments, directory, clock);
    }

    @Produces
    @Singleton
    ResumeCheckout resumeCheckout(
            Projects projects, Accounts accounts, @Background Payments payments, InstantSource clock) {
        return new ResumeCheckout(projects, accounts, payments, clock);
    }

    @Produces
    @Singleton
    CloseOrder closeOrder(Projects projects, Accounts accounts, @Background Payments payments, InstantSource clock) {
        return new CloseOrder(projects, accounts, payments, clock);
    }

    @Produces
    @Singleton
    ExpireOrder expireOrder(Projects projects, Accounts accounts, InstantSource clock) {
        return new ExpireOrder(projects, accounts, clock);
    }

    @Produces
    @Singleton
    CloseSetup closeSetup(Projects projects, Accounts accounts, @Background Payments payments, InstantSource clock) {
        return new CloseSetup(projects, accounts, payments, clock);
    }

    @Produces
    @Singleton
    StartPayment startPayment(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Payments payments,
            UserDirectory directory,
            InstantSource clock) {
        return new StartPayment(projects, catalogs, accounts, payments, directory, clock);
    }

    @Produces
    @Singleton
    StartSubscription startSubscription(
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Payments payments,
            UserDirectory directory,
            InstantSource clock) {
        return new StartSubscription(projects, catalogs, accounts, payments, directory, clock);
    }

    @Produces
    @Singleton
    CheckTrial checkTrial(
            Projects projects,
            Accounts accounts,
            @Background Payments payments,
            TrialCards cards,
            InstantSource clock) {
        return new CheckTrial(projects, accounts, payments, cards, clock);
    }

    @Produces
    @Singleton
    StartSetup startSetup(
            Projects projects, Accounts accounts, Payments payments, UserDirectory directory, InstantSource clock) {
        return new StartSetup(projects, accounts, payments, directory, clock);
    }

    @Produces
    @Singleton
    RefundPayment refundPayment(
            Projects projects,
            Accounts accounts,
            Refunding refunding,
            ChangeSubscription changes,
            InstantSource clock) {
        // A caller waits for this one; the job has its own.
        CancelRefunded canceling = new CancelRefunded(accounts, new EndSubscription(changes));
        return new RefundPayment(projects, accounts, refunding, canceling, clock);
    }

    @Produces
    @Singleton
    CancelRefunded cancelRefunded(Accounts accounts, EndSubscription ending) {
        return new CancelRefunded(accounts, ending);
    }

    @Produces
    @Singleton
    SendRefund sendRefund(Projects projects, Accounts accounts, @Background Refunding refunding, InstantSource clock) {
        return new SendRefund(projects, accounts, refunding, clock);
    }

    @Produces
    @Singleton
    FollowRefund followRefund(
            Projects projects, Accounts accounts, @Background Refunding refunding, InstantSource clock) {
        return new FollowRefund(projects, accounts, refunding, clock);
    }

    @Produces
    @Singleton
    EndOrder endOrder(Projects projects, Accounts accounts, InstantSource clock) {
        return new EndOrder(projects, accounts, clock);
    }

    @Produces
    @Singleton
    CancelOrder cancelOrder(Projects projects, Accounts accounts, InstantSource clock) {
        return new CancelOrder(projects, accounts, clock);
    }

    @Produces
    @Singleton
    ReceiveWebhook receiveWebhook(EventReader reader, Inbox inbox, InstantSource clock, Workers workers) {
        return new ReceiveWebhook(reader, inbox, clock, workers::wakeInbox);
    }

    @Produces
    @Singleton
    ProcessInbox processInbox(
            Inbox inbox,
            EventReader reader,
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Jobs jobs,
            @Background Payments payments,
            @Background Refunding refunding,
            InstantSource clock,
            FailureLog failures) {
        return new ProcessInbox(
                inbox,
                reader,
                projects,
                catalogs,
                accounts,
                jobs,
                payments,
                refunding,
                clock,
                ACCOUNTS_AT_ONCE,
                failures);
    }

    @Produces
    @Singleton
    SurveyWebhookEndpoint surveyWebhookEndpoint(WebhookEndpoints endpoints, EventReader reader, PublicUrl publicUrl) {
        return new SurveyWebhookEndpoint(endpoints, reader, publicUrl.webhooks());
    }

    @Produces
    @Singleton
    RegisterWebhookEndpoint registerWebhookEndpoint(SurveyWebhookEndpoint survey, WebhookEndpoints endpoints) {
        return new RegisterWebhookEndpoint(survey, endpoints);
    }

    @Produces
    @Singleton
    RunJobs runJobs(
            Jobs jobs,
            Projects projects,
            Accounts accounts,
            ResumeCheckout resumeCheckout,
            CloseOrder closeOrder,
            ExpireOrder expireOrder,
            CloseSetup closeSetup,
            CheckTrial checkTrial,
            FinishChange finishChange,
            UpdateCustomer updateCustomer,
            SendRefund sendRefund,
            FollowRefund followRefund,
            CancelRefunded cancelRefunded,
            EndSubscription endSubscription,
            InstantSource clock,
            FailureLog failures) {
        return new RunJobs(
                jobs,
                projects,
                accounts,
                resumeCheckout,
                closeOrder,
                expireOrder,
                closeSetup,
                checkTrial,
                finishChange,
                updateCustomer,
                sendRefund,
                followRefund,
                cancelRefunded,
                endSubscription,
                clock,
                failures);
    }

    @Produces
    @Singleton
    SweepAccounts sweepAccounts(Projects projects, Accounts accounts, InstantSource clock, FailureLog failures) {
        return new SweepAccounts(projects, accounts, clock, failures);
    }

    @Produces
    @Singleton
    LinkTestClock linkTestClock(
            Projects projects,
            Accounts accounts,
            Payments payments,
            InstantSource clock,
            @ConfigProperty(name = "tollgate.live-mode") boolean liveMode) {
        return new LinkTestClock(projects, accounts, payments, clock, liveMode);
    }

    @Produces
    @Singleton
    RelayOutbox relayOutbox(Outbox outbox, EventPublisher publisher, Ids ids) {
        return new RelayOutbox(outbox, publisher, ids.next("relay"));
    }

    @Produces
    @Singleton
    CheckEntitlement checkEntitlement(Snapshots snapshots, Credits credits, InstantSource clock) {
        return new CheckEntitlement(snapshots, credits, clock, afterPause());
    }

    @Produces
    @Singleton
    ReadEntitlements readEntitlements(Snapshots snapshots, InstantSource clock) {
        return new ReadEntitlements(snapshots, clock, afterPause());
    }

    @Produces
    @Singleton
    ApplyCatalog applyCatalog(Catalogs catalogs) {
        return new ApplyCatalog(catalogs);
    }

    @Produces
    @Singleton
    SyncCatalog syncCatalog(Catalogs catalogs, Payments payments) {
        return new SyncCatalog(catalogs, payments);
    }

    @Produces
    @Singleton
    ChangeSettings changeSettings(
            Projects projects,
            @ConfigProperty(name = "tollgate.directory.allowed-hosts") Optional<List<String>> directoryHosts,
            @ConfigProperty(name = "tollgate.live-mode") boolean liveMode) {
        return new ChangeSettings(projects, Set.copyOf(directoryHosts.orElse(List.of())), liveMode);
    }

    @Produces
    @Singleton
    IssueKey issueKey(ApiKeys keys, Ids ids, @ConfigProperty(name = "tollgate.live-mode") boolean liveMode) {
        return new IssueKey(keys, ids, new SecureRandom(), liveMode);
    }

    @Produces
    @Singleton
    RevokeKey revokeKey(ApiKeys keys, InstantSource clock) {
        return new RevokeKey(keys, clock);
    }

    @Produces
    @Singleton
    RotateKey rotateKey(ApiKeys keys, IssueKey issueKey, InstantSource clock) {
        return new RotateKey(keys, issueKey, clock);
    }
}
