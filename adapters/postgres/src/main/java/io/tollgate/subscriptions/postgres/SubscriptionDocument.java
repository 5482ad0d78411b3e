package io.tollgate.subscriptions.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.catalog.postgres.TermsDocument;
import io.tollgate.orders.OrderId;
import io.tollgate.postgres.MoneyDocument;
import io.tollgate.refunds.postgres.ReversalsDocument;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.PausedCollection;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.subscriptions.SubscriptionInvoice.Billed;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A subscription as stored.
///
/// @param terms of its newest sale
/// @param offers null: stored before there were any
@RegisterForReflection
public record SubscriptionDocument(
        String id,
        String providerId,
        String order,
        TermsDocument terms,
        @Nullable List<TermsDocument> offers,
        @Nullable StateDocument state,
        @Nullable ObservedDocument observed,
        long revision,
        List<InvoiceDocument> invoices,
        @Nullable ChangeDocument operation) {
    @RegisterForReflection
    public record StateDocument(
            SubscriptionStatus status,
            @Nullable Instant currentPeriodEnd,
            boolean cancelAtPeriodEnd,
            @Nullable Instant cancelAt,
            @Nullable Instant trialEnd,
            @Nullable Instant endedAt,
            @Nullable String providerPriceId,
            int quantity,
            @Nullable String itemId,
            PausedCollection.@Nullable Behavior pausedCollection,
            @Nullable Instant resumesAt) {}

    @RegisterForReflection
    public record ObservedDocument(Instant earliest, Instant latest, Observed.How how) {}

    @RegisterForReflection
    public record InvoiceDocument(
            String id,
            SubscriptionInvoice.Status status,
            @Nullable Instant periodStart,
            @Nullable Instant periodEnd,
            MoneyDocument amountPaid,
            MoneyDocument refunded,
            @Nullable ReversalsDocument reversals,
            @Nullable Instant createdAt,
            @Nullable Instant paidAt,
            @Nullable Instant processingAt,
            @Nullable Instant failedAt,
            @Nullable String billedPrice,
            int billedQuantity) {}

    public static SubscriptionDocument of(Subscription subscription) {
        SubscriptionState state = subscription.state();
        Observed observed = subscription.observed();
        return new SubscriptionDocument(
                subscription.id(),
                subscription.providerId(),
                subscription.order().value(),
                TermsDocument.of(subscription.sold()),
                subscription.offers().stream().map(TermsDocument::of).toList(),
                state == null ? null : of(state),
                observed == null ? null : new ObservedDocument(observed.earliest(), observed.latest(), observed.how()),
                subscription.revision(),
                subscription.invoices().stream().map(SubscriptionDocument::of).toList(),
                subscription.operation() == null ? null : ChangeDocument.of(subscription.operation()));
    }

    private static StateDocument of(SubscriptionState state) {
        PausedCollection paused = state.pausedCollection();
        return new StateDocument(
                state.status(),
                state.currentPeriodEnd(),
                state.cancelAtPeriodEnd(),
                state.cancelAt(),
                state.trialEnd(),
                state.endedAt(),
                state.providerPriceId(),
                state.quantity(),
                state.itemId(),
                paused == null ? null : paused.behavior(),
                paused == null ? null : paused.resumesAt());
    }

    private static InvoiceDocument of(SubscriptionInvoice invoice) {
        Billed billed = invoice.billed();
        return new InvoiceDocument(
                invoice.id(),
                invoice.status(),
                invoice.periodStart(),
                invoice.periodEnd(),
                MoneyDocument.of(invoice.amountPaid()),
                MoneyDocument.of(invoice.refunded()),
                ReversalsDocument.of(invoice.reversals()),
                invoice.createdAt(),
                invoice.paidAt(),
                invoice.processingAt(),
                invoice.failedAt(),
                billed == null ? null : billed.providerPriceId(),
                billed == null ? 0 : billed.quantity());
    }

    public Subscription toSubscription() {
        return new Subscription(
                id,
                providerId,
                new OrderId(order),
                terms.toTerms(),
                offers == null
                        ? List.of()
                        : offers.stream().map(TermsDocument::toTerms).toList(),
                state == null ? null : toState(state),
                observed == null ? null : new Observed(observed.earliest, observed.latest, observed.how),
                revision,
                invoices.stream().map(SubscriptionDocument::toInvoice).toList(),
                operation == null ? null : operation.toOperation());
    }

    private static SubscriptionState toState(StateDocument state) {
        return new SubscriptionState(
                state.status,
                state.currentPeriodEnd,
                state.cancelAtPeriodEnd,
                state.cancelAt,
                state.trialEnd,
                state.endedAt,
                state.providerPriceId,
                state.quantity,
                state.itemId,
                state.pausedCollection == null ? null : new PausedCollection(state.pausedCollection, state.resumesAt));
    }

    private static SubscriptionInvoice toInvoice(InvoiceDocument invoice) {
        return new SubscriptionInvoice(
                invoice.id,
                invoice.status,
                invoice.periodStart,
                invoice.periodEnd,
                invoice.amountPaid.toMoney(),
                invoice.createdAt,
                invoice.paidAt,
                invoice.processingAt,
                invoice.failedAt,
                ReversalsDocument.read(invoice.reversals, invoice.refunded),
                invoice.billedPrice == null ? null : new Billed(invoice.billedPrice, invoice.billedQuantity));
    }
}
