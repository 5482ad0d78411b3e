package io.tollgate.postgres;

import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.fixtures.contracts.Samples.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.accounts.Decision;
import io.tollgate.accounts.Effect;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.credits.CreditLot;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.postgres.Database.Opened;
import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    private final Store store = Store.empty();

    @Test
    void what_fails_behind_the_beginning_undoes_everything() {
        store.addProject(ACME);
        Opened opened = store.database.open(List.of(Statement.of("update projects set name = 'changed'")));

        assertThatThrownBy(() -> opened.transaction()
                        .commit(List.of(
                                Statement.of("select 1 / $1::integer", 0),
                                Statement.of("update projects set name = 'changed again'"))))
                .isInstanceOf(PgException.class)
                .hasMessageContaining("division by zero");

        assertThat(name()).isEqualTo("acme");
    }

    @Test
    void a_deadlock_is_tried_again_until_both_are_done() throws Exception {
        store.addProject(ACME);
        store.addProject(Samples.OTHER);
        AtomicInteger tries = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> both = List.of(
                    threads.submit(() -> lockBoth("acme", "other", tries)),
                    threads.submit(() -> lockBoth("other", "acme", tries)));
            for (Future<?> one : both) {
                one.get();
            }
        }
        assertThat(name()).isEqualTo("acme!!");
    }

    private Object lockBoth(String first, String second, AtomicInteger tries) {
        return Database.again(() -> {
            String sql = "update projects set name = name || '!' where project_id = $1";
            Opened opened = store.database.open(List.of(Statement.of(sql, first)));
            if (tries.incrementAndGet() <= 2) {
                // The first two wait for one another to have locked one row each.
                while (tries.get() < 2) {
                    Thread.onSpinWait();
                }
            }
            return opened.transaction().commit(List.of(Statement.of(sql, second)));
        });
    }

    @Test
    void a_decision_that_meets_a_lock_for_too_long_is_made_after_all() throws Exception {
        store.addProject(ACME);
        Effect grant = new Effect.GrantCredits(new CreditLot("ord_1", "", "tokens", 1, null));
        decide(grant);
        Opened blocking =
                store.database.open(List.of(Statement.of("select from accounts where project_id = 'acme' for update")));
        AtomicInteger decided = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> waiting = threads.submit(() -> {
                decide(new Effect.WithdrawCredits("ord_1", ""));
                decided.incrementAndGet();
            });
            store.database.run(Statement.of("select pg_sleep(5.2)"));
            assertThat(decided).hasValue(0);
            blocking.transaction().rollback();
            waiting.get();
        }
        assertThat(store.credits.balances(ALICE, store.time.instant()))
                .allSatisfy(balance -> assertThat(balance.balance()).isZero());
    }

    @Test
    void an_interrupted_caller_leaves_no_connection_behind() throws Exception {
        store.addProject(ACME);
        for (int i = 0; i < 20; i++) {
            Thread thread = Thread.ofVirtual().start(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> store.database.open(List.of(Statement.of("select 1"))))
                        .isInstanceOf(IllegalStateException.class);
            });
            thread.join();
        }

        assertThat(name()).isEqualTo("acme");
    }

    private void decide(Effect effect) {
        store.accounts.decide(
                ALICE, Touching.NOTHING, Cause.system("test"), account -> Decision.unchanged(account, true)
                        .and(effect));
    }

    private String name() {
        return store.database
                .run(Statement.of("select name from projects where project_id = 'acme'"))
                .iterator()
                .next()
                .getString(0);
    }
}
