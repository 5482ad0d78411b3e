package io.tollgate.postgres;

import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// How much work waits, and what waits for too long, for metrics and health.
@Singleton
public final class QueueDepths {
    static final String DEPTHS = """
            select (select count(*) from inbox where due_at is not null and project_id is null)
                       + (select count(*) from inbox where due_at is not null and project_id is not null)
                       as inbox_depth,
                   least((select min(due_at) from inbox where due_at is not null and project_id is null),
                         (select min(due_at) from inbox where due_at is not null and project_id is not null))
                       as inbox_oldest,
                   (select count(*) from inbox where status = 'dead') as inbox_dead,
                   (select count(*) from inbox where status = 'parked') as inbox_parked,
                   (select count(*) from outbox) as outbox_depth,
                   (select created_at from outbox order by id limit 1) as outbox_oldest,
                   (select count(*) from outbox_set_aside) as outbox_dead,
                   (select count(*) from jobs where due_at is not null) as jobs_depth,
                   (select min(due_at) from jobs where due_at is not null) as jobs_oldest,
                   (select count(*) from jobs where status = 'dead') as jobs_dead,
                   (select count(*) from (select 1 from orders where status = 'pending' and order_id < $1
                                          limit 10000) open)
                       as orders_pending,
                   (select count(*) from (select 1 from orders where status = 'processing' and order_id < $2
                                          limit 10000) open)
                       as orders_processing""";

    /// A page and an intent are open for a day, a subscription's first payment for less.
    static final Duration PENDING = Duration.ofHours(26);

    /// The slowest of bank debits.
    static final Duration PROCESSING = Duration.ofDays(15);

    private final Database database;
    private final InstantSource time;

    public QueueDepths(Database database, InstantSource time) {
        this.database = database;
        this.time = time;
    }

    /// @param oldest how long the oldest has been waiting beyond its time; zero if none has
    /// @param dead what nobody tries any more; of the outbox: what was set aside
    public record Depth(long depth, Duration oldest, long dead) {}

    /// Orders that have been open for longer than they can be: the last event of each was lost, or its job is dead.
    /// Of many, 10,000 are counted.
    ///
    /// @param pending for 26 hours
    /// @param processing opened 15 days ago
    public record Overdue(long pending, long processing) {}

    /// @param parked events that wait for a human
    public record Depths(Depth inbox, long parked, Depth outbox, Depth jobs, Overdue orders) {}

    /// One read; to be asked every few seconds, not for each request.
    public Depths read() {
        Instant now = time.instant();
        Statement depths = Statement.of(DEPTHS, drawnAt(now.minus(PENDING)), drawnAt(now.minus(PROCESSING)));
        Row row = database.run(depths).iterator().next();
        return new Depths(
                depth(row, "inbox", now),
                row.getLong("inbox_parked"),
                depth(row, "outbox", now),
                depth(row, "jobs", now),
                new Overdue(row.getLong("orders_pending"), row.getLong("orders_processing")));
    }

    /// Before every id of an order that was drawn from then on.
    static String drawnAt(Instant when) {
        return "ord_" + HexFormat.of().toHexDigits(when.toEpochMilli(), 12);
    }

    private static Depth depth(Row row, String queue, Instant now) {
        @Nullable Instant oldest = Times.readOrNull(row, queue + "_oldest");
        Duration age = oldest == null || oldest.isAfter(now) ? Duration.ZERO : Duration.between(oldest, now);
        return new Depth(row.getLong(queue + "_depth"), age, row.getLong(queue + "_dead"));
    }
}
