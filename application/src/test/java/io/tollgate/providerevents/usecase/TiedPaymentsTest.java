package io.tollgate.providerevents.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.money.Money;
import io.tollgate.orders.IntentRequest;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.PaymentState;
import io.tollgate.orders.PaymentState.Status;
import io.tollgate.orders.usecase.CrashingAccounts;
import io.tollgate.orders.usecase.Shop;
import io.tollgate.orders.usecase.StartPayment;
import io.tollgate.payments.Lookup;
import io.tollgate.providerevents.ProviderFact.PaymentSeen;
import io.tollgate.subscriptions.Observed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// An attempt that failed and the next one, told in one second, have no order: the payment is fetched.
class TiedPaymentsTest {
    private static final OrderId ORDER = new OrderId("ord_1");

    private final Shop shop = new Shop();
    private final ShopInbox inbox = new ShopInbox(shop, 16);
    private final String intent = buy();
    private final Instant second = shop.time.instant();

    private String buy() {
        StartPayment.Command command = new StartPayment.Command(
                "op_1",
                Shop.ALICE,
                Shop.CAUSE,
                new StartPayment.What.OfPlan("pass1", null),
                new IntentRequest(null, Map.of(), "alice@app.test"));
        shop.startPayment().start(command);
        return shop.payments.intents().getFirst().placed().id();
    }

    @Test
    void a_decline_and_the_next_attempt_stand_as_the_provider_says_whichever_is_told_first() {
        holds(Status.PROCESSING);
        told("evt_1", Status.PROCESSING, second);
        told("evt_2", Status.FAILED, second);

        inbox.work();

        assertThat(status()).isEqualTo("processing");
        told("evt_3", Status.PROCESSING, second);
        told("evt_4", Status.FAILED, second);
        holds(Status.FAILED);
        inbox.work();
        assertThat(status()).isEqualTo("pending");
        assertThat(payment().status()).isEqualTo(Status.FAILED);
        assertThat(shop.database.inbox.rows()).allMatch(row -> row.status().equals("processed"));
    }

    @Test
    void what_time_can_tell_is_not_asked_for() {
        told("evt_1", Status.REQUIRES_ACTION, second);
        told("evt_2", Status.FAILED, second.plusSeconds(1));
        told("evt_3", Status.PROCESSING, second.plusSeconds(2));
        told("evt_4", Status.REQUIRES_ACTION, second);
        told("evt_5", Status.SUCCEEDED, second.plusSeconds(2));
        told("evt_6", Status.FAILED, second.plusSeconds(2));

        inbox.work();

        assertThat(status()).isEqualTo("paid");
        assertThat(shop.payments.calls()).doesNotContain("fetchIntent");
    }

    @Test
    void what_moved_while_it_was_fetched_is_fetched_again() {
        holds(Status.PROCESSING);
        told("evt_1", Status.FAILED, second);
        inbox.work();
        told("evt_2", Status.PROCESSING, second);
        PaymentState looked = new PaymentState(
                Status.REQUIRES_ACTION, Observed.fetched(second, second), null, new Money(2500, "usd"));
        shop.payments.during(
                () -> shop.take(seen(Status.REQUIRES_ACTION, second).settledBy(payment(), looked)));

        inbox.work();

        assertThat(shop.payments.calls().stream().filter("fetchIntent"::equals)).hasSize(2);
        assertThat(status()).isEqualTo("processing");
    }

    @Test
    void an_end_is_told_by_its_own_event() {
        holds(Status.SUCCEEDED);
        told("evt_1", Status.PROCESSING, second);
        told("evt_2", Status.FAILED, second);
        inbox.work();
        assertThat(status()).isNotEqualTo("paid");

        told("evt_3", Status.SUCCEEDED, second.plusSeconds(5));
        inbox.work();

        assertThat(status()).isEqualTo("paid");
        assertThat(payment().at()).isEqualTo(second.plusSeconds(5));
    }

    @Test
    void while_it_cannot_be_fetched_its_event_waits() {
        holds(Status.PROCESSING);
        told("evt_1", Status.PROCESSING, second);
        inbox.work();
        told("evt_2", Status.FAILED, second);
        shop.payments.stumble(Fault.UNKNOWN_BEFORE, Fault.DECLINED);

        inbox.work();
        assertThat(inbox.row("evt_2").reason()).isEqualTo("provider_unavailable");
        shop.time.advance(Duration.ofMinutes(1));
        inbox.work();
        assertThat(inbox.row("evt_2").reason()).isEqualTo("refused");
        shop.time.advance(Duration.ofMinutes(1));
        inbox.work();

        assertThat(inbox.row("evt_2").status()).isEqualTo("processed");
        assertThat(status()).isEqualTo("processing");
    }

    @Test
    void whoever_dies_between_the_fetch_and_the_commit_is_followed_by_one_who_fetches_what_is_true_then() {
        for (boolean committed : List.of(false, true)) {
            TiedPaymentsTest fresh = new TiedPaymentsTest();
            fresh.holds(Status.PROCESSING);
            fresh.told("evt_1", Status.FAILED, fresh.second);
            fresh.inbox.work();
            fresh.told("evt_2", Status.PROCESSING, fresh.second);

            fresh.inbox
                    .processor(new CrashingAccounts(fresh.shop.database.accounts, 2, committed))
                    .step();
            assertThat(fresh.status()).isEqualTo(committed ? "processing" : "pending");
            fresh.shop.time.advance(Duration.ofMinutes(10));
            fresh.inbox.work();

            assertThat(fresh.inbox.row("evt_2").status()).isEqualTo("processed");
            assertThat(fresh.status()).isEqualTo("processing");
        }
    }

    @Test
    void one_that_the_provider_no_longer_has_is_settled_by_what_the_events_carry() {
        shop.payments.loses(intent);
        told("evt_1", Status.PROCESSING, second);
        inbox.work();
        told("evt_2", Status.FAILED, second);

        // The decision that would settle it is rolled back: what was seen once is not asked for again.
        inbox.processor(new CrashingAccounts(shop.database.accounts, 2, false)).step();
        assertThat(inbox.row("evt_2").fetched().isGone(Lookup.payment(intent))).isTrue();
        shop.time.advance(Duration.ofMinutes(10));
        inbox.work();

        assertThat(payment().status()).isEqualTo(Status.FAILED);
        told("evt_3", Status.PROCESSING, second);
        inbox.work();
        assertThat(payment().status()).isEqualTo(Status.FAILED);
        assertThat(inbox.row("evt_2").status()).isEqualTo("processed");
        assertThat(shop.payments.calls().stream().filter("fetchIntent"::equals)).hasSize(2);
    }

    private void holds(Status status) {
        shop.payments.hasPayment(intent, seen(status, second).state());
    }

    private PaymentSeen seen(Status status, Instant at) {
        String reason = status == Status.FAILED ? "card_declined" : null;
        return new PaymentSeen(intent, ORDER, new PaymentState(status, at, reason, new Money(2500, "usd")));
    }

    private void told(String event, Status status, Instant at) {
        inbox.told(event, seen(status, at));
    }

    private String status() {
        return shop.order("ord_1").status();
    }

    private PaymentState payment() {
        PaymentState payment = shop.order("ord_1").sale().payment();
        assertThat(payment).isNotNull();
        return payment;
    }
}
