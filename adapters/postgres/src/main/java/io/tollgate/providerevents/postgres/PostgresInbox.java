package io.tollgate.providerevents.postgres;

import io.tollgate.accounts.AccountId;
import io.tollgate.ids.Ids;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.DurableWork;
import io.tollgate.postgres.Json;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Times;
import io.tollgate.providerevents.Fetched;
import io.tollgate.providerevents.Inbox;
import io.tollgate.providerevents.InboxEvent;
import io.tollgate.providerevents.ReceivedEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The inbox on PostgreSQL. No transaction of ours spans its rows and their processing: a lease does.
@Singleton
public final class PostgresInbox implements Inbox {
    /// A duplicate writes, too: only then has it met the first one's commit before it is answered.
    static final String STORE = """
            insert into inbox (id, provider_account, connected_account, event_key, event_id, type, body, received_at,
                               status, reason, settled_at, due_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            on conflict (provider_account, connected_account, event_key) do update
            set deliveries = inbox.deliveries + 1""";

    private static final DurableWork WORK = new DurableWork("inbox", "id = $1", 1);

    private static final String EVENT =
            "id, provider_account, connected_account, body, received_at, project_id, user_id, attempts, fetched";

    static final String CLAIM_UNROUTED = WORK.claim("id", """
            select id from inbox
            where due_at <= $1 and project_id is null
            order by due_at, id
            limit $3
            for update skip locked""", EVENT);

    /// One claim at a time: only so can it be sure that no other, not yet committed, takes an event of the same
    /// account. A statement of its own, so that the claim sees what the one before has committed.
    private static final String ONE_AT_A_TIME = "select pg_advisory_xact_lock(8201)";

    /// Looks at some more events than it takes, as an account's second event must wait.
    static final String CLAIM = WORK.claim("id", """
            select id from (
                select id, due_at, row_number() over (partition by project_id, user_id order by due_at, id) as nth
                from (
                    select id, due_at, project_id, user_id from inbox
                    where due_at <= $1 and project_id is not null
                      and not exists (
                          select from inbox taken
                          where taken.project_id = inbox.project_id and taken.user_id = inbox.user_id
                            and taken.leased_until > $1)
                    order by due_at, id
                    limit $3 * 8
                    for update skip locked
                ) due
            ) first_of_each
            where nth = 1
            order by due_at, id
            limit $3""", EVENT);

    static final String OWNERS = """
            select object_id, project_id, user_id from provider_objects
            where provider_account = $1 and connected_account = $2 and object_id = any($3)""";

    /// From now on the tries are counted anew, and the oldest is again the first.
    private static final String ROUTE = """
            update inbox set project_id = routed.project_id, user_id = routed.user_id, attempts = 0,
                             due_at = inbox.received_at, leased_until = null
            from unnest($1::text[], $2::text[], $3::text[]) as routed (id, project_id, user_id)
            where inbox.id = routed.id and inbox.due_at is not null""";

    private static final String KEEP = "update inbox set fetched = $2 where id = $1 and due_at is not null";

    private static final String SETTLE = """
            update inbox set status = $2, reason = $3, settled_at = $4, due_at = null, leased_until = null
            where id = $1 and due_at is not null""";

    private static final String ATTEMPTS = "select attempts from inbox where id = $1";

    private final Database database;
    private final Json json;
    private final Ids ids;
    private final InstantSource time;

    public PostgresInbox(Database database, Json json, Ids ids, InstantSource time) {
        this.database = database;
        this.json = json;
        this.ids = ids;
        this.time = time;
    }

    @Override
    public CompletionStage<Void> store(ReceivedEvent event) {
        boolean parked = event.parkedAs() != null;
        Tuple row = tuple(
                ids.next("whk"),
                event.provider().name(),
                column(event.connectedAccount()),
                key(event),
                event.eventId(),
                event.type(),
                Buffer.buffer(event.body()),
                Times.stored(event.receivedAt()),
                parked ? "parked" : "received",
                parked ? event.parkedAs() : "",
                parked ? Times.stored(event.receivedAt()) : null,
                parked ? null : Times.stored(event.receivedAt()));
        return database.send(Statement.batch(STORE, List.of(row)))
                .<Void>mapEmpty()
                .toCompletionStage();
    }

    /// Null can be no part of a key.
    private static String column(@Nullable String connectedAccount) {
        return connectedAccount == null ? "" : connectedAccount;
    }

    private static String key(ReceivedEvent event) {
        if (event.eventId() != null) {
            return "id:" + event.eventId();
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(event.body());
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<InboxEvent> claimUnrouted(int limit, Duration lease) {
        Statement claim = claim(CLAIM_UNROUTED, limit, lease);
        return events(Database.again(() -> database.run(claim)));
    }

    @Override
    public List<InboxEvent> claim(int limit, Duration lease) {
        List<Statement> claim = List.of(Statement.of(ONE_AT_A_TIME), claim(CLAIM, limit, lease));
        return events(Database.again(() -> database.runTogether(claim)).getLast());
    }

    private Statement claim(String sql, int limit, Duration lease) {
        Instant now = time.instant();
        return Statement.of(sql, Times.stored(now), Times.stored(now.plus(lease)), limit);
    }

    private List<InboxEvent> events(RowSet<Row> rows) {
        List<InboxEvent> events = new ArrayList<>();
        rows.forEach(row -> events.add(event(row)));
        events.sort(Comparator.comparing(InboxEvent::receivedAt).thenComparing(InboxEvent::id));
        return events;
    }

    private InboxEvent event(Row row) {
        String connected = row.getString("connected_account");
        String project = row.getString("project_id");
        return new InboxEvent(
                row.getString("id"),
                new ProviderAccount(row.getString("provider_account")),
                connected.isEmpty() ? null : connected,
                row.getBuffer("body").getBytes(),
                Times.read(row, "received_at"),
                project == null ? null : AccountId.of(project, row.getString("user_id")),
                row.getInteger("attempts"),
                fetched(row.getBuffer("fetched")));
    }

    private Fetched fetched(@Nullable Buffer stored) {
        return stored == null
                ? Fetched.NOTHING
                : json.read(stored.toString(StandardCharsets.UTF_8), FetchedDocument.class)
                        .toFetched();
    }

    @Override
    public void keep(String id, Fetched fetched) {
        Buffer document = Buffer.buffer(json.write(FetchedDocument.of(fetched)));
        Database.again(() -> database.run(Statement.of(KEEP, id, document)));
    }

    @Override
    public Map<String, AccountId> owners(
            ProviderAccount provider, @Nullable String connectedAccount, Collection<String> objectIds) {
        Map<String, AccountId> owners = new HashMap<>();
        if (!objectIds.isEmpty()) {
            database.run(Statement.of(
                            OWNERS, provider.name(), column(connectedAccount), objectIds.toArray(String[]::new)))
                    .forEach(row -> owners.put(
                            row.getString("object_id"),
                            AccountId.of(row.getString("project_id"), row.getString("user_id"))));
        }
        return owners;
    }

    @Override
    public void route(Map<String, AccountId> accounts) {
        if (accounts.isEmpty()) {
            return;
        }
        List<String> events = new ArrayList<>();
        List<String> projects = new ArrayList<>();
        List<String> users = new ArrayList<>();
        // Sorted: two that route the same events lock them in the same order.
        new TreeMap<>(accounts).forEach((event, account) -> {
            events.add(event);
            projects.add(account.project().value());
            users.add(account.user().value());
        });
        Statement route = Statement.of(
                ROUTE, events.toArray(String[]::new), projects.toArray(String[]::new), users.toArray(String[]::new));
        Database.again(() -> database.run(route));
    }

    @Override
    public void settle(String id, Settlement settlement) {
        if (settlement.status() != Settlement.Status.RETRY) {
            database.run(settle(id, settlement, time.instant()));
            return;
        }
        for (Row row : database.run(Statement.of(ATTEMPTS, id))) {
            database.run(WORK.retry(row.getInteger("attempts"), settlement.reason(), time.instant(), id));
        }
    }

    /// Settles an event with an account's commit: for good, as a decision that was made isn't tried again.
    public static Statement settle(String id, Settlement settlement, Instant now) {
        String status =
                switch (settlement.status()) {
                    case PROCESSED -> "processed";
                    case IGNORED -> "ignored";
                    case PARKED -> "parked";
                    case RETRY -> throw new IllegalArgumentException("what was decided isn't tried again");
                };
        return Statement.of(SETTLE, id, status, settlement.reason(), Times.stored(now));
    }

    @Override
    public void release(Collection<String> events) {
        if (!events.isEmpty()) {
            database.run(WORK.release(
                    time.instant(), events.stream().map(id -> Tuple.of(id)).toList()));
        }
    }

    private static Tuple tuple(@Nullable Object... values) {
        return Tuple.from(values);
    }
}
