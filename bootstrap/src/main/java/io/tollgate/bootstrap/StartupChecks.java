package io.tollgate.bootstrap;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Finds all that is missing in the configuration, or contradicts itself, before anything is touched.
@Singleton
class StartupChecks {
    private static final String UNSET = "unset";

    private final String databaseHost;
    private final String kafka;

    StartupChecks(
            @ConfigProperty(name = "tollgate.database.host") String databaseHost,
            @ConfigProperty(name = "tollgate.kafka.bootstrap-servers") String kafka) {
        this.databaseHost = databaseHost;
        this.kafka = kafka;
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (databaseHost.equals(UNSET)) {
            problems.add("TOLLGATE_DATABASE_HOST is missing: the PostgreSQL server's name");
        }
        if (kafka.startsWith(UNSET)) {
            problems.add("TOLLGATE_KAFKA_BOOTSTRAP_SERVERS is missing: host:port of the Kafka brokers");
        }
        return problems;
    }
}
