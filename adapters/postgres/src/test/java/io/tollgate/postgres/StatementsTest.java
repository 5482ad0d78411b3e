package io.tollgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What holds for every statement of the reactive client: they are found by reflection, so that none is forgotten.
class StatementsTest {
    private static final Pattern TENANT_TABLE = Pattern.compile(
            "(from|join|into|update)\\s+(accounts|orders|subscriptions|invoices|profiles|payments|credit_lots|source_history|audit"
                    + "|outbox|outbox_set_aside|jobs|idempotency_records|projects|apps|api_keys|catalogs)\\b");

    /// Work of the whole deployment: the sweeper, the job worker, the relay, test clocks and what is counted.
    private static final Set<String> OF_ALL_PROJECTS = Set.of(
            "PostgresAccounts.CLAIM_DUE",
            "PostgresAccounts.ON_CLOCK",
            "PostgresJobs.CLAIM",
            "PostgresOutbox.UNSENT",
            "PostgresOutbox.SENT",
            "PostgresOutbox.SET_ASIDE",
            "QueueDepths.DEPTHS",
            "Generations.ALL");

    /// Small, and read whole.
    private static final Set<String> MAY_READ_ALL = Set.of("Generations.ALL", "PostgresPresence.BEAT");

    private final Store store = Store.empty();

    @Test
    void every_statement_on_a_tenants_table_binds_the_project() throws Exception {
        Map<String, String> statements = statements();

        assertThat(statements).hasSizeGreaterThan(30).containsKeys(OF_ALL_PROJECTS.toArray(String[]::new));
        statements.forEach((name, sql) -> {
            if (TENANT_TABLE.matcher(sql).find() && !OF_ALL_PROJECTS.contains(name)) {
                assertThat(sql).as(name).satisfiesAnyOf(s -> assertThat(s).contains("project_id = $1"), s -> assertThat(
                                s)
                        .containsPattern("insert into \\w+ \\(project_id"));
            }
        });
    }

    @Test
    void every_statement_finds_an_index_and_stays_prepared() throws Exception {
        Map<String, String> statements = statements();

        Map<String, String> scanning = new TreeMap<>();
        statements.forEach((name, sql) -> {
            assertThat(sql.length()).as(name).isLessThan(2048);
            String plan = plan(sql);
            if (plan.contains("Seq Scan") && !MAY_READ_ALL.contains(name)) {
                scanning.put(name, plan);
            }
        });

        assertThat(scanning).isEmpty();
    }

    /// The plan for any parameters; a table is read whole only if no index would do.
    private String plan(String sql) {
        Future<String> plan = store.pool.withConnection(connection -> run(connection, "set enable_seqscan = off")
                .flatMap(_ -> run(connection, "explain (generic_plan) " + sql))
                .map(StatementsTest::text)
                .eventually(() -> run(connection, "reset enable_seqscan")));
        return plan.toCompletionStage().toCompletableFuture().join();
    }

    private static Future<RowSet<Row>> run(SqlConnection connection, String sql) {
        return connection.query(sql).execute();
    }

    private static String text(RowSet<Row> rows) {
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(row.getString(0)).append('\n'));
        return text.toString();
    }

    private static Map<String, String> statements() throws Exception {
        Map<String, String> statements = new TreeMap<>();
        Path classes = Path.of("target/classes");
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(file).toString().replace('/', '.');
                Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
                for (Field field : type.getDeclaredFields()) {
                    if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                        field.setAccessible(true);
                        String sql = ((String) field.get(null)).strip();
                        boolean hibernates = sql.contains("?1") || sql.contains("Entity ");
                        if (!hibernates && sql.matches("(?s)(select|insert|update|delete|with)\\s.*")) {
                            statements.put(type.getSimpleName() + "." + field.getName(), sql);
                        }
                    }
                }
            }
        }
        // Beginnings of statements only.
        statements
                .keySet()
                .removeAll(Set.of(
                        "LoadAccount.NAMED",
                        "PostgresOrders.COLUMNS",
                        "PostgresSubscriptions.COLUMNS",
                        "PostgresInvoices.COLUMNS",
                        "StoreDecision.LOT"));
        return statements;
    }
}
