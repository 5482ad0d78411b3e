package io.tollgate.accounts;

import static io.tollgate.accounts.Shop.FEB;
import static io.tollgate.accounts.Shop.JAN;
import static io.tollgate.accounts.Shop.MAR;
import static io.tollgate.accounts.Shop.ORDER;
import static io.tollgate.accounts.Shop.alice;
import static io.tollgate.accounts.Shop.bought;
import static io.tollgate.accounts.Shop.dispute;
import static io.tollgate.accounts.Shop.paid;
import static io.tollgate.accounts.Shop.pass;
import static io.tollgate.accounts.Shop.pending;
import static io.tollgate.accounts.Shop.refunding;
import static io.tollgate.accounts.Shop.reversed;
import static io.tollgate.accounts.Shop.state;
import static io.tollgate.accounts.Shop.subscriber;
import static io.tollgate.accounts.Shop.updated;
import static io.tollgate.accounts.Shop.usd;
import static io.tollgate.subscriptions.SubscriptionStatus.ACTIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tollgate.catalog.PlanFeature;
import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.disputes.Dispute.Status;
import io.tollgate.disputes.FraudWarning;
import io.tollgate.entitlements.Entitlement;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Payment;
import io.tollgate.providerevents.FactOutcome;
import io.tollgate.providerevents.PaymentRef;
import io.tollgate.providerevents.ProviderFact.PaymentReversed;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.refunds.Refund;
import io.tollgate.refunds.Reversals;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What refunds, disputes and warnings do to access and credits: product.md, "Rules for access".
class ReversalTest {
    private static final OrderId SECOND = new OrderId("ord_2");
    private static final Instant SOON = JAN.plusSeconds(100);

    private static Teller passes() {
        return Teller.at(
                        SOON,
                        alice(pending(ORDER, pass(Period.ofMonths(1))), pending(SECOND, pass(Period.ofMonths(1)))),
                        null)
                .tell(bought(ORDER, JAN), bought(SECOND, JAN.plusSeconds(50)));
    }

    /// The second month of a subscription.
    private static Teller renewed() {
        return Teller.at(FEB.plusSeconds(7200), subscriber(), state(ACTIVE, MAR))
                .tell(
                        paid("in_1", JAN, FEB, JAN.plusSeconds(1)),
                        updated(state(ACTIVE, MAR), FEB),
                        paid("in_2", FEB, MAR, FEB.plusSeconds(3600)));
    }

    @Test
    void a_disputed_pass_is_withheld_and_its_clock_runs_on() {
        Teller teller = passes().tell(reversed(ORDER, dispute("dp_1", Status.NEEDS_RESPONSE)));

        assertThat(reports(teller, SOON)).isNull();
        assertThat(teller.account().snapshot().isSuspended(SOON, "reports")).isTrue();
        assertThat(teller.account().snapshot().isSuspended(SOON, "tokens")).isTrue();
        assertThat(teller.held).containsExactly("ord_2  tokens");
        // The second one begins where it would have begun, and not earlier.
        assertThat(reports(teller, FEB)).extracting(Entitlement::sources).isEqualTo(List.of("ord_2"));
        assertThat(teller.account().snapshot().isSuspended(FEB, "reports")).isFalse();
        assertThat(teller.told(DomainEvent.OrderDisputed.class))
                .containsExactly(new DomainEvent.OrderDisputed(
                        ORDER, "pass", "pi_ord_1", "dsp_dp_1", Status.NEEDS_RESPONSE, usd(500), "fraudulent"));
    }

    @Test
    void a_dispute_of_long_ago_leaves_the_time_that_it_was_bought_for() {
        Teller teller = passes().moveTo(MAR.plus(Duration.ofDays(30))).pass();
        var before = teller.account().order(SECOND).orElseThrow();

        teller.tell(reversed(SECOND, dispute("dp_1", Status.NEEDS_RESPONSE)));

        assertThat(teller.account().order(SECOND).orElseThrow())
                .isEqualTo(before.with(before.sale().withReversals(dispute("dp_1", Status.NEEDS_RESPONSE))));
    }

    @Test
    void a_dispute_that_is_won_gives_back_what_was_withheld() {
        Teller teller = passes().tell(
                        reversed(ORDER, dispute("dp_1", Status.NEEDS_RESPONSE)),
                        reversed(ORDER, dispute("dp_1", Status.UNDER_REVIEW)));
        assertThat(reports(teller, SOON)).isNull();

        teller.tell(
                reversed(ORDER, dispute("dp_1", Status.WON)), reversed(ORDER, dispute("dp_1", Status.UNDER_REVIEW)));

        assertThat(reports(teller, SOON)).extracting(Entitlement::expiresAt).isEqualTo(MAR);
        assertThat(teller.account().snapshot().isSuspended(SOON, "reports")).isFalse();
        assertThat(teller.held).containsExactlyInAnyOrder("ord_1  tokens", "ord_2  tokens");
        assertThat(teller.told(DomainEvent.OrderDisputed.class))
                .extracting(DomainEvent.OrderDisputed::status)
                .containsExactly(Status.NEEDS_RESPONSE, Status.UNDER_REVIEW, Status.WON);
    }

    @Test
    void a_dispute_that_is_lost_takes_the_pass_as_a_full_refund_does() {
        Teller teller = passes().tell(
                        reversed(ORDER, dispute("dp_1", Status.NEEDS_RESPONSE)),
                        reversed(ORDER, dispute("dp_1", Status.LOST)));

        assertThat(reports(teller, SOON))
                .extracting(Entitlement::expiresAt, Entitlement::sources)
                .containsExactly(FEB.plusSeconds(50), List.of("ord_2"));
        assertThat(teller.account().snapshot().suspended()).isEmpty();
        assertThat(teller.held).containsExactly("ord_2  tokens");
    }

    /// Each status that a dispute can have, alone and after all that can come before it.
    @ParameterizedTest
    @EnumSource(Status.class)
    void what_a_dispute_does_is_in_its_status(Status status) {
        Teller alone = passes().tell(reversed(ORDER, dispute("dp_1", status)));
        Teller followed = passes();
        Arrays.stream(Status.values())
                .filter(earlier -> earlier.compareTo(status) <= 0)
                .forEach(earlier -> followed.tell(reversed(ORDER, dispute("dp_1", earlier))));

        for (Teller teller : List.of(alone, followed)) {
            assertThat(teller.account().snapshot().isSuspended(SOON, "reports"))
                    .isEqualTo(status == Status.NEEDS_RESPONSE || status == Status.UNDER_REVIEW);
            boolean gone = status == Status.NEEDS_RESPONSE || status == Status.UNDER_REVIEW || status == Status.LOST;
            assertThat(teller.held.contains("ord_1  tokens")).isNotEqualTo(gone);
            assertThat(reports(teller, SOON) != null
                            && Objects.requireNonNull(reports(teller, SOON))
                                    .sources()
                                    .contains("ord_1"))
                    .isNotEqualTo(gone);
            assertThat(teller.told(DomainEvent.OrderDisputed.class).getLast().status())
                    .isEqualTo(status);
        }
    }

    /// Each status that a refund of all can have, alone and after all that can come before it.
    @ParameterizedTest
    @EnumSource(Refund.Status.class)
    void what_a_refund_takes_is_in_its_status(Refund.Status status) {
        Teller alone = passes().tell(reversed(ORDER, refunding("re_1", 500, status)));
        Teller followed = passes();
        Arrays.stream(Refund.Status.values())
                .filter(earlier -> earlier.compareTo(status) <= 0)
                .forEach(earlier -> followed.tell(reversed(ORDER, refunding("re_1", 500, earlier))));
        boolean gone = Set.of(Refund.Status.PENDING, Refund.Status.REQUIRES_ACTION, Refund.Status.SUCCEEDED)
                .contains(status);

        for (Teller teller : List.of(alone, followed)) {
            assertThat(teller.held.contains("ord_1  tokens")).isNotEqualTo(gone);
            assertThat(Objects.requireNonNull(teller.payments.get("pi_ord_1")).refunded())
                    .isEqualTo(usd(gone ? 500 : 0));
            assertThat(Objects.requireNonNull(reports(teller, SOON)).sources().contains("ord_1"))
                    .isNotEqualTo(gone);
        }
    }

    @Test
    void inquiries_and_warnings_are_told_and_cut_nothing() {
        Teller teller = passes().tell(
                        reversed(ORDER, dispute("dp_1", Status.WARNING_NEEDS_RESPONSE)),
                        reversed(ORDER, dispute("dp_1", Status.WARNING_CLOSED)),
                        reversed(ORDER, Reversals.of(new FraudWarning("issfr_1", "misc", true))),
                        reversed(ORDER, Reversals.of(new FraudWarning("issfr_1", "misc", true))),
                        reversed(ORDER, Reversals.of(new FraudWarning("issfr_1", "misc", false))));

        assertThat(reports(teller, SOON)).isNotNull();
        assertThat(teller.held).hasSize(2);
        assertThat(teller.told(DomainEvent.OrderDisputed.class)).hasSize(2);
        assertThat(teller.told(DomainEvent.OrderFlagged.class))
                .containsExactly(
                        new DomainEvent.OrderFlagged(ORDER, "pass", "pi_ord_1", "issfr_1", "misc", true),
                        new DomainEvent.OrderFlagged(ORDER, "pass", "pi_ord_1", "issfr_1", "misc", false));
    }

    @Test
    void a_refund_that_fails_gives_access_and_credits_back() {
        Teller teller = passes().tell(
                        Shop.refund(ORDER, 500), reversed(ORDER, refunding("re_1", 500, Refund.Status.SUCCEEDED)));
        assertThat(reports(teller, SOON)).extracting(Entitlement::sources).isEqualTo(List.of("ord_2"));
        assertThat(teller.held).containsExactly("ord_2  tokens");

        teller.tell(reversed(ORDER, refunding("re_1", 500, Refund.Status.FAILED)));

        assertThat(reports(teller, SOON))
                .extracting(Entitlement::expiresAt, Entitlement::sources)
                .containsExactly(MAR, List.of("ord_1"));
        assertThat(teller.held).hasSize(2);
        assertThat(teller.payments.get("pi_ord_1"))
                .extracting(Payment::refunded)
                .isEqualTo(usd(0));
        assertThat(teller.told(DomainEvent.OrderRefunded.class))
                .extracting(DomainEvent.OrderRefunded::refunded)
                .containsExactly(usd(500), usd(0));
        assertThat(teller.told(DomainEvent.CreditsWithdrawn.class)).hasSize(1);
    }

    @Test
    void a_failed_refund_never_lifts_a_suspension() {
        Teller teller = passes().tell(
                        reversed(ORDER, dispute("dp_1", Status.NEEDS_RESPONSE)),
                        reversed(ORDER, refunding("re_1", 500, Refund.Status.SUCCEEDED)),
                        reversed(ORDER, refunding("re_1", 500, Refund.Status.FAILED)));

        assertThat(reports(teller, SOON)).isNull();
        assertThat(teller.account().snapshot().isSuspended(SOON, "reports")).isTrue();
        assertThat(teller.held).containsExactly("ord_2  tokens");
    }

    @Test
    void a_partial_refund_leaves_all_unless_it_revokes() {
        Teller teller = passes().tell(reversed(ORDER, refunding("re_1", 499, Refund.Status.SUCCEEDED)));
        assertThat(teller.held).hasSize(2);

        teller.tell(reversed(ORDER, revoking("re_2", 1, Refund.Status.PENDING)));

        assertThat(reports(teller, SOON)).extracting(Entitlement::sources).isEqualTo(List.of("ord_2"));
        assertThat(teller.held).hasSize(1);
    }

    private static Reversals revoking(String id, long cents, Refund.Status status) {
        Refund refund = refunding(id, cents, status).refunds().getFirst();
        return Reversals.of(new Refund(
                refund.id(), id, refund.amount(), status, null, null, Refund.Access.REVOKE, refund.createdAt()));
    }

    @Test
    void only_a_dispute_of_the_payment_that_covers_now_suspends_a_subscription() {
        Instant now = FEB.plusSeconds(7200);
        Teller teller = renewed().tell(reversed("in_1", dispute("dp_1", Status.NEEDS_RESPONSE)));
        assertThat(reports(teller, now)).isNotNull();

        teller.tell(reversed("in_2", dispute("dp_2", Status.NEEDS_RESPONSE)));
        assertThat(reports(teller, now)).isNull();
        assertThat(teller.account().snapshot().isSuspended(now, "reports")).isTrue();
        // Through the slack, too: nothing has been paid since.
        assertThat(teller.account().snapshot().isSuspended(MAR.plusSeconds(60), "reports"))
                .isTrue();

        teller.tell(reversed("in_2", dispute("dp_2", Status.WON)));
        assertThat(reports(teller, now))
                .extracting(Entitlement::currentPeriodEnd)
                .isEqualTo(MAR);
    }

    @Test
    void the_next_payment_ends_a_suspension() {
        Instant april = MAR.plus(Duration.ofDays(31));
        Teller teller = renewed()
                .tell(reversed("in_2", dispute("dp_2", Status.UNDER_REVIEW)))
                .moveTo(MAR.plusSeconds(7200))
                .tell(updated(state(ACTIVE, april), MAR), paid("in_3", MAR, april, MAR.plusSeconds(3600)));

        assertThat(reports(teller, MAR.plusSeconds(7200))).isNotNull();
        assertThat(teller.account().snapshot().suspended()).isEmpty();
    }

    @Test
    void a_lost_dispute_takes_the_period_without_slack() {
        Teller teller = renewed().tell(reversed("in_2", dispute("dp_2", Status.LOST)));

        assertThat(teller.account().snapshot().holdings()).isEmpty();
        assertThat(teller.account().snapshot().suspended()).isEmpty();
        assertThat(teller.held).containsExactly("sub_1 in_1 tokens");
    }

    @Test
    void suspended_credits_that_never_expire_are_seen_by_every_later_decision() {
        Terms pack = new Terms(
                "pack",
                new Price.OneTime("pack-once", null, usd(500), "price_3"),
                0,
                0,
                List.of(PlanFeature.credits("tokens", 100)),
                1);
        Instant later = JAN.plus(Duration.ofDays(60));
        Teller teller = Teller.at(later, alice(pending(ORDER, pack), pending(SECOND, pack)), null)
                .tell(bought(ORDER, JAN), reversed(ORDER, dispute("dp_1", Status.NEEDS_RESPONSE)));
        assertThat(teller.account().snapshot().isSuspended(later, "tokens")).isTrue();

        teller.tell(bought(SECOND, later));

        assertThat(teller.account().snapshot().isSuspended(later, "tokens")).isTrue();
        teller.tell(reversed(ORDER, dispute("dp_1", Status.WON)));
        assertThat(teller.account().snapshot().suspended()).isEmpty();
        assertThat(teller.held).hasSize(2);
    }

    @Test
    void what_speaks_against_another_payment_of_the_order_says_nothing_of_this_one() {
        Teller teller = passes();

        FactOutcome outcome = teller.outcome(new PaymentReversed(
                new PaymentRef(ORDER, "pi_second_page", null, null), "usd", Reversals.inTotal(500), false));

        assertThat(outcome).isEqualTo(new FactOutcome.Ignored("not_ours"));
        assertThat(reports(teller, SOON)).isNotNull();
    }

    @Test
    void each_step_of_a_refund_is_kept_for_the_audit() {
        Teller teller = passes().tell(
                        reversed(ORDER, refunding("re_1", 200, Refund.Status.PENDING)),
                        reversed(ORDER, refunding("re_1", 200, Refund.Status.PENDING)),
                        reversed(ORDER, refunding("re_1", 200, Refund.Status.SUCCEEDED)));

        assertThat(teller.told(DomainEvent.RefundMoved.class))
                .extracting(DomainEvent.RefundMoved::type, DomainEvent.RefundMoved::subject)
                .containsExactly(tuple("refund.pending", "ref_re_1"), tuple("refund.succeeded", "ref_re_1"));
    }

    private static @Nullable Entitlement reports(Teller teller, Instant at) {
        return teller.account().snapshot().at(at, "reports", List.of());
    }
}
