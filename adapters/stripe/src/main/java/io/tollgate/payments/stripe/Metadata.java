package io.tollgate.payments.stripe;

import io.tollgate.accounts.AccountId;
import io.tollgate.orders.OrderId;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.UserId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What we write on every object that we make, so that its events find their way home. Callers can't set keys with
/// our prefix.
public final class Metadata {
    public static final String PREFIX = "tollgate_";
    public static final String PROJECT = "tollgate_project";
    public static final String USER = "tollgate_user";
    public static final String ORDER = "tollgate_order";
    public static final String OPERATION = "tollgate_operation";

    private Metadata() {}

    static Map<String, String> of(AccountId account, String operation) {
        return Map.of(PROJECT, account.project().value(), USER, account.user().value(), OPERATION, operation);
    }

    /// The caller's own keys, and ours over them.
    static Map<String, String> of(AccountId account, OrderId order, Map<String, String> callers) {
        Map<String, String> all = new HashMap<>();
        callers.forEach((key, value) -> {
            if (!key.startsWith(PREFIX)) {
                all.put(key, value);
            }
        });
        all.putAll(of(account, order.value()));
        all.put(ORDER, order.value());
        return all;
    }

    /// The account that an object's metadata names; empty if it has none that can be one.
    public static Optional<AccountId> account(StripeObject metadata) {
        Optional<ProjectId> project =
                metadata.find(PROJECT).filter(ProjectId::isValid).map(ProjectId::new);
        Optional<UserId> user = metadata.find(USER).filter(UserId::isValid).map(UserId::new);
        return project.flatMap(p -> user.map(u -> new AccountId(p, u)));
    }

    public static Optional<OrderId> order(StripeObject metadata) {
        return metadata.find(ORDER)
                .filter(id -> id.matches("ord_[A-Za-z0-9_-]{1,100}"))
                .map(OrderId::new);
    }
}
