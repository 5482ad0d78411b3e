package io.tollgate.providerevents.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.Account;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.usecase.CrashingAccounts;
import io.tollgate.orders.usecase.Shop;
import io.tollgate.payments.ObjectRef;
import io.tollgate.payments.Payments;
import io.tollgate.providerevents.EventReader.Route;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// A purchase is told in any order, twice, while the provider stumbles and processes die.
class StumblingInboxTest {
    private static final OrderId ORDER = new OrderId("ord_1");
    private static final Route BY_FETCH =
            new Route(List.of("sub_p1"), null, new ObjectRef(ObjectRef.Kind.SUBSCRIPTION, "sub_p1"));
    private static final int EVENTS = 6;

    private final Shop shop = new Shop();
    private final ShopInbox inbox = new ShopInbox(shop, 4);

    @Property(tries = 300)
    void nothing_is_lost_and_nothing_counts_twice(
            @ForAll @Size(max = 20) List<@IntRange(max = EVENTS - 1) Integer> order,
            @ForAll @Size(max = 8) List<Fault> faults,
            @ForAll @Size(max = 6) List<@IntRange(min = 1, max = 8) Integer> crashes) {
        Account expected = new StumblingInboxTest().told(List.of(), List.of(), List.of());

        Account account = new StumblingInboxTest().told(order, faults, crashes);

        assertThat(account.orders()).isEqualTo(expected.orders());
        assertThat(account.subscriptions().getFirst().state())
                .isEqualTo(expected.subscriptions().getFirst().state());
        assertThat(account.subscriptions().getFirst().invoices())
                .isEqualTo(expected.subscriptions().getFirst().invoices());
        assertThat(account.snapshot().holdings()).isEqualTo(expected.snapshot().holdings());
    }

    /// All events are told in the end, those of `first` once before.
    private Account told(List<Integer> first, List<Fault> faults, List<Integer> crashes) {
        shop.start("op_1", "pro");
        Instant begin = shop.time.instant();
        shop.payments.hasSubscription("sub_p1", ORDER, state(SubscriptionStatus.ACTIVE, begin));
        shop.payments.hasObject(
                new ObjectRef(ObjectRef.Kind.SUBSCRIPTION, "sub_p1"), new Payments.Identity(Shop.ALICE, null));
        read(0, seen(SubscriptionStatus.INCOMPLETE, begin, Observed.creation(begin)));
        read(1, seen(SubscriptionStatus.ACTIVE, begin, Observed.event(begin)));
        read(2, Samples.invoicePaid("ord_1", "sub_p1", "in_1", begin));
        read(3, seen(SubscriptionStatus.PAST_DUE, begin, Observed.event(begin.plusSeconds(60))));
        read(4, seen(SubscriptionStatus.ACTIVE, begin, Observed.event(begin.plusSeconds(61))));
        read(5, Samples.invoicePaid("ord_1", "sub_p1", "in_2", begin.plus(Duration.ofDays(31))));
        shop.time.advance(Duration.ofSeconds(90));
        // What the provider refuses for good is parked for a human.
        shop.payments.stumble(
                faults.stream().filter(fault -> fault != Fault.DECLINED).toArray(Fault[]::new));

        first.forEach(number -> inbox.receive("evt_" + number));
        crashes.forEach(at -> {
            inbox.processor(new CrashingAccounts(shop.database.accounts, at, at % 2 == 0))
                    .step();
            shop.time.advance(Duration.ofSeconds(45));
        });
        for (int i = 0; i < EVENTS; i++) {
            inbox.receive("evt_" + i);
        }
        for (int i = 0; i < 40; i++) {
            inbox.processor(shop.database.accounts).step();
            shop.time.advance(Duration.ofMinutes(10));
        }
        assertThat(shop.database.inbox.rows()).hasSize(EVENTS).allMatch(row -> row.status()
                .equals("processed"));
        return shop.alice();
    }

    private void read(int number, ProviderFact fact) {
        inbox.reads("evt_" + number, BY_FETCH, fact);
    }

    private static ProviderFact seen(SubscriptionStatus status, Instant begin, Observed observed) {
        return new ProviderFact.SubscriptionSeen("sub_p1", ORDER, state(status, begin), observed, false);
    }

    private static SubscriptionState state(SubscriptionStatus status, Instant begin) {
        return new SubscriptionState(status, begin.plus(Duration.ofDays(31)), false, null, null, null, "price_pro", 1);
    }
}
