package io.tollgate.orders.postgres;

import io.tollgate.money.Money;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.OrderView;
import io.tollgate.orders.Orders;
import io.tollgate.orders.Payment;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.Json;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Times;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.postgres.SubscriptionDocument;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.Settings;
import io.tollgate.tenancy.UserId;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads of orders; they are written with the account's commit.
@Singleton
public final class PostgresOrders implements Orders {
    private static final String COLUMNS = """
            select order_id, user_id, entitlements_version, document::text,
                   (select document::text from subscriptions
                    where subscriptions.project_id = orders.project_id
                      and subscriptions.order_id = orders.order_id
                    order by subscription_id limit 1) as subscription
            from orders
            """;

    private static final String FIND = COLUMNS + "where project_id = $1 and order_id = $2";

    static final String BY_PAYMENT = COLUMNS + """
            where project_id = $1 and order_id in (
                select order_id from payments where project_id = $1 and provider_id = $2)""";

    private static final String PAYMENTS = """
            select order_id, provider_id, status, reason, amount, refunded, currency, paid_at from payments
            where project_id = $1 and order_id = any($2)
            order by paid_at desc nulls first, provider_id""";

    private final Database database;
    private final Json json;
    private final Projects projects;

    /// @param projects whose settings say how long a subscription gives access
    public PostgresOrders(Database database, Json json, Projects projects) {
        this.database = database;
        this.json = json;
        this.projects = projects;
    }

    @Override
    public Optional<OrderView> find(ProjectId project, OrderId id) {
        return views(project, database.run(Statement.of(FIND, project.value(), id.value()))).stream()
                .findFirst();
    }

    @Override
    public Optional<OrderView> findByPayment(ProjectId project, String providerId) {
        return views(project, database.run(Statement.of(BY_PAYMENT, project.value(), providerId))).stream()
                .findFirst();
    }

    @Override
    public List<OrderView> list(
            ProjectId project,
            @Nullable UserId user,
            @Nullable String status,
            @Nullable String sessionId,
            @Nullable OrderId before,
            int limit) {
        return views(project, database.run(listing(project, user, status, sessionId, before, limit)));
    }

    /// Only what is asked for stands in the condition, so that each question finds its index.
    static Statement listing(
            ProjectId project,
            @Nullable UserId user,
            @Nullable String status,
            @Nullable String sessionId,
            @Nullable OrderId before,
            int limit) {
        List<Object> parameters = new ArrayList<>(List.of(project.value(), limit));
        StringBuilder where = new StringBuilder("where project_id = $1");
        and(where, " and user_id = $", user == null ? null : user.value(), parameters);
        and(where, " and status = $", status, parameters);
        and(where, " and session_id = $", sessionId, parameters);
        and(where, " and order_id < $", before == null ? null : before.value(), parameters);
        return Statement.of(COLUMNS + where + " order by order_id desc limit $2", parameters.toArray());
    }

    /// @param condition ends where the parameter's number belongs
    private static void and(StringBuilder where, String condition, @Nullable String value, List<Object> parameters) {
        if (value != null) {
            parameters.add(value);
            where.append(condition).append(parameters.size());
        }
    }

    private List<OrderView> views(ProjectId project, RowSet<Row> rows) {
        if (rows.size() == 0) {
            return List.of();
        }
        Settings settings = projects.find(project).map(Project::settings).orElseGet(Settings::defaults);
        Map<String, List<Payment>> payments = payments(project, rows);
        List<OrderView> views = new ArrayList<>();
        for (Row row : rows) {
            Order order =
                    json.read(row.getString("document"), OrderDocument.class).toOrder();
            Optional<Subscription> subscription = Optional.ofNullable(row.getString("subscription"))
                    .map(document ->
                            json.read(document, SubscriptionDocument.class).toSubscription());
            views.add(new OrderView(
                    new UserId(row.getString("user_id")),
                    order,
                    subscription.map(Subscription::id).orElse(null),
                    expiresAt(order, subscription, settings),
                    row.getLong("entitlements_version"),
                    payments.getOrDefault(order.id().value(), List.of()),
                    OrderView.reversals(order, subscription)));
        }
        return views;
    }

    private static @Nullable Instant expiresAt(Order order, Optional<Subscription> subscription, Settings settings) {
        if (subscription.isPresent()) {
            return subscription.get().accessUntil(order.sale(), settings).orElse(null);
        }
        return order instanceof Order.Paid paid && paid.interval() != null
                ? paid.interval().until()
                : null;
    }

    private Map<String, List<Payment>> payments(ProjectId project, RowSet<Row> orders) {
        List<String> ids = new ArrayList<>();
        orders.forEach(row -> ids.add(row.getString("order_id")));
        Map<String, List<Payment>> payments = new HashMap<>();
        database.run(Statement.of(PAYMENTS, project.value(), ids.toArray(String[]::new)))
                .forEach(row -> payments.computeIfAbsent(row.getString("order_id"), _ -> new ArrayList<>())
                        .add(payment(row)));
        return payments;
    }

    private static Payment payment(Row row) {
        String currency = row.getString("currency");
        return new Payment(
                new OrderId(row.getString("order_id")),
                row.getString("provider_id"),
                row.getString("status"),
                row.getString("reason"),
                new Money(row.getLong("amount"), currency),
                new Money(row.getLong("refunded"), currency),
                Times.readOrNull(row, "paid_at"));
    }
}
