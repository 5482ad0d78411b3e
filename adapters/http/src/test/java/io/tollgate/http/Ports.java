package io.tollgate.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Profiles;
import io.tollgate.accounts.usecase.ChangeProfile;
import io.tollgate.accounts.usecase.LinkTestClock;
import io.tollgate.accounts.usecase.OpenPortal;
import io.tollgate.accounts.usecase.StartSetup;
import io.tollgate.catalog.Catalogs;
import io.tollgate.catalog.usecase.ApplyCatalog;
import io.tollgate.catalog.usecase.SyncCatalog;
import io.tollgate.credits.Credits;
import io.tollgate.entitlements.usecase.CheckEntitlement;
import io.tollgate.entitlements.usecase.ReadEntitlements;
import io.tollgate.idempotency.IdempotencyRecords;
import io.tollgate.ids.Ids;
import io.tollgate.invoices.Invoices;
import io.tollgate.orders.Orders;
import io.tollgate.orders.usecase.CancelOrder;
import io.tollgate.orders.usecase.EndOrder;
import io.tollgate.orders.usecase.StartCheckout;
import io.tollgate.orders.usecase.StartPayment;
import io.tollgate.orders.usecase.StartSubscription;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.providerevents.EventReader;
import io.tollgate.providerevents.InboxEvent;
import io.tollgate.providerevents.ReceivedEvent;
import io.tollgate.providerevents.usecase.ReceiveWebhook;
import io.tollgate.providerevents.usecase.RegisterWebhookEndpoint;
import io.tollgate.providerevents.usecase.SurveyWebhookEndpoint;
import io.tollgate.refunds.usecase.CancelRefunded;
import io.tollgate.refunds.usecase.RefundPayment;
import io.tollgate.subscriptions.Subscriptions;
import io.tollgate.subscriptions.usecase.ChangeSubscription;
import io.tollgate.subscriptions.usecase.EndSubscription;
import io.tollgate.subscriptions.usecase.PreviewChange;
import io.tollgate.tenancy.ApiKeys;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.usecase.ChangeSettings;
import io.tollgate.tenancy.usecase.IssueKey;
import io.tollgate.tenancy.usecase.RevokeKey;
import io.tollgate.tenancy.usecase.RotateKey;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// The use cases on fakes, as bootstrap puts them together on the real ones.
@Singleton
public class Ports {
    private static final Executor AFTER_PAUSE = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    @Produces
    @Singleton
    InstantSource clock(World world) {
        return world.time;
    }

    /// What is counted can be looked at.
    @Produces
    @Singleton
    MeterRegistry metrics() {
        return new SimpleMeterRegistry();
    }

    @Produces
    @Singleton
    Ids ids(World world) {
        return world.ids;
    }

    @Produces
    @Singleton
    Projects projects(World world) {
        return world.database.projects;
    }

    @Produces
    @Singleton
    ApiKeys apiKeys(World world) {
        return world.database.apiKeys;
    }

    @Produces
    @Singleton
    Catalogs catalogs(World world) {
        return world.database.catalogs;
    }

    @Produces
    @Singleton
    Accounts accounts(World world) {
        return world.database.accounts;
    }

    @Produces
    @Singleton
    Credits credits(World world) {
        return world.database.credits;
    }

    @Produces
    @Singleton
    Orders orders(World world) {
        return world.database.orders;
    }

    @Produces
    @Singleton
    IdempotencyRecords idempotency(World world) {
        return world.database.idempotencyRecords;
    }

    @Produces
    @Singleton
    Subscriptions subscriptions(World world) {
        return world.database.subscriptions;
    }

    @Produces
    @Singleton
    Profiles profiles(World world) {
        return world.database.accounts::profile;
    }

    @Produces
    @Singleton
    ChangeProfile changeProfile(World world) {
        return new ChangeProfile(world.database.accounts);
    }

    @Produces
    @Singleton
    OpenPortal openPortal(World world) {
        return new OpenPortal(world.database.projects, world.database.accounts, world.portal);
    }

    @Produces
    @Singleton
    Invoices invoices(World world) {
        return world.database.invoices;
    }

    @Produces
    @Singleton
    ChangeSubscription changeSubscription(World world) {
        return new ChangeSubscription(
                world.database.projects,
                world.database.catalogs,
                world.database.accounts,
                world.payments,
                world.changes,
                world.time);
    }

    @Produces
    @Singleton
    PreviewChange previewChange(World world) {
        return new PreviewChange(
                world.database.projects,
                world.database.catalogs,
                world.database.accounts,
                world.payments,
                world.changes,
                world.time);
    }

    @Produces
    @Singleton
    StartCheckout startCheckout(World world) {
        return new StartCheckout(
                world.database.projects,
                world.database.catalogs,
                world.database.accounts,
                world.payments,
                world.directory,
                world.time);
    }

    @Produces
    @Singleton
    StartPayment startPayment(World world) {
        return new StartPayment(
                world.database.projects,
                world.database.catalogs,
                world.database.accounts,
                world.payments,
                world.directory,
                world.time);
    }

    @Produces
    @Singleton
    StartSubscription startSubscription(World world) {
        return new StartSubscription(
                world.database.projects,
                world.database.catalogs,
                world.database.accounts,
                world.payments,
                world.directory,
                world.time);
    }

    @Produces
    @Singleton
    StartSetup startSetup(World world) {
        return new StartSetup(
                world.database.projects, world.database.accounts, world.payments, world.directory, world.time);
    }

    @Produces
    @Singleton
    RefundPayment refundPayment(World world, ChangeSubscription changing) {
        CancelRefunded canceling = new CancelRefunded(world.database.accounts, new EndSubscription(changing));
        return new RefundPayment(
                world.database.projects, world.database.accounts, world.refunding, canceling, world.time);
    }

    @Produces
    @Singleton
    CancelOrder cancelOrder(World world) {
        return new CancelOrder(world.database.projects, world.database.accounts, world.time);
    }

    @Produces
    @Singleton
    EndOrder endOrder(World world) {
        return new EndOrder(world.database.projects, world.database.accounts, world.time);
    }

    @Produces
    @Singleton
    LinkTestClock linkTestClock(World world) {
        return new LinkTestClock(world.database.projects, world.database.accounts, world.payments, world.time, false);
    }

    @Produces
    @Singleton
    ReceiveWebhook receiveWebhook(World world) {
        return new ReceiveWebhook(new SimpleSignature(), world.database.inbox, world.time, () -> {});
    }

    @Produces
    @Singleton
    SurveyWebhookEndpoint surveyWebhookEndpoint(World world) {
        return new SurveyWebhookEndpoint(
                world.webhookEndpoints,
                new SimpleSignature(),
                URI.create("https://billing.test/api/v1/webhooks/stripe"));
    }

    @Produces
    @Singleton
    RegisterWebhookEndpoint registerWebhookEndpoint(World world, SurveyWebhookEndpoint survey) {
        return new RegisterWebhookEndpoint(survey, world.webhookEndpoints);
    }

    @Produces
    @Singleton
    CheckEntitlement checkEntitlement(World world) {
        return new CheckEntitlement(world.database.snapshots, world.database.credits, world.time, AFTER_PAUSE);
    }

    @Produces
    @Singleton
    ReadEntitlements readEntitlements(World world) {
        return new ReadEntitlements(world.database.snapshots, world.time, AFTER_PAUSE);
    }

    @Produces
    @Singleton
    ApplyCatalog applyCatalog(World world) {
        return new ApplyCatalog(world.database.catalogs);
    }

    @Produces
    @Singleton
    SyncCatalog syncCatalog(World world) {
        return new SyncCatalog(world.database.catalogs, world.payments);
    }

    @Produces
    @Singleton
    ChangeSettings changeSettings(World world) {
        return new ChangeSettings(world.database.projects, Set.of("directory.test"), false);
    }

    @Produces
    @Singleton
    IssueKey issueKey(World world) {
        return new IssueKey(world.database.apiKeys, world.ids, new SecureRandom(), false);
    }

    @Produces
    @Singleton
    RotateKey rotateKey(World world, IssueKey issueKey) {
        return new RotateKey(world.database.apiKeys, issueKey, world.time);
    }

    @Produces
    @Singleton
    RevokeKey revokeKey(World world) {
        return new RevokeKey(world.database.apiKeys, world.time);
    }

    /// Signed is what says so.
    private static final class SimpleSignature implements EventReader {
        @Override
        public Optional<ReceivedEvent> receive(String pathToken, String signature, byte[] body, Instant now) {
            boolean right = "signed".equals(signature) && (pathToken == null || pathToken.equals("token"));
            return right
                    ? Optional.of(new ReceivedEvent(
                            new ProviderAccount("default"), null, "evt_" + body.length, "test", body, null, now))
                    : Optional.empty();
        }

        @Override
        public Set<String> types() {
            return Set.of("checkout.session.completed", "invoice.paid");
        }

        @Override
        public Reading read(InboxEvent event) {
            throw new UnsupportedOperationException();
        }
    }
}
