package io.tollgate.orders.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.fixtures.fakes.FakePayments.Crash;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class StumblingCheckoutsTest {
    enum Step {
        START_PRO,
        START_PASS,
        START_AGAIN,
        CANCEL,
        WORK,
        WAIT
    }

    @Property(tries = 500)
    void whatever_stumbles_and_wherever_it_dies_all_comes_to_its_end(
            @ForAll @Size(max = 12) List<Step> steps,
            @ForAll @Size(max = 12) List<Fault> faults,
            @ForAll @Size(max = 6) List<@IntRange(min = 1, max = 5) Integer> crashes) {
        Shop shop = new Shop();
        shop.payments.stumble(faults.toArray(Fault[]::new));
        int orders = 0;
        int crash = 0;
        for (Step step : steps) {
            switch (step) {
                case START_PRO, START_PASS -> {
                    orders++;
                    int at = crash < crashes.size() ? crashes.get(crash++) : Integer.MAX_VALUE;
                    start(shop, orders, step == Step.START_PRO ? "pro" : "pass1", at);
                }
                case START_AGAIN -> start(shop, Math.max(orders, 1), "pro", Integer.MAX_VALUE);
                case CANCEL ->
                    new CancelOrder(shop.database.projects, shop.database.accounts, shop.time)
                            .cancel(Shop.ALICE, new OrderId("ord_" + orders), Shop.CAUSE);
                case WORK -> shop.work();
                case WAIT -> shop.time.advance(Duration.ofSeconds(40));
            }
        }

        // Longer than the provider remembers keys: a failure stored with one isn't over before.
        for (int i = 0; i < 40; i++) {
            shop.time.advance(Duration.ofMinutes(45));
            shop.work();
        }

        assertThat(shop.jobs()).isEmpty();
        assertThat(shop.payments.customers().size()).isLessThanOrEqualTo(1);
        assertEnds(shop);
    }

    private static void start(Shop shop, int order, String plan, int crashAt) {
        CrashingAccounts accounts = new CrashingAccounts(shop.database.accounts, crashAt, crashAt % 2 == 0);
        try {
            shop.startCheckout(accounts).start(shop.command("op_" + order, Shop.ALICE, plan));
        } catch (Crash e) {
            // The process is gone; another goes on.
        }
    }

    /// Open orders have their page, and nothing else does; one page for a plan.
    private static void assertEnds(Shop shop) {
        List<Order> orders = shop.database
                .accounts
                .whole(Shop.ALICE)
                .map(account -> account.orders())
                .orElse(List.of());
        List<String> open = orders.stream()
                .filter(Order::isOpen)
                .map(order -> order.id().value())
                .toList();
        assertThat(shop.openPages()).containsExactlyInAnyOrderElementsOf(open);
        assertThat(orders.stream().filter(Order::isOpen))
                .allMatch(order -> order.sale().page() != null);
        assertThat(orders.stream()
                        .filter(Order::isOpen)
                        .map(order -> order.sale().terms().plan()))
                .doesNotHaveDuplicates();
    }
}
