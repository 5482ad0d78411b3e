package io.tollgate.orders.postgres;

import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.fixtures.contracts.Samples.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.orders.OrderId;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Store;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderListingTest {
    private final Store store = Store.empty();

    @Test
    void every_question_reads_its_page_in_order_without_sorting() {
        OrderId before = new OrderId("ord_2");
        List<Statement> questions = List.of(
                PostgresOrders.listing(ACME, null, null, null, before, 20),
                PostgresOrders.listing(ACME, ALICE.user(), null, null, before, 20),
                PostgresOrders.listing(ACME, null, "paid", null, before, 20));

        questions.forEach(question -> assertThat(plan(question)).doesNotContain("Seq Scan", "Sort"));
        assertThat(plan(PostgresOrders.listing(ACME, ALICE.user(), null, "cs_1", before, 20)))
                .contains("orders_by_session");
    }

    /// With as many orders as it takes for the planner to care.
    private String plan(Statement question) {
        fill();
        RowSet<Row> rows = store.database.run(Statement.batch("explain " + question.sql(), question.rows()));
        StringBuilder plan = new StringBuilder();
        rows.forEach(row -> plan.append(row.getString(0)).append('\n'));
        return plan.toString();
    }

    private void fill() {
        store.database.run(Store.TRUNCATE);
        store.addProject(ACME);
        store.database.run(Statement.of("""
                insert into accounts (project_id, user_id, snapshot, version)
                select 'acme', 'user' || n, '{}', 0 from generate_series(1, 500) n"""));
        store.database.run(Statement.of("""
                insert into orders (project_id, order_id, user_id, status, session_id, document)
                select 'acme', 'ord_' || lpad(n::text, 8, '0'), 'user' || (1 + n % 500),
                       case when n % 3 = 0 then 'paid' else 'expired' end, 'cs_' || n, '{}'
                from generate_series(1, 20000) n"""));
        store.database.run(Statement.of("analyze orders"));
    }
}
