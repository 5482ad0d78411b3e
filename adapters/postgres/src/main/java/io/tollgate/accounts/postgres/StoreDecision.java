package io.tollgate.accounts.postgres;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Attempts;
import io.tollgate.accounts.Customer;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.Effect;
import io.tollgate.accounts.TestClock;
import io.tollgate.accounts.postgres.LoadAccount.CreatingDocument;
import io.tollgate.accounts.postgres.LoadAccount.Loaded;
import io.tollgate.audit.Cause;
import io.tollgate.audit.postgres.AuditChain;
import io.tollgate.audit.postgres.EventDetail;
import io.tollgate.credits.CreditLot;
import io.tollgate.entitlements.postgres.SnapshotDocument;
import io.tollgate.ids.Ids;
import io.tollgate.invoices.postgres.PostgresInvoices;
import io.tollgate.jobs.postgres.PostgresJobs;
import io.tollgate.orders.Interval;
import io.tollgate.orders.Order;
import io.tollgate.orders.Payment;
import io.tollgate.orders.Sale;
import io.tollgate.orders.postgres.OrderDocument;
import io.tollgate.postgres.Json;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Times;
import io.tollgate.providerevents.postgres.PostgresInbox;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.publishing.EventEncoder;
import io.tollgate.publishing.EventEncoder.Message;
import io.tollgate.publishing.postgres.PostgresOutbox;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.postgres.SubscriptionDocument;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The statements that store what a decision has changed, and nothing else.
final class StoreDecision {
    private static final String ACCOUNT = """
            update accounts set customer_id = $3, customer_creating = $4::text::jsonb, test_clock = $5, clock_time = $6,
                   snapshot = $7::text::jsonb, version = $8, sweep_at = $9, next_change_at = $9, audit_seq = $10,
                   audit_head = $11, tried_out = $12, attempts = $13::text::jsonb
            where project_id = $1 and user_id = $2""";

    /// An id that is another user's makes the user null, which the table refuses, and with it the whole decision.
    private static final String ORDER = """
            insert into orders (project_id, order_id, user_id, status, session_id, subscription_id, payment_intent_id,
                                live_until, entitlements_version, document)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::jsonb)
            on conflict (project_id, order_id) do update
            set status = excluded.status, session_id = excluded.session_id, subscription_id = excluded.subscription_id,
                payment_intent_id = excluded.payment_intent_id, live_until = excluded.live_until,
                entitlements_version = case orders.entitlements_version when 0 then excluded.entitlements_version
                                                                       else orders.entitlements_version end,
                document = excluded.document, user_id = case when orders.user_id = excluded.user_id
                                                             then orders.user_id end""";

    private static final String SUBSCRIPTION = """
            insert into subscriptions (project_id, subscription_id, user_id, order_id, provider_id, plan, status, live,
                                       document)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb)
            on conflict (project_id, subscription_id) do update
            set provider_id = excluded.provider_id, plan = excluded.plan, status = excluded.status,
                live = excluded.live, document = excluded.document,
                user_id = case when subscriptions.user_id = excluded.user_id then subscriptions.user_id end""";

    private static final String HISTORY = """
            insert into source_history (project_id, user_id, source_id, kind, status, catalog_version, document,
                                        cause_kind, cause_id, known_from)
            values ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8, $9, $10)""";

    private static final String LOT = """
            insert into credit_lots (project_id, user_id, feature, source, period, amount, remaining, expires_at,
                                     granted_at)
            values ($1, $2, $3, $4, $5, $6, $6, $7, $8)
            on conflict (project_id, user_id, feature, source, period)""";

    private static final String GRANT = LOT + " do nothing";

    private static final String RESTORE =
            LOT + " do update set remaining = credit_lots.remaining + credit_lots.withdrawn, withdrawn = 0";

    private static final String WITHDRAW = """
            update credit_lots set withdrawn = withdrawn + remaining, remaining = 0
            where project_id = $1 and user_id = $2 and source = $3 and ($4 = '' or period = $4)""";

    private static final String PAYMENT = """
            insert into payments (project_id, order_id, provider_id, user_id, status, amount, refunded, currency, paid_at,
                                  reason)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (project_id, order_id, provider_id) do update
            set status = case payments.status when 'succeeded' then payments.status else excluded.status end,
                reason = case payments.status when 'succeeded' then null else excluded.reason end,
                amount = greatest(payments.amount, excluded.amount),
                refunded = excluded.refunded,
                reserved = least(payments.reserved,
                                 greatest(greatest(payments.amount, excluded.amount) - excluded.refunded, 0)),
                paid_at = least(payments.paid_at, excluded.paid_at)
            where payments.user_id = excluded.user_id""";

    /// More than is left is refused by the table, and with it the whole decision.
    private static final String RESERVE = """
            update payments set reserved = greatest(reserved + $5, 0)
            where project_id = $1 and order_id = $2 and provider_id = $3 and user_id = $4""";

    /// What is known of an owner stays: nobody takes over another's object by naming it.
    private static final String OBJECTS = """
            insert into provider_objects (provider_account, connected_account, object_id, project_id, user_id)
            select provider_account, '', unnest($3::text[]), project_id, $2
            from projects where project_id = $1
            on conflict do nothing""";

    private final Json json;
    private final Ids ids;
    private final EventEncoder encoder;

    StoreDecision(Json json, Ids ids, EventEncoder encoder) {
        this.json = json;
        this.ids = ids;
        this.encoder = encoder;
    }

    /// @param publishes whether messages are among them
    record Writes(List<Statement> statements, boolean publishes) {}

    Writes of(Loaded loaded, Decision<?> decision, Cause cause, Instant now) {
        Account before = loaded.account();
        Account after = decision.account();
        List<Statement> statements = new ArrayList<>();
        AuditChain audit = new AuditChain(json, loaded.auditSeq(), loaded.auditHead());
        decision.events()
                .forEach(event -> audit.add(ids, now, event.type(), subject(event), cause, EventDetail.of(event)));

        account(loaded, after, audit).ifPresent(statements::add);
        add(statements, ORDER, changedOrders(before, after).map(order -> order(after, order)));
        add(statements, SUBSCRIPTION, changedSubscriptions(before, after).map(s -> subscription(after, s)));
        add(statements, HISTORY, history(before, after, cause, now));
        objects(before, after).ifPresent(statements::add);
        if (!audit.added().isEmpty()) {
            statements.add(audit.insert(project(after.id()), user(after.id())));
        }
        decision.effects().forEach(effect -> statements.addAll(effect(after.id(), effect, now)));
        List<Tuple> messages = messages(before, after, decision.events(), now);
        add(statements, PostgresOutbox.INSERT, messages.stream());
        return new Writes(statements, !messages.isEmpty());
    }

    /// What it happened to; where that is the user, the chain says who.
    private static String subject(DomainEvent event) {
        return event instanceof DomainEvent.EntitlementsChanged ? "entitlements" : event.subject();
    }

    private static void add(List<Statement> statements, String sql, Stream<Tuple> rows) {
        List<Tuple> all = rows.toList();
        if (!all.isEmpty()) {
            statements.add(Statement.batch(sql, all));
        }
    }

    private Optional<Statement> account(Loaded loaded, Account after, AuditChain audit) {
        Account before = loaded.account();
        Instant change = after.clock() == null ? after.snapshot().nextChangeAt() : null;
        Instant sweepAt = change == null ? null : Times.truncated(change);
        boolean same = after.customer().equals(before.customer())
                && Objects.equals(after.clock(), before.clock())
                && after.snapshot().equals(before.snapshot())
                && after.triedOut() == before.triedOut()
                && after.attempts().equals(before.attempts())
                && Objects.equals(sweepAt, loaded.sweepAt())
                && audit.added().isEmpty();
        if (same) {
            return Optional.empty();
        }
        TestClock clock = after.clock();
        return Optional.of(Statement.of(
                ACCOUNT,
                project(after.id()),
                user(after.id()),
                after.customer() instanceof Customer.Known known ? known.id() : null,
                after.customer() instanceof Customer.Creating creating
                        ? json.write(CreatingDocument.of(creating))
                        : null,
                clock == null ? null : clock.id(),
                clock == null ? null : Times.stored(clock.frozenTime()),
                json.write(SnapshotDocument.of(after.snapshot())),
                after.snapshot().version(),
                Times.storedOrNull(sweepAt),
                audit.seq(),
                Buffer.buffer(audit.head()),
                after.triedOut(),
                after.attempts().equals(Attempts.NONE) ? null : json.write(AttemptsDocument.of(after.attempts()))));
    }

    private static Stream<Order> changedOrders(Account before, Account after) {
        return after.orders().stream()
                .filter(order -> before.order(order.id()).filter(order::equals).isEmpty());
    }

    private static Stream<Subscription> changedSubscriptions(Account before, Account after) {
        return after.subscriptions().stream()
                .filter(s ->
                        before.subscription(s.providerId()).filter(s::equals).isEmpty());
    }

    private Tuple order(Account account, Order order) {
        Sale sale = order.sale();
        return tuple(
                project(account.id()),
                sale.id().value(),
                user(account.id()),
                order.status(),
                sale.page() == null ? null : sale.page().sessionId(),
                sale.subscriptionId(),
                sale.paymentIntentId(),
                liveUntil(order),
                order instanceof Order.Paid ? account.snapshot().version() : 0L,
                json.write(OrderDocument.of(order)));
    }

    /// See [Account#isLive(Order, Instant)]; the time that it allows for late events is allowed for by the reader, who
    /// also finds the orders of live subscriptions.
    private static @Nullable OffsetDateTime liveUntil(Order order) {
        return switch (order) {
            case Order.Pending _, Order.Processing _ -> OffsetDateTime.MAX;
            case Order.Paid paid -> {
                Interval interval = paid.interval();
                if (interval == null) {
                    yield null;
                }
                yield interval.runEnd() == null || paid.isSuspended()
                        ? OffsetDateTime.MAX
                        : Times.stored(interval.runEnd());
            }
            case Order.Failed _, Order.Expired _, Order.Canceled _ -> null;
        };
    }

    private Tuple subscription(Account account, Subscription subscription) {
        return tuple(
                project(account.id()),
                subscription.id(),
                user(account.id()),
                subscription.order().value(),
                subscription.providerId(),
                subscription.terms().plan(),
                status(subscription),
                account.isLive(subscription),
                json.write(SubscriptionDocument.of(subscription)));
    }

    private static @Nullable String status(Subscription subscription) {
        return subscription.status().map(status -> status.spelling()).orElse(null);
    }

    private Stream<Tuple> history(Account before, Account after, Cause cause, Instant now) {
        Stream<Tuple> orders = changedOrders(before, after)
                .filter(order -> before.order(order.id())
                        .filter(was -> worth(was).equals(worth(order)))
                        .isEmpty())
                .map(order -> tuple(
                        project(after.id()),
                        user(after.id()),
                        order.id().value(),
                        "order",
                        order.status(),
                        order.sale().terms().catalogVersion(),
                        json.write(OrderDocument.of(order)),
                        cause.kind(),
                        cause.actorId(),
                        Times.stored(now)));
        Stream<Tuple> subscriptions = changedSubscriptions(before, after)
                .map(subscription -> tuple(
                        project(after.id()),
                        user(after.id()),
                        subscription.id(),
                        "subscription",
                        Optional.ofNullable(status(subscription)).orElse("unknown"),
                        subscription.terms().catalogVersion(),
                        json.write(SubscriptionDocument.of(subscription)),
                        cause.kind(),
                        cause.actorId(),
                        Times.stored(now)));
        return Stream.concat(orders, subscriptions);
    }

    /// What decides what an order is worth; a page that opens is none of it.
    private static List<Object> worth(Order order) {
        return List.of(
                order.status(),
                order.sale().terms(),
                order.sale().quantity(),
                order.sale().reversals(),
                Optional.ofNullable(order instanceof Order.Paid paid ? paid.interval() : null));
    }

    private static Optional<Statement> objects(Account before, Account after) {
        Set<String> fresh = objects(after);
        fresh.removeAll(objects(before));
        return fresh.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Statement.of(OBJECTS, project(after.id()), user(after.id()), fresh.toArray(String[]::new)));
    }

    /// Sorted, so that two accounts that name the same objects meet in the same order.
    private static Set<String> objects(Account account) {
        Set<String> objects = new TreeSet<>();
        if (account.customer() instanceof Customer.Known known) {
            objects.add(known.id());
        }
        account.subscriptions().forEach(subscription -> objects.add(subscription.providerId()));
        for (Order order : account.orders()) {
            Sale sale = order.sale();
            Stream.of(
                            Optional.ofNullable(sale.page()).map(page -> page.sessionId()),
                            Optional.ofNullable(sale.subscriptionId()),
                            Optional.ofNullable(sale.paymentIntentId()))
                    .flatMap(Optional::stream)
                    .forEach(objects::add);
        }
        return objects;
    }

    private List<Statement> effect(AccountId id, Effect effect, Instant now) {
        return switch (effect) {
            case Effect.Schedule schedule ->
                List.of(PostgresJobs.schedule(ids, json, List.of(schedule.job()), now.plus(schedule.in()), now));
            case Effect.Unschedule unschedule -> List.of(PostgresJobs.unschedule(unschedule.job()));
            case Effect.GrantCredits grant -> List.of(lot(GRANT, id, grant.lot(), now));
            case Effect.RestoreCredits restore -> List.of(lot(RESTORE, id, restore.lot(), now));
            case Effect.WithdrawCredits withdraw ->
                List.of(Statement.of(WITHDRAW, project(id), user(id), withdraw.source(), withdraw.period()));
            case Effect.Record made -> List.of(payment(id, made.payment()));
            case Effect.Reserve reserve ->
                List.of(Statement.of(
                        RESERVE, project(id), reserve.order().value(), reserve.payment(), user(id), reserve.units()));
            case Effect.TellCustomer tell -> List.of(PostgresJobs.scheduleIfToldOf(ids, json, tell.job(), now));
            case Effect.ChangeProfile told -> List.of(PostgresProfiles.change(json, id, told.change()));
            case Effect.MirrorInvoice mirror -> List.of(PostgresInvoices.mirror(id, mirror.invoice()));
            case Effect.Settle settle -> List.of(PostgresInbox.settle(settle.inboxId(), settle.settlement(), now));
        };
    }

    private static Statement lot(String sql, AccountId id, CreditLot lot, Instant now) {
        return Statement.of(
                sql,
                project(id),
                user(id),
                lot.feature(),
                lot.source(),
                lot.period(),
                lot.amount(),
                Times.storedOrNull(lot.expiresAt()),
                Times.stored(now));
    }

    private static Statement payment(AccountId id, Payment payment) {
        return Statement.of(
                PAYMENT,
                project(id),
                payment.order().value(),
                payment.providerId(),
                user(id),
                payment.status(),
                payment.amount().amount(),
                payment.refunded().amount(),
                payment.amount().currency(),
                Times.storedOrNull(payment.paidAt()),
                payment.reason());
    }

    private List<Tuple> messages(Account before, Account after, List<DomainEvent> events, Instant now) {
        Stream<Message> told = events.stream()
                .filter(DomainEvent::isPublished)
                .map(event -> encoder.event(ids.next("evt"), after.id(), event, after.snapshot(), now));
        Stream<Message> held = after.snapshot().version() > before.snapshot().version()
                ? Stream.of(encoder.snapshot(ids.next("evt"), after.id(), after.snapshot(), now))
                : Stream.empty();
        return Stream.concat(told, held)
                .map(message -> PostgresOutbox.row(after.id().project(), message, now))
                .toList();
    }

    private static String project(AccountId id) {
        return id.project().value();
    }

    private static String user(AccountId id) {
        return id.user().value();
    }

    private static Tuple tuple(@Nullable Object... values) {
        return Tuple.from(values);
    }
}
