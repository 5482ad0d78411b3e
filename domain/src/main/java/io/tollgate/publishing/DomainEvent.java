package io.tollgate.publishing;

import io.tollgate.disputes.Dispute;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Verdict;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.RefundId;
import io.tollgate.subscriptions.ChangeOperation;
import io.tollgate.subscriptions.SubscriptionStatus;
import java.time.Instant;
import java.util.Set;
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

    /// It was decided about money that came late, or twice.
    record OrderJudged(OrderId order, Verdict verdict) implements DomainEvent {
        @Override
        public String type() {
            return verdict.givesBack() ? "order.givenBack" : "order.honoured";
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

    /// What was given back of a payment has changed: it grows, and falls where a refund fails.
    ///
    /// @param payment the provider's id of it
    /// @param amount what was paid
    /// @param refunded in total
    record OrderRefunded(
            OrderId order, String plan, @Nullable String payment, Money amount, Money refunded) implements DomainEvent {
        @Override
        public String type() {
            return "order.refunded";
        }

        @Override
        public String subject() {
            return order.value();
        }
    }

    /// A refund was asked for, or has moved on.
    record RefundMoved(
            RefundId refund,
            Refund.Status status,
            OrderId order,
            @Nullable String payment,
            Money amount,
            @Nullable String reason,
            @Nullable String failure)
            implements DomainEvent {
        @Override
        public String type() {
            return "refund." + (status == Refund.Status.REQUESTED ? "requested" : status.spelling());
        }

        @Override
        public String subject() {
            return refund.value();
        }

        @Override
        public boolean isPublished() {
            return false;
        }
    }

    /// A dispute of a payment has begun or moved on; an inquiry is one that moves no money yet.
    ///
    /// @param payment the provider's id of it
    /// @param dispute `dsp_…`
    /// @param reason the provider's
    record OrderDisputed(
            OrderId order,
            String plan,
            @Nullable String payment,
            String dispute,
            Dispute.Status status,
            Money amount,
            @Nullable String reason)
            implements DomainEvent {
        @Override
        public String type() {
            return "order.disputed";
        }

        @Override
        public String subject() {
            return order.value();
        }
    }

    /// The card's issuer believes that a payment was fraud, or no longer asks for it to be given back.
    ///
    /// @param payment the provider's id of it
    /// @param actionable whether giving the money back would still avoid a dispute
    record OrderFlagged(
            OrderId order, String plan, @Nullable String payment, String warning, String fraudType, boolean actionable)
            implements DomainEvent {
        @Override
        public String type() {
            return "order.flagged";
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

    /// What was left of a lot is withheld: its payment was given back, or is disputed. Granted again, it comes back.
    record CreditsWithdrawn(String source, String feature) implements DomainEvent {
        @Override
        public String type() {
            return "credits.withdrawn";
        }

        @Override
        public String subject() {
            return source;
        }
    }

    /// The provider customer was deleted at the provider.
    record CustomerUnlinked(String customer) implements DomainEvent {
        @Override
        public String type() {
            return "customer.unlinked";
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

    /// Something was told of the user; not what.
    record ProfileChanged(Set<String> fields) implements DomainEvent {
        public ProfileChanged {
            fields = Set.copyOf(fields);
        }

        @Override
        public String type() {
            return "profile.changed";
        }

        @Override
        public String subject() {
            return "profile";
        }

        @Override
        public boolean isPublished() {
            return false;
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
