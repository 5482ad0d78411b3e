package io.tollgate.postgres;

import com.github.f4b6a3.uuid.UuidCreator;
import io.tollgate.accounts.postgres.PostgresAccounts;
import io.tollgate.accounts.postgres.PostgresProfiles;
import io.tollgate.credits.postgres.PostgresCredits;
import io.tollgate.entitlements.postgres.PostgresSnapshots;
import io.tollgate.fixtures.contracts.PlainEncoder;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.fixtures.servers.EmbeddedPostgres;
import io.tollgate.idempotency.postgres.PostgresIdempotencyRecords;
import io.tollgate.ids.Ids;
import io.tollgate.invoices.postgres.PostgresInvoices;
import io.tollgate.jobs.postgres.PostgresJobs;
import io.tollgate.orders.postgres.PostgresOrders;
import io.tollgate.providerevents.postgres.PostgresInbox;
import io.tollgate.publishing.postgres.PostgresOutbox;
import io.tollgate.subscriptions.postgres.PostgresSubscriptions;
import io.tollgate.tenancy.App;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.Settings;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/// The adapters by hand, on one real database for all tests of this JVM; each test gets it empty.
public final class Store {
    private static final class OnlyOne {
        static final Connected CONNECTED = connect();
    }

    private record Connected(Vertx vertx, Pool pool) {}

    /// Empties every table.
    public static final Statement TRUNCATE = Statement.of("""
            truncate projects, project_generations, apps, api_keys, catalogs, price_bindings, accounts, orders,
                subscriptions, invoices, profiles, payments, credit_lots, trial_cards, source_history, audit, outbox, outbox_set_aside, leases, inbox,
                provider_objects, jobs, replicas, idempotency_records""");

    public final TestTime time = new TestTime(Samples.START);
    public final Ids ids = prefix ->
            prefix + "_" + UuidCreator.getTimeOrderedEpochPlus1().toString().replace("-", "");
    public final Json json = new Json();
    public final Pool pool = OnlyOne.CONNECTED.pool;
    public final Database database = new Database(pool);
    public final PostgresOutbox outbox = new PostgresOutbox(database, time);
    public final PostgresSnapshots snapshots = new PostgresSnapshots(database, json);
    public final PostgresInbox inbox = new PostgresInbox(database, new Json(), ids, time);
    public final PostgresJobs jobs = new PostgresJobs(database, json, ids, time);
    public final PostgresOrders orders = new PostgresOrders(database, json, new DefaultProjects());
    public final PostgresSubscriptions subscriptions = new PostgresSubscriptions(database, json);
    public final PostgresProfiles profiles = new PostgresProfiles(database, json);
    public final PostgresInvoices invoices = new PostgresInvoices(database);
    public final PostgresCredits credits = new PostgresCredits(database);
    public final PostgresIdempotencyRecords idempotency = new PostgresIdempotencyRecords(database, time);
    public final QueueDepths depths = new QueueDepths(database, time);
    public final PostgresAccounts accounts =
            new PostgresAccounts(database, json, ids, new PlainEncoder(), outbox, snapshots, time);

    private Store() {}

    public static Store empty() {
        Store store = new Store();
        store.database.run(TRUNCATE);
        return store;
    }

    private static Connected connect() {
        EmbeddedPostgres server = EmbeddedPostgres.shared();
        String name = server.createDatabase();
        Flyway.configure()
                .dataSource(server.jdbcUrl(name), server.user(), server.password())
                .load()
                .migrate();
        Vertx vertx = Vertx.vertx();
        PgConnectOptions options = Sessions.configure(PgConnectOptions.fromUri(server.uri(name)));
        Pool pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(16))
                .connectingTo(options)
                .using(vertx)
                .build();
        return new Connected(vertx, pool);
    }

    public void addProject(ProjectId project) {
        database.run(Statement.of(
                "insert into projects (project_id, name, provider_account, settings) values ($1, $1, 'default', '{}')",
                project.value()));
    }

    /// All have the default settings.
    private static final class DefaultProjects implements Projects {
        @Override
        public Optional<Project> find(ProjectId id) {
            return Optional.of(new Project(id, id.value(), "default", Settings.defaults(), 1));
        }

        @Override
        public List<Project> list(@Nullable ProjectId after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isShared(String providerAccount) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean create(Project project) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Project> change(ProjectId id, Settings settings) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void addApp(App app) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<App> findApp(ProjectId project, String appId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<App> findApp(String appId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<App> apps(ProjectId project) {
            throw new UnsupportedOperationException();
        }
    }
}
