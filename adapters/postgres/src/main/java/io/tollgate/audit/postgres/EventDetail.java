package io.tollgate.audit.postgres;

import io.tollgate.money.Money;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.subscriptions.ChangeOperation;
import io.tollgate.subscriptions.SubscriptionChange;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What an audit entry tells of an event, in a fixed order; never who the user is.
public final class EventDetail {
    private final Map<String, Object> detail = new TreeMap<>();

    private EventDetail() {}

    public static Map<String, Object> of(DomainEvent event) {
        EventDetail of = new EventDetail();
        switch (event) {
            case DomainEvent.OrderOpened e -> of.with("plan", e.plan()).with("price", e.price());
            case DomainEvent.OrderPaid e ->
                of.with("plan", e.plan())
                        .with("price", e.price())
                        .with("subscription", e.subscription())
                        .with("amount", e.amount())
                        .with("expiresAt", e.expiresAt());
            case DomainEvent.OrderFailed e ->
                of.with("plan", e.plan())
                        .with("status", e.status())
                        .with("why", e.reason())
                        .with("amount", e.amount());
            case DomainEvent.OrderJudged e -> of.with("why", e.verdict().code());
            case DomainEvent.OrderRefunded e ->
                of.with("plan", e.plan())
                        .with("payment", e.payment())
                        .with("amount", e.amount())
                        .with("refunded", e.refunded());
            case DomainEvent.RefundMoved e ->
                of.with("order", e.order().value())
                        .with("payment", e.payment())
                        .with("amount", e.amount())
                        .with("why", e.reason())
                        .with("failure", e.failure());
            case DomainEvent.OrderDisputed e ->
                of.with("plan", e.plan())
                        .with("payment", e.payment())
                        .with("dispute", e.dispute())
                        .with("status", e.status().spelling())
                        .with("amount", e.amount())
                        .with("why", e.reason());
            case DomainEvent.OrderFlagged e ->
                of.with("plan", e.plan())
                        .with("payment", e.payment())
                        .with("warning", e.warning())
                        .with("fraudType", e.fraudType())
                        .with("actionable", e.actionable());
            case DomainEvent.SubscriptionMoved e ->
                of.with("order", e.order().value())
                        .with("plan", e.plan())
                        .with("previousPlan", e.previousPlan())
                        .with("status", e.status().spelling())
                        .with("currentPeriodEnd", e.currentPeriodEnd())
                        .with("expiresAt", e.expiresAt())
                        .with("unknownPrice", e.unknownPrice());
            case DomainEvent.SubscriptionChangeAsked e -> of.change(e.operation());
            case DomainEvent.EntitlementsChanged e -> of.with("version", e.version());
            case DomainEvent.CreditsGranted e ->
                of.with("feature", e.feature()).with("amount", e.amount()).with("expiresAt", e.expiresAt());
            case DomainEvent.CreditsWithdrawn e -> of.with("feature", e.feature());
            case DomainEvent.ProfileChanged e ->
                of.with("fields", e.fields().stream().sorted().toList());
            case DomainEvent.CustomerLinked _, DomainEvent.CustomerUnlinked _ -> {}
        }
        return of.detail;
    }

    private void change(ChangeOperation operation) {
        with("operation", operation.id());
        switch (operation.change()) {
            case SubscriptionChange.CancelNow _ -> with("change", "cancelNow");
            case SubscriptionChange.CancelAtPeriodEnd _ -> with("change", "cancelAtPeriodEnd");
            case SubscriptionChange.Undo _ -> with("change", "resume");
            case SubscriptionChange.EndTrial _ -> with("change", "endTrial");
            case SubscriptionChange.Reprice reprice ->
                with("change", "reprice")
                        .with("providerPrice", reprice.providerPriceId())
                        .with("quantity", reprice.quantity());
        }
        switch (operation.end()) {
            case null -> with("outcome", "asked");
            case ChangeOperation.End.Done _ -> with("outcome", "done");
            case ChangeOperation.End.Refused refused ->
                with("outcome", "refused").with("code", refused.code());
        }
    }

    private EventDetail with(String name, @Nullable Object value) {
        switch (value) {
            case null -> {}
            // A bare amount of money has no plan and no price.
            case String text when text.isEmpty() -> {}
            case Instant instant -> detail.put(name, instant.toString());
            case Money money -> detail.put(name, Map.of(money.currency(), money.amount()));
            default -> detail.put(name, value);
        }
        return this;
    }
}
