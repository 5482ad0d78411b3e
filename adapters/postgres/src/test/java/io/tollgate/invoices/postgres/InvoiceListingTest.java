package io.tollgate.invoices.postgres;

import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.fixtures.contracts.Samples.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Store;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvoiceListingTest {
    private final Store store = Store.empty();

    @Test
    void every_question_reads_its_page_in_order_without_sorting() {
        fill();
        List<Statement> questions = List.of(
                PostgresInvoices.listing(ACME, null, null, 20),
                PostgresInvoices.listing(ACME, null, "inv_in_2", 20),
                PostgresInvoices.listing(ACME, ALICE.user(), null, 20),
                PostgresInvoices.listing(ACME, ALICE.user(), "inv_in_2", 20));

        questions.forEach(
                question -> assertThat(plan(question)).contains("invoices_of_").doesNotContain("Seq Scan", "Sort"));
    }

    private String plan(Statement question) {
        RowSet<Row> rows = store.database.run(Statement.batch("explain " + question.sql(), question.rows()));
        StringBuilder plan = new StringBuilder();
        rows.forEach(row -> plan.append(row.getString(0)).append('\n'));
        return plan.toString();
    }

    /// With as many invoices as it takes for the planner to care.
    private void fill() {
        store.addProject(ACME);
        store.database.run(Statement.of("""
                insert into accounts (project_id, user_id, snapshot, version)
                select 'acme', 'user' || n, '{}', 0 from generate_series(1, 500) n"""));
        store.database.run(Statement.of("""
                insert into invoices (project_id, invoice_id, user_id, status, total, amount_paid, currency, created_at,
                                      told_at)
                select 'acme', 'inv_in_' || n, 'user' || (1 + n % 500), 'paid', 1999, 1999, 'usd',
                       timestamptz '2026-01-01Z' + make_interval(secs => n), timestamptz '2026-01-01Z'
                from generate_series(1, 20000) n"""));
        store.database.run(Statement.of("analyze invoices"));
    }
}
