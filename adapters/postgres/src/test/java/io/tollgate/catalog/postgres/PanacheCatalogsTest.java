package io.tollgate.catalog.postgres;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tollgate.catalog.Catalogs;
import io.tollgate.fixtures.contracts.CatalogsContract;
import io.tollgate.ids.Ids;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.Json;
import io.tollgate.postgres.Store;
import io.tollgate.postgres.TestDatabase;
import io.tollgate.publishing.EventEncoder;
import io.tollgate.publishing.Outbox;
import io.tollgate.publishing.postgres.PostgresOutbox;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.postgres.Generations;
import io.tollgate.tenancy.postgres.PanacheProjects;
import jakarta.inject.Inject;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PanacheCatalogsTest extends CatalogsContract {
    @Inject
    Database database;

    @Inject
    Json json;

    @Inject
    Ids ids;

    @Inject
    EventEncoder encoder;

    @Inject
    PostgresOutbox outbox;

    @Inject
    InstantSource time;

    private Projects projects;
    private Catalogs catalogs;

    @BeforeEach
    @Override
    protected void add_the_projects() {
        database.run(Store.TRUNCATE);
        Generations generations = new Generations(database);
        projects = new PanacheProjects(json, generations);
        catalogs = new PanacheCatalogs(json, ids, encoder, outbox, generations, time);
        super.add_the_projects();
    }

    @Override
    protected Projects projects() {
        return projects;
    }

    @Override
    protected Catalogs catalogs() {
        return catalogs;
    }

    @Override
    protected Outbox outbox() {
        return outbox;
    }
}
