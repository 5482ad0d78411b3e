package io.tollgate.tenancy.postgres;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.Statement;
import io.tollgate.tenancy.ProjectId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The newest generation of each project that was heard of. What is in memory of an older one is out of date. Asks
/// each second by itself; what this process changes it knows at once.
@Singleton
public class Generations {
    private static final String ALL = "select project_id, generation from project_generations";

    private static final long PERIOD_MILLIS = 1000;

    private final Database database;
    private final ConcurrentMap<String, Long> newest = new ConcurrentHashMap<>();
    private volatile long timer = -1;

    public Generations(Database database) {
        this.database = database;
    }

    void start(@Observes StartupEvent event, Vertx vertx) {
        // A database that is away is asked again a second later.
        timer = vertx.setPeriodic(PERIOD_MILLIS, _ -> refresh());
    }

    void stop(@Observes ShutdownEvent event, Vertx vertx) {
        vertx.cancelTimer(timer);
    }

    /// Asks now, without waiting.
    public Future<?> refresh() {
        return database.send(Statement.of(ALL)).onSuccess(rows -> {
            for (Row row : rows) {
                heard(row.getString("project_id"), row.getLong("generation"));
            }
        });
    }

    public void heard(ProjectId project, long generation) {
        heard(project.value(), generation);
    }

    private void heard(String project, long generation) {
        newest.merge(project, generation, Math::max);
    }

    public boolean isCurrent(ProjectId project, long generation) {
        return newest.getOrDefault(project.value(), 0L) <= generation;
    }
}
