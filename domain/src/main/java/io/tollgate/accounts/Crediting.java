package io.tollgate.accounts;

import io.tollgate.catalog.FeatureType;
import io.tollgate.catalog.PlanFeature;
import io.tollgate.catalog.Terms;
import io.tollgate.credits.CreditLot;
import io.tollgate.orders.Order;
import io.tollgate.orders.Sale;
import io.tollgate.orders.Verdict;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionInvoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a decision does to the credits, by comparing before with after: lots that come, come back, or are taken.
final class Crediting {
    private final Account before;
    private final Account after;
    private final List<DomainEvent> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();

    private Crediting(Account before, Account after) {
        this.before = before;
        this.after = after;
    }

    static Crediting between(Account before, Account after) {
        Crediting crediting = new Crediting(before, after);
        crediting.newLots().forEach(crediting::grant);
        crediting.withhold();
        return crediting;
    }

    List<DomainEvent> events() {
        return events;
    }

    List<Effect> effects() {
        return effects;
    }

    private void grant(CreditLot lot) {
        effects.add(wasWithheld(lot) ? new Effect.RestoreCredits(lot) : new Effect.GrantCredits(lot));
        events.add(new DomainEvent.CreditsGranted(lot.source(), lot.feature(), lot.amount(), lot.expiresAt()));
    }

    /// The lots of what was not worth any before. Later terms of a subscription give nothing for what was paid under
    /// earlier ones.
    private Stream<CreditLot> newLots() {
        Set<String> known = before.orders().stream()
                .flatMap(Crediting::lotsOfOrder)
                .map(CreditLot::identity)
                .collect(Collectors.toSet());
        Stream<CreditLot> ofOrders =
                after.orders().stream().flatMap(Crediting::lotsOfOrder).filter(lot -> !known.contains(lot.identity()));
        Stream<CreditLot> ofInvoices = after.subscriptions().stream().flatMap(s -> s.invoices().stream()
                .filter(invoice -> isWorthCredits(after, s, invoice) && !wasWorthCredits(s, invoice))
                .flatMap(invoice -> lotsOfInvoice(s, invoice)));
        return Stream.concat(ofOrders, ofInvoices);
    }

    private boolean wasWorthCredits(Subscription subscription, SubscriptionInvoice invoice) {
        return before.subscription(subscription.providerId())
                .filter(was -> was.invoice(invoice.id())
                        .filter(earlier -> isWorthCredits(before, was, earlier))
                        .isPresent())
                .isPresent();
    }

    private static boolean isWorthCredits(Account account, Subscription subscription, SubscriptionInvoice invoice) {
        return invoice.isPaid()
                && invoice.periodEnd() != null
                && !isWithheld(account, subscription, invoice)
                && !subscription.isBygone(invoice);
    }

    private boolean wasWithheld(CreditLot lot) {
        return before.orders().stream().anyMatch(order -> order.id().value().equals(lot.source()) && isWithheld(order))
                || before.subscriptions().stream()
                        .filter(subscription -> subscription.id().equals(lot.source()))
                        .anyMatch(subscription -> subscription
                                .invoice(lot.period())
                                .filter(invoice -> isWithheld(before, subscription, invoice))
                                .isPresent());
    }

    private static Stream<CreditLot> lotsOfOrder(Order order) {
        if (!(order instanceof Order.Paid paid) || paid.interval() == null || paid.isSuspended()) {
            return Stream.empty();
        }
        Sale sale = paid.sale();
        return sale.terms().features().stream()
                .filter(feature -> feature.type() == FeatureType.CREDITS)
                .map(feature -> new CreditLot(
                        order.id().value(),
                        "",
                        feature.feature(),
                        Access.amount(feature, sale.quantity()),
                        paid.interval().until()));
    }

    private static Stream<CreditLot> lotsOfInvoice(Subscription subscription, SubscriptionInvoice invoice) {
        int quantity = invoice.billed() == null
                ? Access.quantity(subscription)
                : invoice.billed().quantity();
        return subscription.termsOf(invoice).features().stream()
                .filter(feature -> feature.type() == FeatureType.CREDITS)
                .map(feature -> new CreditLot(
                        subscription.id(),
                        invoice.id(),
                        feature.feature(),
                        Access.amount(feature, quantity),
                        invoice.periodEnd()));
    }

    private static boolean isWithheld(Order order) {
        return order.sale().verdict() == Verdict.LATE
                || (order instanceof Order.Paid paid && (paid.isTakenBack() || paid.isSuspended()));
    }

    private static boolean isWithheld(Account account, Subscription subscription, SubscriptionInvoice invoice) {
        return invoice.isTakenBack()
                || invoice.isSuspended()
                || account.order(subscription.order())
                        .filter(order -> order.isWithdrawn()
                                || order.sale().withholds(invoice.amountPaid(), invoice.reversals()))
                        .isPresent();
    }

    /// Takes what is left of the lots whose payment was given back or is disputed. What was spent stays spent.
    private void withhold() {
        after.orders().stream()
                .filter(Crediting::isWithheld)
                .filter(order -> before.order(order.id()).stream()
                        .anyMatch(was -> lotsOfOrder(was).findAny().isPresent()))
                .forEach(order -> withdraw(order.id().value(), "", order.sale().terms()));
        for (Subscription subscription : after.subscriptions()) {
            subscription.invoices().stream()
                    .filter(invoice -> isWithheld(after, subscription, invoice))
                    .filter(invoice -> before.subscription(subscription.providerId())
                            .flatMap(was -> was.invoice(invoice.id()))
                            .filter(was -> was.isPaid() && !isWithheld(before, subscription, was))
                            .isPresent())
                    .forEach(invoice -> withdraw(subscription.id(), invoice.id(), subscription.termsOf(invoice)));
        }
    }

    private void withdraw(String source, String period, Terms terms) {
        List<PlanFeature> credits = terms.features().stream()
                .filter(feature -> feature.type() == FeatureType.CREDITS)
                .toList();
        if (!credits.isEmpty()) {
            effects.add(new Effect.WithdrawCredits(source, period));
            credits.forEach(feature -> events.add(new DomainEvent.CreditsWithdrawn(source, feature.feature())));
        }
    }
}
