package io.tollgate.publishing;

import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.subscriptions.ChangeOperation;
import io.tollgate.subscriptions.SubscriptionStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that happened to an account. All are audited; those with a `type` that other services care about are
/// published.
public sealed interface DomainEvent {
    /// `order.paid` and the like.
    String type();

    /// What it happened to: `ord_…`, `sub_…`, or the user.
    String subject();

    /// Whether other services are told.
    default boolean isPublished() {
        return true;
    }

    record OrderOpened(OrderId order, String plan, String price) implements DomainEvent {
        @Override
        public String type() {
            return "order.opened";
        }

        @Override
        public String subject() {
            return order.value();
        }

        @Override
        public boolean isPublished() {
            return false;
        }
    }

    /// @param expiresAt until when it gives access; null: no end
    record OrderPaid(
            OrderId order,
            @Nullable String subscription,
            String plan,
            String price,
            Money amount,
            @Nullable Instant expiresAt)
            implements DomainEvent {
        @Override
        public String type() {
            return "order.paid";
        }

        @Override
        public String subject() {
            return order.value();
        }
    }

    /// @param status `failed`, `expired` or `canceled`
    record OrderFailed(
            OrderId order,
            String plan,
            Money amount,
            String status,
            @Nullable String reason) implements DomainEvent {
        @Override
        public String type() {
            return "order.failed";
        }

        @Override
        public String subject() {
            return order.value();
        }
    }

    /// @param refunded in total
    record OrderRefunded(OrderId order, String plan, Money amount, Money refunded) implements DomainEvent {
        @Override
        public String type() {
            return "order.refunded";
        }

        @Override
        public String subject() {
            return order.value();
        }
    }

    /// @param change `activated`, `renewed`, `pastDue`, `canceled`, `changed`
    /// @param subscription ours
    /// @param previousPlan null: the same
    /// @param expiresAt until when it gives access; null: it gives none
    /// @param unknownPrice the provider's price, if nobody knows what it stands for; for the audit
    record SubscriptionMoved(
            String change,
            String subscription,
            OrderId order,
            String plan,
            @Nullable String previousPlan,
            SubscriptionStatus status,
            @Nullable Instant currentPeriodEnd,
            @Nullable Instant expiresAt,
            @Nullable String unknownPrice)
            implements DomainEvent {
        @Override
        public String type() {
            return "subscription." + change;
        }

        @Override
        public String subject() {
            return subscription;
        }
    }

    /// The provider was asked to change a subscription, or has answered.
    record SubscriptionChangeAsked(String subscription, ChangeOperation operation) implements DomainEvent {
        @Override
        public String type() {
            return "subscription.changeAsked";
        }

        @Override
        public String subject() {
            return subscription;
        }

        @Override
        public boolean isPublished() {
            return false;
        }
    }

    record EntitlementsChanged(String user, long version) implements DomainEvent {
        @Override
        public String type() {
            return "entitlements.changed";
        }

        @Override
        public String subject() {
            return user;
        }
    }

    record CreditsGranted(
            String source,
            String feature,
            long amount,
            @Nullable Instant expiresAt) implements DomainEvent {
        @Override
        public String type() {
            return "credits.granted";
        }

        @Override
        public String subject() {
            return source;
        }
    }

    /// A provider customer was made or linked.
    record CustomerLinked(String customer) implements DomainEvent {
        @Override
        public String type() {
            return "customer.linked";
        }

        @Override
        public String subject() {
            return customer;
        }

        @Override
        public boolean isPublished() {
            return false;
        }
    }
}
