package io.tollgate.tenancy.postgres;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tollgate.fixtures.contracts.ProjectsContract;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.Json;
import io.tollgate.postgres.Store;
import io.tollgate.postgres.TestDatabase;
import io.tollgate.tenancy.Projects;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PanacheProjectsTest extends ProjectsContract {
    @Inject
    Database database;

    @Inject
    Json json;

    private Projects projects;

    @BeforeEach
    void begin_with_nothing() {
        database.run(Store.TRUNCATE);
        projects = new PanacheProjects(json, new Generations(database));
    }

    @Override
    protected Projects projects() {
        return projects;
    }
}
