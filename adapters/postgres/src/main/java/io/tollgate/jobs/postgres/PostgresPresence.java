package io.tollgate.jobs.postgres;

import io.tollgate.ids.Ids;
import io.tollgate.jobs.Presence;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.Statement;
import jakarta.inject.Singleton;
import java.time.Duration;

/// A row for each process that lives. The database's clock alone says who does: processes' own clocks differ.
@Singleton
public final class PostgresPresence implements Presence {
    /// The dead are cleared away by whoever comes by.
    private static final String BEAT = """
            with gone as (
                delete from replicas where replica in (
                    select replica from replicas
                    where until <= clock_timestamp() and replica <> $1
                    for update skip locked)
            ), mine as (
                insert into replicas (replica, until) values ($1, clock_timestamp() + make_interval(secs => $2))
                on conflict (replica) do update set until = excluded.until
            )
            select count(*) as others from replicas where until > clock_timestamp() and replica <> $1""";

    private static final String LEAVE = "delete from replicas where replica = $1";

    private final Database database;
    private final String name;
    private volatile int live = 1;

    public PostgresPresence(Database database, Ids ids) {
        this.database = database;
        this.name = ids.next("replica");
    }

    @Override
    public void beat(Duration lasts) {
        Statement beat = Statement.of(BEAT, name, lasts.toMillis() / 1000.0);
        long others = Database.again(() -> database.run(beat)).iterator().next().getLong("others");
        live = Math.toIntExact(others) + 1;
    }

    @Override
    public void leave() {
        database.run(Statement.of(LEAVE, name));
    }

    @Override
    public int live() {
        return live;
    }
}
