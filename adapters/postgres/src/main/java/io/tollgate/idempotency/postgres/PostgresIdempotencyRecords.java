package io.tollgate.idempotency.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tollgate.idempotency.IdempotencyRecords;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Times;
import io.tollgate.tenancy.ProjectId;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Idempotency records on PostgreSQL. A new key costs no count: a caller is counted once in so many.
@Singleton
public final class PostgresIdempotencyRecords implements IdempotencyRecords {
    /// New, or taken over: whoever gets a row back runs.
    private static final String BEGIN = """
            insert into idempotency_records (project_id, caller, method, path, key, body_hash, operation, leased_until,
                                             created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (project_id, caller, method, path, key) do update set leased_until = excluded.leased_until
            where idempotency_records.answer_status is null
              and idempotency_records.body_hash = excluded.body_hash
              and (idempotency_records.leased_until is null or idempotency_records.leased_until <= $9)
            returning operation""";

    private static final String FIND = """
            select body_hash, answer_status, answer_body from idempotency_records
            where project_id = $1 and caller = $2 and method = $3 and path = $4 and key = $5""";

    private static final String FINISH = """
            update idempotency_records set answer_status = $7, answer_body = $8, leased_until = null
            where project_id = $1 and caller = $2 and method = $3 and path = $4 and key = $5 and operation = $6
              and answer_status is null""";

    private static final String RELEASE = """
            update idempotency_records set leased_until = null
            where project_id = $1 and caller = $2 and method = $3 and path = $4 and key = $5 and operation = $6
              and answer_status is null""";

    /// Reads the index of one caller, and never more of it than the limit.
    private static final String COUNT = """
            select count(*) from (
                select 1 from idempotency_records
                where project_id = $1 and caller = $2 and created_at > $3
                limit $4) live""";

    /// A caller is counted anew after so many new keys. Replicas don't know of each other's: together they
    /// may pass the limit by so many each.
    private static final int UNCOUNTED = 1_000;

    /// How long a caller without room is believed to have none.
    private static final Duration REFUSED = Duration.ofMinutes(5);

    private static final int CALLERS = 10_000;

    private final Database database;
    private final InstantSource time;
    private final int most;
    private final Cache<Owner, Room> rooms =
            Caffeine.newBuilder().maximumSize(CALLERS).recordStats().build();

    @Inject
    public PostgresIdempotencyRecords(Database database, InstantSource time) {
        this(database, time, MOST);
    }

    /// @param most live keys per caller
    PostgresIdempotencyRecords(Database database, InstantSource time, int most) {
        this.database = database;
        this.time = time;
        this.most = most;
    }

    private record Owner(ProjectId project, String caller) {}

    /// How many new keys may begin before their caller is counted again.
    ///
    /// @param until if there are none: not counted again before this
    private record Room(AtomicInteger left, Instant until) {
        boolean holds(Instant now) {
            return left.get() > 0 || now.isBefore(until);
        }
    }

    @Override
    public Begun begin(Key key, String bodyHash, String operation, Duration lease) {
        Instant now = time.instant();
        Room room = room(new Owner(key.project(), key.caller()), now);
        if (room.left.get() <= 0 && database.run(statement(FIND, key)).size() == 0) {
            return new Begun.TooMany();
        }
        Begun begun = begin(key, bodyHash, operation, now, lease);
        if (begun.equals(new Begun.Run(operation))) {
            room.left.decrementAndGet();
        }
        return begun;
    }

    private Room room(Owner owner, Instant now) {
        Room known = rooms.getIfPresent(owner);
        if (known != null && known.holds(now)) {
            return known;
        }
        int left = Math.min(UNCOUNTED, most - live(owner, now));
        Room counted = new Room(new AtomicInteger(left), left > 0 ? now : now.plus(REFUSED));
        rooms.put(owner, counted);
        return counted;
    }

    private int live(Owner owner, Instant now) {
        Statement count = Statement.of(
                COUNT, owner.project().value(), owner.caller(), Times.stored(now.minus(LIVE)), (long) most);
        return database.run(count).iterator().next().getInteger(0);
    }

    private Begun begin(Key key, String bodyHash, String operation, Instant now, Duration lease) {
        RowSet<Row> running = database.run(
                statement(BEGIN, key, bodyHash, operation, Times.stored(now.plus(lease)), Times.stored(now)));
        for (Row row : running) {
            return new Begun.Run(row.getString("operation"));
        }
        return find(key, bodyHash);
    }

    private Begun find(Key key, String bodyHash) {
        for (Row row : database.run(statement(FIND, key))) {
            if (!row.getString("body_hash").equals(bodyHash)) {
                return new Begun.Mismatch();
            }
            return Optional.ofNullable(row.getInteger("answer_status"))
                    .<Begun>map(status -> new Begun.Replay(new Answer(status, row.getString("answer_body"))))
                    .orElseGet(Begun.StillRunning::new);
        }
        // Cleaned up in this very moment: the next attempt begins anew.
        return new Begun.StillRunning();
    }

    @Override
    public void finish(Key key, String operation, Answer answer) {
        database.run(statement(FINISH, key, operation, answer.status(), answer.body()));
    }

    @Override
    public void release(Key key, String operation) {
        database.run(statement(RELEASE, key, operation));
    }

    private static Statement statement(String sql, Key key, @Nullable Object... more) {
        @Nullable Object[] all = new Object[5 + more.length];
        all[0] = key.project().value();
        all[1] = key.caller();
        all[2] = key.method();
        all[3] = key.path();
        all[4] = key.value();
        System.arraycopy(more, 0, all, 5, more.length);
        return Statement.of(sql, all);
    }
}
