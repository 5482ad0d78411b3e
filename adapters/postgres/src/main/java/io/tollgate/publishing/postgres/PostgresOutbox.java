package io.tollgate.publishing.postgres;

import io.tollgate.postgres.Database;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Times;
import io.tollgate.publishing.EventEncoder.Message;
import io.tollgate.publishing.EventEncoder.Topic;
import io.tollgate.publishing.Outbox;
import io.tollgate.tenancy.ProjectId;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// The outbox on PostgreSQL. Its rows are written by whoever decides, with [#INSERT].
@Singleton
public final class PostgresOutbox implements Outbox {
    public static final String INSERT = """
            insert into outbox (project_id, topic, key, value, created_at)
            values ($1, $2, $3, $4, $5)""";

    private static final String LEAD = """
            insert into leases (name, holder, until)
            values ('outbox', $1, $2)
            on conflict (name) do update set holder = excluded.holder, until = excluded.until
            where leases.holder = excluded.holder or leases.until <= $3""";

    private static final String RESIGN = "delete from leases where name = 'outbox' and holder = $1";

    /// What goes to a topic that only a later version knows is left to its replicas.
    static final String UNSENT = "select id, topic, key, value from outbox where topic = any($2) order by id limit $1";

    private static final Set<String> TOPICS =
            Arrays.stream(Topic.values()).map(Topic::name).collect(Collectors.toUnmodifiableSet());

    static final String SENT = "delete from outbox where id = any($1)";

    static final String SET_ASIDE = """
            with gone as (
                delete from outbox where id = $1 returning project_id, id, topic, key, value, created_at
            )
            insert into outbox_set_aside (project_id, id, topic, key, value, created_at, error)
            select project_id, id, topic, key, value, created_at, $2 from gone""";

    private final Database database;
    private final InstantSource time;
    private final List<Runnable> wakes = new CopyOnWriteArrayList<>();

    public PostgresOutbox(Database database, InstantSource time) {
        this.database = database;
        this.time = time;
    }

    /// A row for [#INSERT].
    public static Tuple row(ProjectId project, Message message, Instant now) {
        return Tuple.of(
                project.value(),
                message.topic().name(),
                message.key(),
                Buffer.buffer(message.value()),
                Times.stored(now));
    }

    /// To be called after each commit that has put something in.
    public void wake() {
        wakes.forEach(Runnable::run);
    }

    @Override
    public void onCommit(Runnable wake) {
        wakes.add(wake);
    }

    @Override
    public boolean lead(String holder, Duration lease) {
        Instant now = time.instant();
        return database.run(Statement.of(LEAD, holder, Times.stored(now.plus(lease)), Times.stored(now)))
                        .rowCount()
                == 1;
    }

    @Override
    public void resign(String holder) {
        database.run(Statement.of(RESIGN, holder));
    }

    @Override
    public List<Row> unsent(int limit) {
        List<Row> rows = new ArrayList<>();
        database.run(Statement.of(UNSENT, limit, TOPICS.toArray(String[]::new)))
                .forEach(row -> rows.add(new Row(
                        row.getLong("id"),
                        Topic.valueOf(row.getString("topic")),
                        row.getString("key"),
                        row.getBuffer("value").getBytes())));
        return rows;
    }

    @Override
    public void sent(Collection<Long> ids) {
        if (!ids.isEmpty()) {
            database.run(Statement.of(SENT, (Object) ids.toArray(Long[]::new)));
        }
    }

    @Override
    public void setAside(long id, String error) {
        database.run(Statement.of(SET_ASIDE, id, error));
    }
}
