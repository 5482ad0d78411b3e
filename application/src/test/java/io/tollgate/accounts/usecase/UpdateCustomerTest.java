package io.tollgate.accounts.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.Customer;
import io.tollgate.accounts.Profile;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.jobs.Job;
import io.tollgate.orders.usecase.Shop;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpdateCustomerTest {
    private static final Profile.Change NAMED = new Profile.Change(null, "Alice", Map.of());

    private final Shop shop = new Shop();

    private void change(String operation, Profile.Change change) {
        new ChangeProfile(shop.database.accounts).change(operation, Shop.ALICE, change, Shop.CAUSE);
    }

    private void haveCustomer() {
        shop.start("op_1", "pro");
        shop.work();
    }

    private Profile told() {
        return shop.updates.profiles().get(((Customer.Known) shop.alice().customer()).id());
    }

    @Test
    void what_is_told_is_passed_on() {
        haveCustomer();
        assertThat(told()).isNull();

        change("op_2", NAMED);
        shop.work();

        assertThat(told()).isEqualTo(new Profile(1, null, "Alice", Map.of()));
        assertThat(shop.jobs()).doesNotHaveAnyElementsOfTypes(Job.UpdateCustomer.class);
    }

    @Test
    void what_was_told_before_there_is_a_customer_is_passed_on_when_there_is_one() {
        change("op_2", NAMED);
        shop.work();
        assertThat(shop.jobs()).isEmpty();

        haveCustomer();

        assertThat(told()).isEqualTo(new Profile(1, null, "Alice", Map.of()));
    }

    @Test
    void while_the_provider_is_away_it_is_tried_again_with_the_newest() {
        haveCustomer();
        change("op_2", NAMED);
        shop.payments.stumble(Fault.UNKNOWN_AFTER);
        shop.work();

        change("op_3", new Profile.Change("new@app.test", null, Map.of()));
        shop.time.advance(Duration.ofHours(1));
        shop.work();

        assertThat(told()).isEqualTo(new Profile(2, "new@app.test", "Alice", Map.of()));
        assertThat(shop.jobs()).doesNotHaveAnyElementsOfTypes(Job.UpdateCustomer.class);
    }

    @Test
    void a_refusal_is_for_good() {
        haveCustomer();
        change("op_2", NAMED);
        shop.payments.stumble(Fault.DECLINED);

        shop.work();

        assertThat(shop.jobs()).doesNotHaveAnyElementsOfTypes(Job.UpdateCustomer.class);
        assertThat(shop.failures).isEmpty();
    }

    @Test
    void the_audit_says_which_fields_and_not_what_they_hold() {
        change("op_2", new Profile.Change("secret@app.test", null, Map.of("k", "v")));

        assertThat(shop.database.accounts.audit(Shop.ALICE)).singleElement().satisfies(entry -> assertThat(
                        entry.event().toString())
                .contains("email", "metadata")
                .doesNotContain("secret"));
    }
}
