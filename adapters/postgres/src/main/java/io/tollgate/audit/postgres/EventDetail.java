package io.tollgate.audit.postgres;

import io.tollgate.money.Money;
import io.tollgate.publishing.DomainEvent;
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
            case DomainEvent.OrderRefunded e ->
                of.with("plan", e.plan()).with("amount", e.amount()).with("refunded", e.refunded());
            case DomainEvent.SubscriptionMoved e ->
                of.with("order", e.order().value())
                        .with("plan", e.plan())
                        .with("status", e.status().spelling())
                        .with("currentPeriodEnd", e.currentPeriodEnd())
                        .with("expiresAt", e.expiresAt());
            case DomainEvent.EntitlementsChanged e -> of.with("version", e.version());
            case DomainEvent.CreditsGranted e ->
                of.with("feature", e.feature()).with("amount", e.amount()).with("expiresAt", e.expiresAt());
            case DomainEvent.CustomerLinked _ -> {}
        }
        return of.detail;
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
