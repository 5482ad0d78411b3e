package io.tollgate.accounts.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.AccountId;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.orders.usecase.CrashingAccounts;
import io.tollgate.orders.usecase.Shop;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SweepAccountsTest {
    private final Shop shop = new Shop();
    private final SweepAccounts sweep = new SweepAccounts(
            shop.database.projects, shop.database.accounts, shop.time, (_, e) -> shop.failures.add(e));

    @Test
    void what_is_over_ends() {
        buy(Shop.ALICE, "1");

        assertThat(sweep.step()).isZero();
        shop.time.advance(Duration.ofDays(31));
        assertThat(sweep.step()).isEqualTo(1);

        assertThat(shop.alice().snapshot().version()).isEqualTo(2);
        assertThat(shop.alice().snapshot().holdings()).isEmpty();
        assertThat(sweep.step()).isZero();
    }

    @Test
    void many_that_are_due_at_once_are_done_batch_by_batch() {
        for (int i = 0; i < 150; i++) {
            buy(AccountId.of("acme", "user" + i), "" + i);
        }
        shop.time.advance(Duration.ofDays(31));

        int done = 0;
        for (int step = sweep.step(); step > 0; step = sweep.step()) {
            done += step;
        }

        assertThat(done).isEqualTo(150);
        assertThat(shop.failures).isEmpty();
    }

    @Test
    void an_account_that_fails_is_due_again_when_its_lease_is_over() {
        buy(Shop.ALICE, "1");
        shop.time.advance(Duration.ofDays(31));
        new SweepAccounts(
                        shop.database.projects,
                        new CrashingAccounts(shop.database.accounts, 1, false),
                        shop.time,
                        (_, e) -> shop.failures.add(e))
                .step();
        assertThat(shop.failures).hasSize(1);
        assertThat(sweep.step()).isZero();

        shop.time.advance(Duration.ofMinutes(1));

        assertThat(sweep.step()).isEqualTo(1);
        assertThat(shop.alice().snapshot().holdings()).isEmpty();
    }

    private void buy(AccountId account, String number) {
        shop.startCheckout().start(shop.command("op_" + number, account, "pass1"));
        shop.take(account, Samples.paid("ord_" + number, shop.time.instant()));
    }
}
