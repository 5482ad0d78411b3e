package io.tollgate.refunds.usecase;

import static io.tollgate.fixtures.contracts.Samples.ALICE;
import static io.tollgate.fixtures.contracts.Samples.usd;
import static io.tollgate.orders.usecase.Shop.CAUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.contracts.Together;
import io.tollgate.fixtures.fakes.FakePayments.Fault;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.usecase.Shop;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.usecase.RefundPayment.Command;
import io.tollgate.refunds.usecase.RefundPayment.Outcome;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A payment of which nothing is known here any more, as so many periods have followed it.
class RefundOldPaymentTest {
    private static final OrderId ORDER = new OrderId("ord_1");
    private static final int PERIODS = Subscription.KEPT_INVOICES + 3;

    private final Shop shop = new Shop();

    @BeforeEach
    void subscribe() {
        shop.start("op_1", "pro");
        Instant began = shop.time.instant();
        shop.time.advance(Duration.ofDays(31L * PERIODS));
        SubscriptionState active = new SubscriptionState(
                SubscriptionStatus.ACTIVE, shop.time.instant(), false, null, null, null, "price_pro", 1, "si_1", null);
        shop.take(
                new ProviderFact.SubscriptionSeen("sub_p", ORDER, active, Observed.event(shop.time.instant()), false));
        for (int i = 0; i < PERIODS; i++) {
            ProviderFact.InvoiceSeen paid = (ProviderFact.InvoiceSeen)
                    Samples.invoicePaid("ord_1", "sub_p", "in_" + i, began.plus(Duration.ofDays(31L * i)));
            shop.take(paid);
            shop.refunding.hasInvoice(paid);
        }
    }

    private Outcome refund(String operation, String payment, @Nullable Money amount) {
        return new RefundPayment(
                        shop.database.projects,
                        shop.database.accounts,
                        shop.refunding,
                        shop.cancelRefunded(shop.database.accounts),
                        shop.time)
                .refund(new Command(
                        operation, ALICE, CAUSE, ORDER, payment, amount, "sorry", Refund.Access.BY_AMOUNT, false));
    }

    private long given() {
        return shop.refunding.refundsOf("in_0").stream()
                .mapToLong(refund -> refund.amount().amount())
                .sum();
    }

    @Test
    void it_is_fetched_and_given_back() {
        Outcome first = refund("op_2", "in_0", usd(500));
        Outcome again = refund("op_2", "in_0", usd(500));
        Outcome rest = refund("op_3", "in_0", null);

        assertThat(first).isInstanceOf(Outcome.Made.class);
        assertThat(again).isEqualTo(first);
        assertThat(rest).isInstanceOfSatisfying(Outcome.Made.class, made -> assertThat(
                        made.refund().amount())
                .isEqualTo(usd(1499)));
        assertThat(given()).isEqualTo(1999);
        assertThat(shop.payments.calls()).containsOnlyOnce("fetchInvoice");
    }

    @Test
    void sixty_four_at_once_never_give_back_more_than_was_paid_and_not_given_back_in_the_dashboard() throws Exception {
        shop.refunding.givesBack("in_0", usd(500));

        List<Outcome> outcomes = Together.run(64, i -> refund("op_" + (i + 2), "in_0", usd(600)));

        assertThat(outcomes).filteredOn(Outcome.Made.class::isInstance).hasSize(2);
        assertThat(outcomes)
                .filteredOn(new Outcome.MoreThanLeft(usd(299))::equals)
                .hasSizeGreaterThanOrEqualTo(1);
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome)
                .isInstanceOfAny(Outcome.Made.class, Outcome.MoreThanLeft.class));
        assertThat(given()).isEqualTo(1700);
    }

    @Test
    void while_the_provider_does_not_answer_nothing_is_held() {
        shop.payments.stumble(Fault.UNKNOWN_BEFORE);

        assertThat(refund("op_2", "in_0", null)).isEqualTo(new Outcome.Unavailable());

        assertThat(shop.alice().subscription("sub_p").orElseThrow().invoice("in_0"))
                .isEmpty();
        assertThat(refund("op_2", "in_0", null)).isInstanceOf(Outcome.Made.class);
    }

    @Test
    void what_the_provider_does_not_know_or_knows_as_anothers_is_none_of_this_order() {
        ProviderFact.InvoiceSeen anothers =
                (ProviderFact.InvoiceSeen) Samples.invoicePaid("ord_9", "sub_q", "in_q", shop.time.instant());
        shop.refunding.hasInvoice(anothers);

        assertThat(refund("op_2", "in_none", null)).isEqualTo(new Outcome.NoSuchPayment());
        assertThat(refund("op_3", "in_q", null)).isEqualTo(new Outcome.NoSuchPayment());
        assertThat(shop.refunding.refunds()).isEmpty();
    }
}
