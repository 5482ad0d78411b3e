package io.tollgate.subscriptions;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.money.Money;
import io.tollgate.refunds.Reversals;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SubscriptionInvoiceTest {
    @Property(edgeCases = EdgeCasesMode.NONE)
    void two_tellings_say_the_same_in_either_order(
            @ForAll("tellings") SubscriptionInvoice a, @ForAll("tellings") SubscriptionInvoice b) {
        assertThat(a.merge(b)).isEqualTo(b.merge(a));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void three_tellings_say_the_same_however_they_are_grouped(
            @ForAll("tellings") SubscriptionInvoice a,
            @ForAll("tellings") SubscriptionInvoice b,
            @ForAll("tellings") SubscriptionInvoice c) {
        assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void told_again_it_says_nothing_new(
            @ForAll("tellings") SubscriptionInvoice a, @ForAll("tellings") SubscriptionInvoice b) {
        assertThat(a.merge(b).merge(b)).isEqualTo(a.merge(b));
        assertThat(a.merge(b).merge(a)).isEqualTo(a.merge(b));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void what_was_paid_stays_paid_and_refunds_only_grow(
            @ForAll("tellings") SubscriptionInvoice a, @ForAll("tellings") SubscriptionInvoice b) {
        SubscriptionInvoice merged = a.merge(b);

        assertThat(merged.isPaid()).isEqualTo(a.isPaid() || b.isPaid());
        assertThat(merged.refunded().amount())
                .isEqualTo(Math.max(a.refunded().amount(), b.refunded().amount()));
    }

    @Provide
    Arbitrary<SubscriptionInvoice> tellings() {
        Arbitrary<Instant> instants =
                Arbitraries.integers().between(0, 3).map(Instant::ofEpochSecond).injectNull(0.3);
        Arbitrary<Money> money = Arbitraries.integers().between(0, 3).map(amount -> new Money(amount, "usd"));
        return Combinators.combine(
                        Arbitraries.of(SubscriptionInvoice.Status.class),
                        instants,
                        instants,
                        money,
                        instants,
                        instants,
                        Combinators.combine(instants, instants).as(java.util.Arrays::asList),
                        money)
                .as((status, from, to, paid, created, paidAt, attempts, refunded) -> new SubscriptionInvoice(
                        "in_1",
                        status,
                        from,
                        to,
                        paid,
                        created,
                        paidAt,
                        attempts.get(0),
                        attempts.get(1),
                        Reversals.inTotal(refunded.amount())));
    }
}
