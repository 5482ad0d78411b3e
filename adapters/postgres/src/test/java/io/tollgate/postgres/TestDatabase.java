package io.tollgate.postgres;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.tollgate.fixtures.servers.EmbeddedPostgres;
import java.util.Map;

/// Gives the application of the tests a database of its own.
public final class TestDatabase implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        EmbeddedPostgres server = EmbeddedPostgres.shared();
        String name = server.createDatabase();
        return Map.of(
                "quarkus.datasource.username", server.user(),
                "quarkus.datasource.password", server.password(),
                "quarkus.datasource.jdbc.url", server.jdbcUrl(name),
                "quarkus.datasource.reactive.url", server.uri(name));
    }

    @Override
    public void stop() {
        // It ends with the JVM.
    }
}
