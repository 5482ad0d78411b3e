package io.tollgate.audit.postgres;

import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.fixtures.contracts.Samples.ALICE;
import static io.tollgate.fixtures.contracts.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.accounts.Buying;
import io.tollgate.accounts.TakingIn;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.contracts.Together;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Store;
import io.tollgate.providerevents.ProviderFact;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditTrailTest {
    private static final Cause CAUSE = Cause.provider("evt_1");

    private final Store store = Store.empty();

    @BeforeEach
    void add_the_project() {
        store.addProject(ACME);
    }

    @Test
    void entries_of_an_account_are_one_unbroken_chain_whatever_runs_at_once() throws Exception {
        Together.run(16, i -> buy("ord_" + i, "plan" + i));

        byte[] head = {};
        long seq = 0;
        for (Row row : audit()) {
            head = AuditChain.next(head, row.getString("entry"));
            assertThat(row.getBuffer("hash").getBytes()).isEqualTo(head);
            assertThat(row.getLong("seq")).isEqualTo(++seq);
        }
        assertThat(seq).isEqualTo(16 * 4);
        Row account = store.database
                .run(Statement.of("select audit_seq, audit_head from accounts"))
                .iterator()
                .next();
        assertThat(account.getLong(0)).isEqualTo(seq);
        assertThat(account.getBuffer(1).getBytes()).isEqualTo(head);
    }

    @Test
    void an_entry_says_what_happened_to_what_and_why_but_not_to_whom() {
        buy("ord_1", "pro");

        List<String> actions = new ArrayList<>();
        for (Row row : audit()) {
            actions.add(row.getString("action") + " " + row.getString("subject"));
            assertThat(row.getString("entry")).contains("\"actorId\":\"evt_1\"").doesNotContain("alice");
        }
        assertThat(actions)
                .contains("order.opened ord_1", "order.paid ord_1", "credits.granted ord_1")
                .anyMatch(action -> action.startsWith("entitlements.changed"));
    }

    @Test
    void nobody_changes_or_removes_what_was_audited() {
        buy("ord_1", "pro");

        for (String sql : List.of(
                "update audit set action = 'nothing'",
                "delete from audit",
                "update source_history set status = 'paid'",
                "delete from source_history")) {
            assertThatThrownBy(() -> store.database.run(Statement.of(sql))).hasMessageContaining("only ever added to");
        }
    }

    @Test
    void each_worth_of_a_source_is_kept_with_since_when_it_was_known() {
        buy("ord_1", "pro");
        buy("ord_1", "pro");

        List<String> history = new ArrayList<>();
        store.database
                .run(Statement.of("select source_id, status, cause_id, known_from from source_history order by entry"))
                .forEach(row -> {
                    history.add(row.getString(0) + " " + row.getString(1) + " " + row.getString(2));
                    assertThat(row.getOffsetDateTime(3).toInstant()).isEqualTo(START);
                });
        assertThat(history).containsExactly("ord_1 pending evt_1", "ord_1 paid evt_1");
    }

    private boolean buy(String order, String plan) {
        ProviderFact paid = Samples.paid(order, START);
        store.accounts.decide(
                ALICE,
                Touching.fact(paid),
                CAUSE,
                account -> Buying.open(account, Samples.opening(order, Samples.pass(plan)), Samples.at(START)));
        store.accounts.decide(
                ALICE, Touching.fact(paid), CAUSE, account -> TakingIn.fact(account, paid, Samples.at(START)));
        return true;
    }

    private Iterable<Row> audit() {
        return store.database.run(
                Statement.of("select seq, action, subject, entry::text, hash from audit order by seq"));
    }
}
