package io.tollgate.subscriptions.postgres;

import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.fixtures.contracts.Samples.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Store;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionListingTest {
    private final Store store = Store.empty();

    @Test
    void every_question_reads_its_page_in_order_without_sorting() {
        fill();
        List<Statement> questions = List.of(
                PostgresSubscriptions.listing(ACME, null, null, "sub_2", 20),
                PostgresSubscriptions.listing(ACME, ALICE.user(), null, "sub_2", 20),
                PostgresSubscriptions.listing(ACME, ALICE.user(), SubscriptionStatus.ACTIVE, "sub_2", 20),
                PostgresSubscriptions.listing(ACME, null, SubscriptionStatus.ACTIVE, "sub_2", 20));

        questions.forEach(question -> assertThat(plan(question)).doesNotContain("Seq Scan", "Sort"));
    }

    private String plan(Statement question) {
        RowSet<Row> rows = store.database.run(Statement.batch("explain " + question.sql(), question.rows()));
        StringBuilder plan = new StringBuilder();
        rows.forEach(row -> plan.append(row.getString(0)).append('\n'));
        return plan.toString();
    }

    /// With as many subscriptions as it takes for the planner to care.
    private void fill() {
        store.addProject(ACME);
        store.database.run(Statement.of("""
                insert into accounts (project_id, user_id, snapshot, version)
                select 'acme', 'user' || n, '{}', 0 from generate_series(1, 500) n"""));
        store.database.run(Statement.of("""
                insert into subscriptions (project_id, subscription_id, order_id, user_id, provider_id, plan, status,
                                           live, document)
                select 'acme', 'sub_' || lpad(n::text, 8, '0'), 'ord_' || n, 'user' || (1 + n % 500), 'sub_p' || n,
                       'pro', case when n % 3 = 0 then 'active' else 'canceled' end, n % 3 = 0, '{}'
                from generate_series(1, 20000) n"""));
        store.database.run(Statement.of("analyze accounts"));
        store.database.run(Statement.of("analyze subscriptions"));
    }
}
