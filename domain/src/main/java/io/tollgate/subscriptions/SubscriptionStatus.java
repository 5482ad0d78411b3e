package io.tollgate.subscriptions;

import java.util.Arrays;
import java.util.Optional;

/// The provider's statuses. https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses
public enum SubscriptionStatus {
    INCOMPLETE("incomplete", "incomplete"),
    TRIALING("trialing", "trialing"),
    ACTIVE("active", "active"),
    PAST_DUE("past_due", "pastDue"),
    UNPAID("unpaid", "unpaid"),
    PAUSED("paused", "paused"),
    CANCELED("canceled", "canceled"),
    INCOMPLETE_EXPIRED("incomplete_expired", "incompleteExpired");

    private final String provider;
    private final String spelling;

    SubscriptionStatus(String provider, String spelling) {
        this.provider = provider;
        this.spelling = spelling;
    }

    /// As we spell it outside.
    public String spelling() {
        return spelling;
    }

    public static Optional<SubscriptionStatus> ofProvider(String status) {
        return Arrays.stream(values()).filter(s -> s.provider.equals(status)).findFirst();
    }

    public boolean isTerminal() {
        return this == CANCELED || this == INCOMPLETE_EXPIRED;
    }

    /// Whether it is to renew and may give access for what is paid.
    public boolean isLive() {
        return this == TRIALING || this == ACTIVE || this == PAST_DUE;
    }

    /// Whether it stands in the way of another subscription to the same plan.
    public boolean occupiesPlan() {
        return !isTerminal() && this != INCOMPLETE;
    }
}
