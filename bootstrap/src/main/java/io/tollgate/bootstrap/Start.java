package io.tollgate.bootstrap;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// From nothing to ready, and back: checks the configuration, migrates the database, starts the workers. HTTP is
/// not
/// answered before this is done.
@Singleton
class Start {
    private final StartupChecks checks;
    private final Flyway flyway;
    private final Workers workers;
    private final String database;
    private final boolean migrateOnly;

    Start(
            StartupChecks checks,
            Flyway flyway,
            Workers workers,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String database,
            @ConfigProperty(name = "tollgate.migrate-only") boolean migrateOnly) {
        this.checks = checks;
        this.flyway = flyway;
        this.workers = workers;
        this.database = database;
        this.migrateOnly = migrateOnly;
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        List<String> problems = checks.problems();
        if (!problems.isEmpty()) {
            throw new Misconfigured(problems);
        }
        migrate();
        if (migrateOnly) {
            Quarkus.asyncExit(0);
            return;
        }
        workers.start();
    }

    void stop(@Observes ShutdownEvent event) {
        workers.stop();
    }

    /// Safe with many replicas at once: Flyway takes a lock in the database.
    private void migrate() {
        try {
            flyway.migrate();
        } catch (FlywayException e) {
            throw new Misconfigured(List.of("the database at " + database + " can't be migrated: " + firstLine(e)));
        }
    }

    private static String firstLine(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
}
