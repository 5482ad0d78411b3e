package io.tollgate.postgres;

import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// How much work waits, for metrics and health.
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
                   (select count(*) from jobs where status = 'dead') as jobs_dead""";

    private final Database database;
    private final InstantSource time;

    public QueueDepths(Database database, InstantSource time) {
        this.database = database;
        this.time = time;
    }

    /// @param oldest how long the oldest has been waiting beyond its time; zero if none has
    /// @param dead what nobody tries any more; of the outbox: what was set aside
    public record Depth(long depth, Duration oldest, long dead) {}

    /// @param parked events that wait for a human
    public record Depths(Depth inbox, long parked, Depth outbox, Depth jobs) {}

    /// One read; to be asked every few seconds, not for each request.
    public Depths read() {
        Row row = database.run(Statement.of(DEPTHS)).iterator().next();
        Instant now = time.instant();
        return new Depths(
                depth(row, "inbox", now),
                row.getLong("inbox_parked"),
                depth(row, "outbox", now),
                depth(row, "jobs", now));
    }

    private static Depth depth(Row row, String queue, Instant now) {
        @Nullable Instant oldest = Times.readOrNull(row, queue + "_oldest");
        Duration age = oldest == null || oldest.isAfter(now) ? Duration.ZERO : Duration.between(oldest, now);
        return new Depth(row.getLong(queue + "_depth"), age, row.getLong(queue + "_dead"));
    }
}
