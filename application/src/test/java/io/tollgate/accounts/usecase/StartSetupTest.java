package io.tollgate.accounts.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Attempts;
import io.tollgate.accounts.Keeping;
import io.tollgate.accounts.Restraint;
import io.tollgate.accounts.usecase.StartSetup.Outcome;
import io.tollgate.fixtures.contracts.Together;
import io.tollgate.fixtures.fakes.FakePayments.Crash;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.orders.usecase.Shop;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.tenancy.UserDirectory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StartSetupTest {
    private final Shop shop = new Shop();

    private StartSetup setup(Shop of) {
        return new StartSetup(of.database.projects, of.database.accounts, of.payments, of.directory, of.time);
    }

    private Outcome start(String operation) {
        return setup(shop).start(operation, Shop.ALICE, "alice@app.test", Shop.CAUSE);
    }

    @Test
    void a_card_is_kept_for_the_one_customer_without_any_order() {
        Outcome first = start("op_1");

        assertThat(first).isInstanceOfSatisfying(Outcome.Started.class, started -> {
            assertThat(started.customer())
                    .isEqualTo(shop.payments.customers().getFirst().id());
            assertThat(started.intent()).isEqualTo(shop.payments.setups().getFirst());
            assertThat(started.publishableKey()).isEqualTo("pk_test_default");
            assertThat(setup(shop).secret(Shop.ALICE, started.intent().id()))
                    .contains(started.intent().clientSecret());
        });
        assertThat(shop.payments.customers().getFirst().email()).isEqualTo("alice@app.test");
        assertThat(start("op_2")).isInstanceOf(Outcome.Started.class);
        assertThat(shop.payments.customers()).hasSize(1);
        assertThat(shop.payments.setups()).hasSize(2);
        assertThat(shop.alice().orders()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_BEFORE", "UNKNOWN_AFTER", "CRASH_BEFORE", "CRASH_AFTER"})
    void whatever_stumbles_the_same_operation_makes_one(Fault fault) {
        for (int call = 0; call < 2; call++) {
            Shop fresh = new Shop();
            for (int before = 0; before < call; before++) {
                fresh.payments.stumble(Fault.NONE);
            }
            fresh.payments.stumble(fault);
            try {
                assertThat(setup(fresh).start("op_1", Shop.ALICE, null, Shop.CAUSE))
                        .isEqualTo(new Outcome.ProviderUnavailable());
            } catch (Crash e) {
                assertThat(fault.name()).startsWith("CRASH");
            }

            assertThat(setup(fresh).start("op_1", Shop.ALICE, null, Shop.CAUSE)).isInstanceOf(Outcome.Started.class);

            assertThat(fresh.payments.customers()).hasSize(1);
            assertThat(fresh.payments.setups()).hasSize(1);
        }
    }

    @Test
    void what_is_refused_says_why_and_the_next_begins_anew() {
        shop.payments.stumble(Fault.DECLINED);

        assertThat(start("op_1")).isEqualTo(new Outcome.Declined("refused", "The provider refused"));
        assertThat(shop.alice().attempts()).isEqualTo(Attempts.NONE);
        assertThat(start("op_2")).isInstanceOf(Outcome.Started.class);
    }

    @Test
    void only_users_of_the_directory_have_cards() {
        shop.directory.answer("alice", UserDirectory.Answer.UNKNOWN);
        assertThat(start("op_1")).isEqualTo(new Outcome.UserNotFound());
        shop.directory.answer("alice", UserDirectory.Answer.UNAVAILABLE);
        assertThat(start("op_1")).isEqualTo(new Outcome.DirectoryUnavailable());
        assertThat(shop.payments.calls()).isEmpty();
    }

    @Test
    void of_sixty_four_at_once_ten_are_begun_and_the_provider_hears_of_no_other() throws Exception {
        StartSetup setup = setup(shop);

        List<Outcome> outcomes = Together.run(64, i -> setup.start("op_" + i, Shop.ALICE, null, Shop.CAUSE));

        assertThat(outcomes).filteredOn(Outcome.Started.class::isInstance).hasSize(10);
        assertThat(outcomes)
                .filteredOn(Outcome.Restrained.class::isInstance)
                .hasSize(54)
                .allMatch(outcome ->
                        outcome.equals(new Outcome.Restrained(new Restraint.TooManyOpen(Duration.ofHours(1)))));
        assertThat(shop.payments.setups()).hasSize(10);
        assertThat(setup.start("op_bob", AccountId.of("acme", "bob"), null, Shop.CAUSE))
                .isInstanceOf(Outcome.Started.class);
    }

    @Test
    void what_nobody_uses_is_closed_after_a_day_and_others_may_be_begun() {
        for (int i = 0; i < 10; i++) {
            assertThat(start("op_" + i)).isInstanceOf(Outcome.Started.class);
        }
        assertThat(start("op_10")).isInstanceOf(Outcome.Restrained.class);

        shop.time.advance(Keeping.SETUP_OPEN);
        shop.work();

        assertThat(shop.payments.openSetups()).isZero();
        assertThat(shop.alice().attempts()).isEqualTo(Attempts.NONE);
        assertThat(shop.jobs()).isEmpty();
        assertThat(start("op_10")).isInstanceOf(Outcome.Started.class);
    }

    @Test
    void one_that_was_used_meanwhile_is_forgotten() {
        assertThat(start("op_1")).isInstanceOf(Outcome.Started.class);
        shop.payments.cancelSetupIntent(
                new ProviderAccount("default"),
                shop.payments.customers().getFirst().id(),
                "op_1");

        shop.time.advance(Keeping.SETUP_OPEN);
        shop.work();

        assertThat(shop.alice().attempts()).isEqualTo(Attempts.NONE);
        assertThat(shop.failures).isEmpty();
    }

    @Test
    void while_the_provider_is_away_it_stays_open() {
        assertThat(start("op_1")).isInstanceOf(Outcome.Started.class);
        shop.time.advance(Keeping.SETUP_OPEN);
        shop.payments.stumble(Fault.UNKNOWN_BEFORE);

        shop.runJobs().step();

        assertThat(shop.alice().attempts().setups()).hasSize(1);
        shop.time.advance(Duration.ofHours(6));
        shop.work();
        assertThat(shop.payments.openSetups()).isZero();
        assertThat(shop.alice().attempts()).isEqualTo(Attempts.NONE);
    }

    @Test
    void sixty_four_at_once_make_one_customer() throws Exception {
        StartSetup setup = setup(shop);

        List<Outcome> outcomes = Together.run(64, i -> setup.start("op_" + i % 8, Shop.ALICE, null, Shop.CAUSE));

        assertThat(outcomes).allMatch(Outcome.Started.class::isInstance);
        assertThat(shop.payments.customers()).hasSize(1);
        assertThat(shop.payments.setups()).hasSize(8);
    }
}
