package io.tollgate.accounts.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Attempts;
import io.tollgate.accounts.Customer;
import io.tollgate.accounts.TestClock;
import io.tollgate.accounts.Touching;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.entitlements.postgres.SnapshotDocument;
import io.tollgate.orders.Order;
import io.tollgate.orders.postgres.OrderDocument;
import io.tollgate.postgres.Json;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Times;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.postgres.SubscriptionDocument;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads an account: its row, its live sources, and the history that is named.
final class LoadAccount {
    private static final String ACCOUNT = """
            select customer_id, customer_creating::text, test_clock, clock_time, snapshot::text, sweep_at, audit_seq,
                   audit_head, tried_out, attempts::text
            from accounts
            where project_id = $1 and user_id = $2""";

    static final String LOCK = ACCOUNT + " for update";

    /// Live in the account's own time, and those of live subscriptions.
    static final String LIVE_ORDERS = """
            select order_id, document::text
            from orders
            where project_id = $1 and user_id = $2
              and live_until > coalesce(
                  (select clock_time from accounts where project_id = $1 and user_id = $2), $3)
                  - make_interval(secs => $4)
            union
            select o.order_id, o.document::text
            from orders o join subscriptions s on s.project_id = o.project_id and s.order_id = o.order_id
            where s.project_id = $1 and s.user_id = $2 and s.live""";

    static final String LIVE_SUBSCRIPTIONS = """
            select provider_id, document::text
            from subscriptions
            where project_id = $1 and user_id = $2 and live""";

    /// The orders that are named, and those of the subscriptions that are named.
    private static final String NAMED = """
            with named as (
                select order_id from orders
                where project_id = $1 and user_id = $2 and order_id = any($3)
                union
                select order_id from orders
                where project_id = $1 and user_id = $2 and subscription_id = any($4)
                union
                select order_id from orders
                where project_id = $1 and user_id = $2 and payment_intent_id = any($5)
                union
                select order_id from orders
                where project_id = $1 and user_id = $2 and session_id = any($6)
                union
                select order_id from subscriptions
                where project_id = $1 and user_id = $2 and provider_id = any($4)
            )
            """;

    static final String NAMED_ORDERS = NAMED + """
            select order_id, document::text
            from orders
            where project_id = $1 and user_id = $2 and order_id in (select order_id from named)""";

    static final String NAMED_SUBSCRIPTIONS = NAMED + """
            select provider_id, document::text
            from subscriptions
            where project_id = $1 and user_id = $2
              and (provider_id = any($4) or order_id in (select order_id from named))""";

    private final Json json;

    LoadAccount(Json json) {
        this.json = json;
    }

    /// The account as it is stored, and what is stored with it for the adapter alone.
    ///
    /// @param sweepAt when the sweeper is to look next
    record Loaded(Account account, @Nullable Instant sweepAt, long auditSeq, byte[] auditHead) {}

    List<Statement> locking(AccountId id, Touching touching, Instant now) {
        return statements(LOCK, id, touching, now);
    }

    List<Statement> reading(AccountId id, Instant now) {
        return statements(ACCOUNT, id, Touching.NOTHING, now);
    }

    /// Each is a statement of its own: it sees what was committed while the first one waited for the lock.
    private static List<Statement> statements(String account, AccountId id, Touching touching, Instant now) {
        String project = id.project().value();
        String user = id.user().value();
        List<Statement> statements = new ArrayList<>();
        statements.add(Statement.of(account, project, user));
        statements.add(Statement.of(LIVE_ORDERS, project, user, Times.stored(now), (double) Account.LATE.toSeconds()));
        statements.add(Statement.of(LIVE_SUBSCRIPTIONS, project, user));
        if (!touching.equals(Touching.NOTHING) && !touching.equals(Touching.PROFILE)) {
            Object[] named = {
                project,
                user,
                touching.orders().toArray(String[]::new),
                touching.subscriptions().toArray(String[]::new),
                touching.paymentIntents().toArray(String[]::new),
                touching.sessions().toArray(String[]::new)
            };
            statements.add(Statement.of(NAMED_ORDERS, named));
            statements.add(Statement.of(NAMED_SUBSCRIPTIONS, named));
        }
        if (touching.profile()) {
            statements.add(PostgresProfiles.statement(id));
        }
        return statements;
    }

    /// @param rows of the statements above, in their order
    Optional<Loaded> loaded(AccountId id, Touching touching, List<RowSet<Row>> rows) {
        for (Row row : rows.getFirst()) {
            Map<String, Order> orders = new LinkedHashMap<>();
            Map<String, Subscription> subscriptions = new LinkedHashMap<>();
            for (int i = 1; i + 1 < rows.size(); i += 2) {
                rows.get(i).forEach(order -> orders.computeIfAbsent(order.getString(0), _ -> order(order)));
                rows.get(i + 1)
                        .forEach(subscription -> subscriptions.computeIfAbsent(
                                subscription.getString(0), _ -> subscription(subscription)));
            }
            Account account = new Account(
                    id,
                    customer(row),
                    clock(row),
                    List.copyOf(orders.values()),
                    List.copyOf(subscriptions.values()),
                    snapshot(row),
                    row.getBoolean("tried_out"),
                    attempts(row),
                    touching.profile() ? PostgresProfiles.read(json, rows.getLast()) : null);
            Buffer head = row.getBuffer("audit_head");
            return Optional.of(
                    new Loaded(account, Times.readOrNull(row, "sweep_at"), row.getLong("audit_seq"), head.getBytes()));
        }
        return Optional.empty();
    }

    private Order order(Row row) {
        return json.read(row.getString(1), OrderDocument.class).toOrder();
    }

    private Subscription subscription(Row row) {
        return json.read(row.getString(1), SubscriptionDocument.class).toSubscription();
    }

    private Snapshot snapshot(Row row) {
        return json.read(row.getString("snapshot"), SnapshotDocument.class).toSnapshot();
    }

    private Customer customer(Row row) {
        String known = row.getString("customer_id");
        String creating = row.getString("customer_creating");
        if (known != null) {
            return new Customer.Known(known);
        }
        return creating == null
                ? new Customer.None()
                : json.read(creating, CreatingDocument.class).toCustomer();
    }

    private Attempts attempts(Row row) {
        String attempts = row.getString("attempts");
        return attempts == null
                ? Attempts.NONE
                : json.read(attempts, AttemptsDocument.class).toAttempts();
    }

    private static @Nullable TestClock clock(Row row) {
        String clock = row.getString("test_clock");
        return clock == null ? null : new TestClock(clock, Objects.requireNonNull(Times.readOrNull(row, "clock_time")));
    }

    /// A customer that is being made, as stored.
    @RegisterForReflection
    record CreatingDocument(String operation, @Nullable String email, Instant since) {
        static CreatingDocument of(Customer.Creating creating) {
            return new CreatingDocument(creating.operation(), creating.email(), creating.since());
        }

        Customer toCustomer() {
            return new Customer.Creating(operation, email, since);
        }
    }
}
