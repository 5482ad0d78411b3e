package io.tollgate.providerevents.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.usecase.CrashingAccounts;
import io.tollgate.orders.usecase.Shop;
import io.tollgate.payments.Lookup;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.providerevents.ProviderFact.InvoiceSeen;
import io.tollgate.refunds.Reversals;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionInvoice;
import io.tollgate.subscriptions.SubscriptionInvoice.Status;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.tenancy.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An old invoice that is told as not paid may have been paid and forgotten: the provider is asked.
class ForgottenInvoicesTest {
    private static final OrderId ORDER = new OrderId("ord_1");
    private static final int PERIODS = Subscription.KEPT_INVOICES + 3;

    private final Shop shop = new Shop();
    private final ShopInbox inbox = new ShopInbox(shop, 16);
    private final Instant began = shop.time.instant();

    @BeforeEach
    void subscribe() {
        shop.start("op_1", "pro");
        shop.time.advance(Duration.ofDays(31L * (PERIODS - 1) + 1));
        SubscriptionState active = new SubscriptionState(
                SubscriptionStatus.ACTIVE, end(PERIODS - 1), false, null, null, null, "price_pro", 1, "si_1", null);
        inbox.told(
                "evt_active",
                new ProviderFact.SubscriptionSeen("sub_p", ORDER, active, Observed.event(shop.time.instant()), false));
        for (int i = 0; i < PERIODS; i++) {
            inbox.told("evt_open_" + i, open(i));
            inbox.told("evt_paid_" + i, paid(i));
            shop.refunding.hasInvoice(paid(i));
        }
        inbox.work();
        assertThat(shop.payments.calls()).doesNotContain("fetchInvoice");
        assertThat(until()).contains(end(PERIODS - 1).plus(Settings.defaults().renewalSlack()));
        assertThat(invoice(0)).isEmpty();
    }

    @Test
    void one_that_was_paid_is_not_owed_because_its_beginning_is_told_again() {
        List<SubscriptionInvoice> before = subscription().invoices();
        Optional<Instant> until = until();

        inbox.told("evt_1", open(0));
        inbox.told("evt_2", onItsWay(1));
        inbox.work();

        assertThat(inbox.row("evt_1").status()).isEqualTo("processed");
        assertThat(inbox.row("evt_2").status()).isEqualTo("processed");
        assertThat(subscription().invoices()).isEqualTo(before);
        assertThat(until()).isEqualTo(until);
        assertThat(fetched()).isEqualTo(2);
    }

    /// Somebody took too long, and another one has gone on with the account.
    @Test
    void one_that_was_paid_and_forgotten_while_it_was_fetched_is_fetched_again() {
        List<SubscriptionInvoice> before = subscription().invoices();
        shop.refunding.hasInvoice(open(0));
        shop.payments.during(() -> {
            shop.refunding.hasInvoice(paid(0));
            shop.take(paid(0));
        });

        inbox.told("evt_1", open(0));
        inbox.work();

        assertThat(inbox.row("evt_1").status()).isEqualTo("processed");
        assertThat(subscription().invoices()).isEqualTo(before);
        assertThat(fetched()).isEqualTo(2);
    }

    @Test
    void one_that_is_owed_in_truth_is() {
        shop.refunding.hasInvoice(open(0));

        inbox.told("evt_1", open(0));
        inbox.work();

        assertThat(invoice(0))
                .hasValueSatisfying(owed -> assertThat(owed.status()).isEqualTo(Status.OPEN));
        assertThat(until()).hasValueSatisfying(end -> assertThat(end).isBefore(shop.time.instant()));
        inbox.told("evt_2", paid(0));
        inbox.work();
        assertThat(until()).contains(end(PERIODS - 1).plus(Settings.defaults().renewalSlack()));
    }

    @Test
    void while_it_cannot_be_fetched_its_event_waits() {
        List<SubscriptionInvoice> before = subscription().invoices();
        inbox.told("evt_1", open(0));
        shop.payments.stumble(Fault.UNKNOWN_BEFORE, Fault.DECLINED);

        inbox.work();
        assertThat(inbox.row("evt_1").reason()).isEqualTo("provider_unavailable");
        assertThat(subscription().invoices()).isEqualTo(before);
        shop.time.advance(Duration.ofMinutes(1));
        inbox.work();
        assertThat(inbox.row("evt_1").reason()).isEqualTo("refused");
        shop.time.advance(Duration.ofMinutes(1));
        inbox.work();

        assertThat(inbox.row("evt_1").status()).isEqualTo("processed");
        assertThat(subscription().invoices()).isEqualTo(before);
    }

    @Test
    void nothing_is_owed_of_one_that_the_provider_no_longer_has() {
        Optional<Instant> before = until();
        inbox.told("evt_1", open("in_gone", 0));

        // The decision that would settle it is rolled back: what was seen once is not asked for again.
        inbox.processor(new CrashingAccounts(shop.database.accounts, 2, false)).step();
        assertThat(inbox.row("evt_1").fetched().isGone(Lookup.invoice("in_gone")))
                .isTrue();
        shop.time.advance(Duration.ofMinutes(10));
        inbox.work();

        assertThat(inbox.row("evt_1").status()).isEqualTo("processed");
        assertThat(until()).isEqualTo(before);
        assertThat(fetched()).isEqualTo(1);
    }

    private Instant start(int period) {
        return began.plus(Duration.ofDays(31L * period));
    }

    private Instant end(int period) {
        return start(period + 1);
    }

    private InvoiceSeen paid(int period) {
        return (InvoiceSeen) Samples.invoicePaid("ord_1", "sub_p", "in_" + period, start(period));
    }

    private InvoiceSeen open(int period) {
        return open("in_" + period, period);
    }

    private InvoiceSeen open(String id, int period) {
        return seen(new SubscriptionInvoice(
                id,
                Status.OPEN,
                start(period),
                end(period),
                Samples.usd(0),
                start(period),
                null,
                null,
                null,
                Reversals.NONE));
    }

    /// As a debit tells.
    private InvoiceSeen onItsWay(int period) {
        return seen(new SubscriptionInvoice(
                "in_" + period,
                Status.UNKNOWN,
                null,
                null,
                Samples.usd(0),
                null,
                null,
                start(period),
                null,
                Reversals.NONE));
    }

    private static InvoiceSeen seen(SubscriptionInvoice invoice) {
        return new InvoiceSeen("sub_p", ORDER, invoice, false);
    }

    private Subscription subscription() {
        return shop.alice().subscription("sub_p").orElseThrow();
    }

    private Optional<SubscriptionInvoice> invoice(int period) {
        return subscription().invoice("in_" + period);
    }

    private Optional<Instant> until() {
        return subscription().accessUntil(Settings.defaults());
    }

    private long fetched() {
        return shop.payments.calls().stream().filter("fetchInvoice"::equals).count();
    }
}
