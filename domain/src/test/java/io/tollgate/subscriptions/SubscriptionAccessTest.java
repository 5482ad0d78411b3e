package io.tollgate.subscriptions;

import static io.tollgate.subscriptions.SubscriptionInvoice.Status.OPEN;
import static io.tollgate.subscriptions.SubscriptionInvoice.Status.PAID;
import static io.tollgate.subscriptions.SubscriptionInvoice.Status.UNCOLLECTIBLE;
import static io.tollgate.subscriptions.SubscriptionInvoice.Status.VOID;
import static io.tollgate.subscriptions.SubscriptionStatus.ACTIVE;
import static io.tollgate.subscriptions.SubscriptionStatus.PAST_DUE;
import static io.tollgate.subscriptions.SubscriptionStatus.TRIALING;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.refunds.Reversals;
import io.tollgate.tenancy.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The rules for access of product.md that are about subscriptions.
class SubscriptionAccessTest {
    private static final Instant JAN = Instant.parse("2026-01-01T10:00:00Z");
    private static final Instant FEB = Instant.parse("2026-02-01T10:00:00Z");
    private static final Instant MAR = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant APR = Instant.parse("2026-04-01T10:00:00Z");
    private static final Duration SLACK = Duration.ofHours(24);

    @ParameterizedTest
    @EnumSource(names = {"TRIALING", "ACTIVE", "PAST_DUE"})
    void one_that_is_to_renew_has_access_until_the_paid_end_and_the_slack(SubscriptionStatus status) {
        assertThat(until(subscription(0, status, invoice("in_1", PAID, JAN, FEB))))
                .isEqualTo(FEB.plus(SLACK));
    }

    @ParameterizedTest
    @EnumSource(names = {"INCOMPLETE", "INCOMPLETE_EXPIRED", "PAUSED", "UNPAID", "CANCELED"})
    void one_that_is_not_live_gives_no_access(SubscriptionStatus status) {
        assertThat(until(subscription(0, status, invoice("in_1", PAID, JAN, FEB))))
                .isNull();
    }

    @Test
    void the_plans_grace_counts_where_it_is_longer_than_the_slack() {
        assertThat(until(subscription(3, PAST_DUE, invoice("in_1", PAID, JAN, FEB))))
                .isEqualTo(FEB.plus(Duration.ofDays(3)));
        assertThat(until(subscription(1, PAST_DUE, invoice("in_1", PAID, JAN, FEB))))
                .isEqualTo(FEB.plus(SLACK));
    }

    @Test
    void the_slack_is_the_projects() {
        Settings patient = Settings.defaults().withRenewalSlack(Duration.ofHours(60));

        assertThat(subscription(0, ACTIVE, invoice("in_1", PAID, JAN, FEB)).accessUntil(patient))
                .contains(FEB.plus(Duration.ofHours(60)));
    }

    @Test
    void nothing_is_granted_before_the_money_is_there() {
        assertThat(until(subscription(0, ACTIVE))).isNull();
        assertThat(until(subscription(0, ACTIVE, invoice("in_1", OPEN, JAN, FEB))))
                .isNull();
        assertThat(until(subscription(0, ACTIVE, processing("in_1", JAN, FEB)))).isNull();
    }

    @Test
    void a_missed_payment_does_not_move_the_end() {
        Subscription renewing =
                subscription(3, ACTIVE, invoice("in_1", PAID, JAN, FEB), invoice("in_2", OPEN, FEB, MAR));
        Subscription missed =
                subscription(3, PAST_DUE, invoice("in_1", PAID, JAN, FEB), invoice("in_2", OPEN, FEB, MAR));

        assertThat(until(missed)).isEqualTo(until(renewing)).isEqualTo(FEB.plus(Duration.ofDays(3)));
    }

    @Test
    void paying_again_restores_it() {
        assertThat(until(subscription(0, ACTIVE, invoice("in_1", PAID, JAN, FEB), invoice("in_2", PAID, FEB, MAR))))
                .isEqualTo(MAR.plus(SLACK));
    }

    @Test
    void a_renewal_that_is_processing_has_two_weeks() {
        assertThat(until(subscription(0, PAST_DUE, invoice("in_1", PAID, JAN, FEB), processing("in_2", FEB, MAR))))
                .isEqualTo(FEB.plus(Duration.ofDays(14)));
        assertThat(until(subscription(30, PAST_DUE, invoice("in_1", PAID, JAN, FEB), processing("in_2", FEB, MAR))))
                .isEqualTo(FEB.plus(Duration.ofDays(30)));
    }

    @Test
    void a_debit_that_never_comes_is_not_waited_for_longer_than_two_weeks() {
        assertThat(until(subscription(
                        0,
                        ACTIVE,
                        invoice("in_1", PAID, JAN, FEB),
                        processing("in_2", FEB, MAR),
                        invoice("in_3", PAID, MAR, APR))))
                .isEqualTo(FEB.plus(Duration.ofDays(14)));
    }

    @Test
    void an_older_debt_ends_access_though_the_newest_period_is_paid() {
        Subscription owing = subscription(
                2,
                ACTIVE,
                invoice("in_1", PAID, JAN, FEB),
                invoice("in_2", OPEN, FEB, MAR),
                invoice("in_3", PAID, MAR, APR));

        assertThat(until(owing)).isEqualTo(FEB.plus(Duration.ofDays(2)));
        assertThat(until(owing.bill(invoice("in_2", PAID, FEB, MAR)))).isEqualTo(APR.plus(Duration.ofDays(2)));
    }

    @ParameterizedTest
    @EnumSource(names = {"VOID", "UNCOLLECTIBLE"})
    void a_debt_written_off_is_settled_but_extends_nothing(SubscriptionInvoice.Status status) {
        assertThat(until(subscription(
                        0,
                        ACTIVE,
                        invoice("in_1", PAID, JAN, FEB),
                        invoice("in_2", status, FEB, MAR),
                        invoice("in_3", PAID, MAR, APR))))
                .isEqualTo(APR.plus(SLACK));
        assertThat(until(subscription(0, ACTIVE, invoice("in_1", PAID, JAN, FEB), invoice("in_2", status, FEB, MAR))))
                .isEqualTo(FEB.plus(SLACK));
    }

    @Test
    void canceled_at_the_periods_end_it_ends_exactly_then() {
        Subscription one = subscription(3, ACTIVE, invoice("in_1", PAID, JAN, FEB));

        assertThat(until(in(one, ending(ACTIVE, FEB, FEB)))).isEqualTo(FEB);
        assertThat(until(in(one, ending(ACTIVE, FEB, null)))).isEqualTo(FEB);
        assertThat(until(in(one, ending(ACTIVE, null, null)))).isEqualTo(FEB);
    }

    @Test
    void canceled_at_the_end_of_a_period_that_is_still_to_be_paid_it_has_the_slack() {
        Subscription renewing = subscription(0, ACTIVE, invoice("in_1", PAID, JAN, FEB));

        assertThat(until(in(renewing, ending(ACTIVE, MAR, MAR)))).isEqualTo(FEB.plus(SLACK));
    }

    @Test
    void canceled_at_an_instant_it_ends_no_later_than_that() {
        Subscription one = subscription(0, ACTIVE, invoice("in_1", PAID, JAN, FEB));
        Instant middle = JAN.plus(Duration.ofDays(5));
        Instant soonAfter = FEB.plus(Duration.ofHours(5));

        assertThat(until(in(one, new SubscriptionState(ACTIVE, FEB, false, middle, null, null, null, 1))))
                .isEqualTo(middle);
        assertThat(until(in(one, new SubscriptionState(ACTIVE, FEB, false, soonAfter, null, null, null, 1))))
                .isEqualTo(soonAfter);
    }

    @Test
    void while_nothing_is_collected_access_lapses_at_the_paid_end() {
        Subscription one = subscription(3, ACTIVE, invoice("in_1", PAID, JAN, FEB), invoice("in_2", VOID, FEB, MAR));

        assertThat(until(in(one, paused(null)))).isEqualTo(FEB);
        assertThat(until(in(one, paused(FEB.plusSeconds(1))))).isEqualTo(FEB);
    }

    @Test
    void collecting_again_by_the_paid_end_it_renews_as_ever() {
        Subscription one = subscription(3, ACTIVE, invoice("in_1", PAID, JAN, FEB));

        assertThat(until(in(one, paused(FEB)))).isEqualTo(FEB.plus(Duration.ofDays(3)));
    }

    private static SubscriptionState paused(@Nullable Instant resumesAt) {
        return new SubscriptionState(
                ACTIVE,
                MAR,
                false,
                null,
                null,
                null,
                "price_1",
                1,
                "si_1",
                new PausedCollection(PausedCollection.Behavior.VOID, resumesAt));
    }

    @Test
    void a_trial_gives_access_until_its_end_and_the_slack() {
        SubscriptionState trial = new SubscriptionState(TRIALING, FEB, false, null, FEB, null, null, 1);

        assertThat(until(in(subscription(0, TRIALING), trial))).isEqualTo(FEB.plus(SLACK));
        assertThat(until(in(subscription(0, TRIALING, free("in_1", JAN, FEB)), trial)))
                .isEqualTo(FEB.plus(SLACK));
    }

    @Test
    void after_a_refunded_period_there_is_no_slack() {
        Subscription refunded =
                subscription(3, ACTIVE, invoice("in_1", PAID, JAN, FEB), refunded("in_2", FEB, MAR, 1999));

        assertThat(until(refunded)).isEqualTo(FEB);
        assertThat(until(refunded.bill(invoice("in_3", PAID, MAR, APR)))).isEqualTo(APR.plus(Duration.ofDays(3)));
    }

    @Test
    void refunded_in_its_first_period_it_gives_none() {
        assertThat(until(subscription(0, ACTIVE, refunded("in_1", JAN, FEB, 1999))))
                .isNull();
    }

    @Test
    void refunded_in_part_it_stays() {
        assertThat(until(subscription(0, ACTIVE, refunded("in_1", JAN, FEB, 1998))))
                .isEqualTo(FEB.plus(SLACK));
    }

    @Test
    void the_period_told_by_the_state_alone_pays_nothing() {
        assertThat(until(in(
                        subscription(0, ACTIVE, invoice("in_1", PAID, JAN, FEB)),
                        new SubscriptionState(ACTIVE, APR, false, null, null, null, null, 1))))
                .isEqualTo(FEB.plus(SLACK));
    }

    @Test
    void without_a_known_state_there_is_no_access() {
        assertThat(until(
                        Subscription.of(new OrderId("ord_1"), "sub_p", terms(0)).bill(invoice("in_1", PAID, JAN, FEB))))
                .isNull();
    }

    @Test
    void a_renewal_that_is_processing_with_no_known_period_counts_too() {
        SubscriptionInvoice bare = new SubscriptionInvoice(
                "in_2", OPEN, null, null, Money.zero("usd"), FEB, null, FEB, null, Reversals.NONE);

        assertThat(until(subscription(0, PAST_DUE, invoice("in_1", PAID, JAN, FEB), bare)))
                .isEqualTo(FEB.plus(Duration.ofDays(14)));
    }

    @Test
    void a_debit_that_failed_is_waited_for_no_longer_than_any_other_payment() {
        SubscriptionInvoice processing = processing("in_2", FEB, MAR);
        SubscriptionInvoice failed = failed("in_2", FEB.plus(Duration.ofDays(5)));
        Subscription one = subscription(0, PAST_DUE, invoice("in_1", PAID, JAN, FEB));

        assertThat(until(one.bill(processing).bill(failed))).isEqualTo(FEB.plus(SLACK));
        assertThat(until(one.bill(failed).bill(processing))).isEqualTo(FEB.plus(SLACK));
    }

    @Test
    void a_debit_that_is_tried_again_is_on_its_way_again() {
        SubscriptionInvoice failed = failed("in_2", FEB.minusSeconds(1));
        Subscription one = subscription(0, PAST_DUE, invoice("in_1", PAID, JAN, FEB));

        assertThat(until(one.bill(failed).bill(processing("in_2", FEB, MAR)))).isEqualTo(FEB.plus(Duration.ofDays(14)));
    }

    @Test
    void of_many_invoices_the_newest_are_kept_and_all_that_are_not_settled() {
        Subscription many = subscription(0, ACTIVE, invoice("in_open", OPEN, JAN, FEB), refundOnly("in_later"));
        for (int i : IntStream.range(0, 30).toArray()) {
            Instant from = FEB.plus(Duration.ofDays(i));
            many = many.bill(invoice("in_" + i, PAID, from, from.plus(Duration.ofDays(1))))
                    .forgetting();
        }

        assertThat(many.invoices()).hasSize(Subscription.KEPT_INVOICES + 2);
        assertThat(many.invoice("in_open")).isPresent();
        assertThat(many.invoice("in_29")).isPresent();
        assertThat(many.invoice("in_0")).isEmpty();
        Instant end = FEB.plus(Duration.ofDays(31));
        Subscription refundedFirst = many.bill(invoice("in_later", PAID, FEB.plus(Duration.ofDays(30)), end));
        assertThat(refundedFirst.invoice("in_later"))
                .hasValueSatisfying(i -> assertThat(i.isTakenBack()).isTrue());
    }

    /// Or the payment of an upgrade would be neither recorded nor given back, once the subscription is a year old.
    @Test
    void a_proration_that_was_just_paid_is_kept_beside_older_periods_and_takes_no_periods_place() {
        Subscription many = subscription(0, ACTIVE);
        for (int i : IntStream.range(0, 20).toArray()) {
            Instant from = JAN.plus(Duration.ofDays(i));
            many = many.bill(invoice("in_" + i, PAID, from, from.plus(Duration.ofDays(1))))
                    .forgetting();
        }
        Optional<Instant> until = many.paidUntil();

        for (int i : IntStream.range(0, 20).toArray()) {
            String id = "in_proration_" + (char) ('z' - i);
            many = many.bill(invoice(id, PAID, FEB.plus(Duration.ofDays(i)), null))
                    .forgetting();
            assertThat(many.invoice(id)).isPresent();
        }
        assertThat(many.paidUntil()).isEqualTo(until);
        assertThat(many.invoices()).hasSize(2 * Subscription.KEPT_INVOICES);
    }

    @Test
    void it_is_lost_if_it_ended_before_anything_was_paid() {
        SubscriptionStatus expired = SubscriptionStatus.INCOMPLETE_EXPIRED;
        SubscriptionStatus canceled = SubscriptionStatus.CANCELED;

        assertThat(subscription(0, expired).isLost()).isTrue();
        assertThat(subscription(0, expired, invoice("in_1", PAID, JAN, FEB)).isLost())
                .isFalse();
        assertThat(subscription(0, canceled, invoice("in_1", VOID, JAN, FEB)).isLost())
                .isTrue();
        assertThat(subscription(0, canceled, invoice("in_1", OPEN, JAN, FEB)).isLost())
                .isFalse();
        assertThat(subscription(0, canceled, invoice("in_1", PAID, JAN, FEB), invoice("in_2", UNCOLLECTIBLE, FEB, MAR))
                        .isLost())
                .isFalse();
        assertThat(subscription(0, ACTIVE, invoice("in_1", VOID, JAN, FEB)).isLost())
                .isFalse();
    }

    private static @Nullable Instant until(Subscription subscription) {
        return subscription.accessUntil(Settings.defaults()).orElse(null);
    }

    private static Subscription subscription(
            int graceDays, SubscriptionStatus status, SubscriptionInvoice... invoices) {
        Subscription bare = in(
                Subscription.of(new OrderId("ord_1"), "sub_p", terms(graceDays)),
                new SubscriptionState(status, FEB, false, null, null, null, null, 1));
        return List.of(invoices).stream().reduce(bare, Subscription::bill, (a, _) -> a);
    }

    private static Subscription in(Subscription subscription, SubscriptionState state) {
        return new Subscription(
                subscription.id(),
                subscription.providerId(),
                subscription.order(),
                subscription.sold(),
                subscription.offers(),
                state,
                Observed.event(JAN),
                1,
                subscription.invoices(),
                subscription.operation());
    }

    private static SubscriptionState ending(
            SubscriptionStatus status, @Nullable Instant periodEnd, @Nullable Instant cancelAt) {
        return new SubscriptionState(status, periodEnd, true, cancelAt, null, null, null, 1);
    }

    private static Terms terms(int graceDays) {
        return new Terms(
                "pro",
                new Price.Recurring("m", Period.ofMonths(1), new Money(1999, "usd"), null),
                0,
                graceDays,
                List.of(),
                1);
    }

    /// @param to null: of no period
    private static SubscriptionInvoice invoice(
            String id, SubscriptionInvoice.Status status, Instant from, @Nullable Instant to) {
        return new SubscriptionInvoice(
                id,
                status,
                to == null ? null : from,
                to,
                new Money(status == PAID ? 1999 : 0, "usd"),
                from,
                status == PAID ? from : null,
                null,
                null,
                Reversals.NONE);
    }

    private static SubscriptionInvoice free(String id, Instant from, Instant to) {
        return new SubscriptionInvoice(id, PAID, from, to, Money.zero("usd"), from, from, null, null, Reversals.NONE);
    }

    private static SubscriptionInvoice processing(String id, Instant from, Instant to) {
        return new SubscriptionInvoice(id, OPEN, from, to, Money.zero("usd"), from, null, from, null, Reversals.NONE);
    }

    private static SubscriptionInvoice failed(String id, Instant at) {
        return new SubscriptionInvoice(id, OPEN, FEB, MAR, Money.zero("usd"), FEB, null, null, at, Reversals.NONE);
    }

    private static SubscriptionInvoice refunded(String id, Instant from, Instant to, long inTotal) {
        return new SubscriptionInvoice(
                id, PAID, from, to, new Money(1999, "usd"), from, from, null, null, Reversals.inTotal(inTotal));
    }

    private static SubscriptionInvoice refundOnly(String id) {
        return new SubscriptionInvoice(
                id,
                SubscriptionInvoice.Status.UNKNOWN,
                null,
                null,
                Money.zero("usd"),
                null,
                null,
                null,
                null,
                Reversals.inTotal(1999));
    }
}
