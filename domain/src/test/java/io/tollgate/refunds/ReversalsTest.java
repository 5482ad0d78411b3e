package io.tollgate.refunds;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.disputes.Dispute;
import io.tollgate.disputes.FraudWarning;
import io.tollgate.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ReversalsTest {
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    private static final Money PAID = new Money(500, "usd");

    @Property
    void told_in_any_order_and_twice_they_come_to_the_same(
            @ForAll("tellings") List<Reversals> told, @ForAll Random random) {
        List<Reversals> twice = new ArrayList<>(told);
        twice.addAll(told);
        Collections.shuffle(twice, random);

        assertThat(twice.stream().reduce(Reversals.NONE, Reversals::merge))
                .isEqualTo(told.stream().reduce(Reversals.NONE, Reversals::merge));
    }

    @Test
    void what_was_asked_for_counts_against_the_rest_and_takes_nothing_back() {
        Reversals asked = Reversals.of(refund("ref_1", null, 500, Refund.Status.REQUESTED));

        assertThat(asked.left(PAID)).isZero();
        assertThat(asked.refunded()).isZero();
        assertThat(asked.takesBack(PAID)).isFalse();
    }

    @Test
    void a_refund_that_fails_gives_back_what_it_took_though_the_charge_told_of_it() {
        Reversals given =
                Reversals.inTotal(500).merge(Reversals.of(refund("ref_1", "re_1", 500, Refund.Status.SUCCEEDED)));

        Reversals failed = given.merge(Reversals.of(refund("ref_1", "re_1", 500, Refund.Status.FAILED)));

        assertThat(given.takesBack(PAID)).isTrue();
        assertThat(failed.takesBack(PAID)).isFalse();
        assertThat(failed.left(PAID)).isEqualTo(500);
    }

    @Test
    void ours_and_the_one_that_the_provider_tells_of_are_one() {
        Refund asked = new Refund(
                new RefundId("ref_1"), null, PAID, Refund.Status.REQUESTED, "sorry", null, Refund.Access.KEEP, NOON);
        Refund told = refund("ref_1", "re_1", 500, Refund.Status.SUCCEEDED);

        Reversals merged = Reversals.of(asked).merge(Reversals.of(told));

        assertThat(merged.refunds()).singleElement().satisfies(refund -> {
            assertThat(refund.providerId()).isEqualTo("re_1");
            assertThat(refund.access()).isEqualTo(Refund.Access.KEEP);
            assertThat(refund.reason()).isEqualTo("sorry");
        });
        assertThat(merged.takesBack(PAID)).isFalse();
    }

    @Test
    void a_partial_refund_takes_nothing_unless_it_revokes() {
        Refund partial = refund("ref_1", "re_1", 100, Refund.Status.SUCCEEDED);
        Refund revoking = new Refund(
                partial.id(), "re_1", partial.amount(), partial.status(), null, null, Refund.Access.REVOKE, NOON);

        assertThat(Reversals.of(partial).takesBack(PAID)).isFalse();
        assertThat(Reversals.of(revoking).takesBack(PAID)).isTrue();
    }

    @Test
    void an_inquiry_suspends_nothing_a_dispute_does_until_it_is_won() {
        assertThat(Reversals.of(dispute(Dispute.Status.WARNING_UNDER_REVIEW)).suspends())
                .isFalse();
        assertThat(Reversals.of(dispute(Dispute.Status.NEEDS_RESPONSE)).suspends())
                .isTrue();
        assertThat(Reversals.of(dispute(Dispute.Status.WON)).suspends()).isFalse();
        assertThat(Reversals.of(dispute(Dispute.Status.LOST)).takesBack(PAID)).isTrue();
    }

    @Provide
    Arbitrary<List<Reversals>> tellings() {
        Arbitrary<Reversals> refunds = Combinators.combine(
                        Arbitraries.integers().between(1, 3), Arbitraries.of(Refund.Status.values()))
                .as((i, status) -> Reversals.of(
                        status == Refund.Status.REQUESTED
                                ? refund("ref_" + i, null, 100L * i, status)
                                : refund("ref_" + i, "re_" + i, 100L * i, status)));
        Arbitrary<Reversals> disputes = Combinators.combine(
                        Arbitraries.of(Dispute.Status.values()),
                        Arbitraries.of(400L, 500L),
                        Arbitraries.of("fraudulent", "general"))
                .as((status, amount, reason) ->
                        Reversals.of(new Dispute("du_1", status, new Money(amount, "usd"), reason, NOON)));
        Arbitrary<Reversals> warnings = Arbitraries.of(true, false)
                .map(actionable -> Reversals.of(new FraudWarning("issfr_1", "misc", actionable)));
        Arbitrary<Reversals> totals = Arbitraries.longs().between(0, 500).map(Reversals::inTotal);
        return Arbitraries.oneOf(refunds, disputes, warnings, totals).list().ofMaxSize(8);
    }

    private static Refund refund(String id, String providerId, long amount, Refund.Status status) {
        return new Refund(
                new RefundId(id),
                providerId,
                new Money(amount, "usd"),
                status,
                null,
                null,
                Refund.Access.BY_AMOUNT,
                NOON);
    }

    private static Dispute dispute(Dispute.Status status) {
        return new Dispute("du_1", status, PAID, "fraudulent", NOON);
    }
}
