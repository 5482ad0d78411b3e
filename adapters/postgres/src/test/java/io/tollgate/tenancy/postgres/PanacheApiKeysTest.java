package io.tollgate.tenancy.postgres;

import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.fixtures.contracts.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tollgate.fixtures.contracts.ApiKeysContract;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.Json;
import io.tollgate.postgres.Store;
import io.tollgate.postgres.TestDatabase;
import io.tollgate.tenancy.ApiKey;
import io.tollgate.tenancy.ApiKeys;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.Scope;
import jakarta.inject.Inject;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PanacheApiKeysTest extends ApiKeysContract {
    @Inject
    Database database;

    @Inject
    Json json;

    private Projects projects;
    private ApiKeys keys;

    /// Before the contract begins.
    @BeforeEach
    @Override
    protected void add_the_projects() {
        database.run(Store.TRUNCATE);
        Generations generations = new Generations(database);
        projects = new PanacheProjects(json, generations);
        keys = new PanacheApiKeys(generations);
        super.add_the_projects();
    }

    @Override
    protected Projects projects() {
        return projects;
    }

    @Override
    protected ApiKeys keys() {
        return keys;
    }

    @Test
    void a_key_ended_on_another_replica_is_dead_here_after_the_next_look_at_the_generations() {
        Generations elsewhere = new Generations(database);
        ApiKeys there = new PanacheApiKeys(elsewhere);
        keys.add(new ApiKey("key_1", "app_acme", ACME, "prod", Set.of(Scope.PLANS_READ), "ab".repeat(32), null));
        assertThat(there.find("key_1").orElseThrow().isLive(START)).isTrue();

        keys.end(ACME, "app_acme", "key_1", START);
        assertThat(there.find("key_1").orElseThrow().isLive(START)).isTrue();
        elsewhere.refresh().toCompletionStage().toCompletableFuture().join();

        assertThat(there.find("key_1").orElseThrow().isLive(START)).isFalse();
    }
}
