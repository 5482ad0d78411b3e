package io.tollgate.tenancy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an API key may do; spelled `plans:read` outside.
public enum Scope {
    PLANS_READ,
    ORDERS_READ,
    CHECKOUT_WRITE,
    PAYMENTS_WRITE,
    REFUNDS_WRITE,
    SUBSCRIPTIONS_READ,
    SUBSCRIPTIONS_WRITE,
    PORTAL_WRITE,
    ENTITLEMENTS_READ,
    STREAM_READ,
    WORKSPACES_READ,
    WORKSPACES_WRITE,
    CREDITS_READ,
    CREDITS_WRITE,
    USAGE_WRITE,
    SELLERS_READ,
    SELLERS_WRITE,
    COMMISSIONS_WRITE;

    private final String spelling = name().toLowerCase(Locale.ROOT).replace('_', ':');

    public String spelling() {
        return spelling;
    }

    public static Optional<Scope> spelled(String spelling) {
        return Arrays.stream(values())
                .filter(scope -> scope.spelling.equals(spelling))
                .findFirst();
    }
}
