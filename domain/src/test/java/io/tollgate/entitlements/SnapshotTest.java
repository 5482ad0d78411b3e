package io.tollgate.entitlements;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.FeatureType;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.PlanFeature;
import io.tollgate.entitlements.Entitlement.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final List<Holding> NOTHING = List.of();

    @Test
    void an_unknown_user_has_what_everybody_has() {
        Catalog catalog = new Catalog(
                1,
                List.of(),
                List.of(new Plan(
                        "free",
                        "Free",
                        true,
                        0,
                        0,
                        List.of(),
                        List.of(PlanFeature.limit("seats", 1), PlanFeature.credits("tokens", 5)))));

        List<Entitlement> entitlements = Snapshot.EMPTY.at(at(5), Defaults.of(catalog));

        assertThat(entitlements)
                .containsExactly(
                        new Entitlement("seats", FeatureType.LIMIT, 1L, null, null, List.of(), List.of("plan:free")));
        assertThat(Defaults.of(Catalog.EMPTY)).isEmpty();
    }

    @Test
    void a_holding_is_live_from_its_beginning_until_before_its_end() {
        Snapshot snapshot = holding(flag("ord_1", 10, 20));

        assertThat(snapshot.at(at(9), "reports", NOTHING)).isNull();
        assertThat(snapshot.at(at(10), "reports", NOTHING)).isNotNull();
        assertThat(snapshot.at(at(19), "reports", NOTHING)).isNotNull();
        assertThat(snapshot.at(at(20), "reports", NOTHING)).isNull();
        assertThat(snapshot.at(at(15), "other", NOTHING)).isNull();
    }

    @Test
    void of_several_sources_the_widest_limit_and_the_latest_end_count() {
        Snapshot snapshot = holding(limit("ord_1", 10, 0, 20), limit("sub_1", 5, 0, 30));

        assertThat(snapshot.at(at(1), "seats", NOTHING))
                .isEqualTo(new Entitlement(
                        "seats",
                        FeatureType.LIMIT,
                        10L,
                        at(30),
                        at(30),
                        List.of(new Step(10, at(20)), new Step(5, at(30))),
                        List.of("ord_1", "sub_1")));
        assertThat(snapshot.at(at(20), "seats", NOTHING))
                .extracting(Entitlement::limit, Entitlement::steps, Entitlement::sources)
                .containsExactly(5L, List.of(), List.of("sub_1"));
    }

    @Test
    void a_limit_falls_back_to_what_everybody_has() {
        Holding everybody = new Holding("seats", FeatureType.LIMIT, 1, "plan:free", Instant.EPOCH, null, null);

        Entitlement seats = holding(limit("sub_1", 5, 0, 30)).at(at(1), "seats", List.of(everybody));

        assertThat(seats)
                .extracting(e -> e.expiresAt(), e -> e.steps())
                .containsExactly(null, List.of(new Step(5, at(30)), new Step(1, null)));
    }

    @Test
    void what_goes_on_without_a_gap_ends_at_the_last_end() {
        assertThat(end(holding(flag("ord_1", 0, 10), flag("ord_2", 10, 20)), 1)).isEqualTo(at(20));
        assertThat(end(holding(flag("ord_1", 0, 10), flag("ord_2", 11, 20)), 1)).isEqualTo(at(10));
        assertThat(end(holding(flag("ord_1", 0, 10), flag("ord_2", 5, null)), 1))
                .isNull();
    }

    @Test
    void equal_limits_are_one_step() {
        assertThat(holding(limit("ord_1", 5, 0, 10), limit("ord_2", 5, 10, 20)).at(at(1), "seats", NOTHING))
                .extracting(Entitlement::steps)
                .isEqualTo(List.of());
    }

    @Test
    void the_version_grows_exactly_with_what_is_held() {
        Snapshot one = Snapshot.EMPTY.next(List.of(flag("ord_1", 0, 20)), NOTHING, at(1), null);
        Snapshot same = one.next(List.of(flag("ord_1", 0, 20)), NOTHING, at(2), null);
        Snapshot longer = same.next(List.of(flag("ord_1", 0, 30)), NOTHING, at(3), null);
        Snapshot over = longer.next(List.of(flag("ord_1", 0, 30)), NOTHING, at(30), null);

        assertThat(Snapshot.EMPTY.next(NOTHING, NOTHING, at(1), null).version()).isZero();
        assertThat(one.version()).isEqualTo(1);
        assertThat(same).isEqualTo(one);
        assertThat(longer.version()).isEqualTo(2);
        assertThat(over.version()).isEqualTo(3);
        assertThat(over.holdings()).isEmpty();
    }

    @Test
    void it_remembers_when_a_feature_ended_until_it_is_back() {
        Snapshot held = holding(flag("ord_1", 0, 20));

        Snapshot over = held.next(NOTHING, NOTHING, at(25), null);
        Snapshot takenAway = held.next(NOTHING, NOTHING, at(15), null);
        Snapshot back = over.next(List.of(flag("ord_2", 30, 40)), NOTHING, at(30), null);

        assertThat(over.ended()).isEqualTo(Map.of("reports", at(20)));
        assertThat(takenAway.ended()).isEqualTo(Map.of("reports", at(15)));
        assertThat(back.ended()).isEmpty();
    }

    @Test
    void the_next_change_is_the_next_beginning_or_end() {
        List<Holding> held = List.of(flag("ord_1", 0, 20), flag("ord_2", 20, 40), flag("ord_3", 5, 30));
        Snapshot first = Snapshot.EMPTY.next(held, NOTHING, at(1), null);
        Snapshot begun = first.next(held, NOTHING, at(5), null);
        Snapshot second = begun.next(held, NOTHING, at(20), null);

        assertThat(first.nextChangeAt()).isEqualTo(at(5));
        assertThat(begun.nextChangeAt()).isEqualTo(at(20));
        assertThat(second.nextChangeAt()).isEqualTo(at(30));
        assertThat(second.next(held, NOTHING, at(40), null).nextChangeAt()).isNull();
    }

    @Test
    void what_begins_is_news_once_its_time_has_come() {
        List<Holding> held = List.of(flag("ord_1", 0, null), limit("ord_2", 5, 10, null));
        Snapshot before = Snapshot.EMPTY.next(held, NOTHING, at(1), null);

        assertThat(before.next(held, NOTHING, at(9), null)).isEqualTo(before);
        Snapshot begun = before.next(held, NOTHING, at(11), null);
        assertThat(begun.version()).isEqualTo(before.version() + 1);
        assertThat(begun.next(held, NOTHING, at(12), null)).isEqualTo(begun);
    }

    @Test
    void a_change_that_nobody_has_decided_on_yet_stays_due() {
        Snapshot before = Snapshot.EMPTY.next(List.of(flag("ord_1", 10, 20)), NOTHING, at(1), null);

        assertThat(before.nextChangeAt()).isEqualTo(at(10));
        assertThat(before.next(List.of(flag("ord_1", 10, 20)), NOTHING, at(15), null)
                        .nextChangeAt())
                .isEqualTo(at(20));
    }

    @Test
    void where_only_the_clock_has_moved_whoever_remembers_it_must_read_again() {
        List<Holding> held = List.of(flag("ord_1", 0, 20));
        Snapshot frozen = Snapshot.EMPTY.next(held, NOTHING, at(1), at(1));

        Snapshot moved = frozen.next(held, NOTHING, at(5), at(5));

        assertThat(moved.version()).isEqualTo(frozen.version() + 1);
        assertThat(moved.next(held, NOTHING, at(5), at(5))).isEqualTo(moved);
    }

    @Test
    void on_a_test_clock_it_is_judged_by_that_clock() {
        Snapshot frozen = Snapshot.EMPTY.next(List.of(flag("ord_1", 0, 20)), NOTHING, at(10), at(10));

        assertThat(frozen.at(at(500), "reports", NOTHING)).isNotNull();
        assertThat(frozen.at(at(500), NOTHING)).hasSize(1);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void taking_one_source_away_never_removes_what_another_gives(
            @ForAll("holdings") List<Holding> holdings, @ForAll @IntRange(max = 12) int instant) {
        for (Holding gone : holdings) {
            List<Holding> rest = holdings.stream()
                    .filter(holding -> !holding.source().equals(gone.source()))
                    .toList();
            for (Holding holding : rest) {
                if (holding.isLive(at(instant))) {
                    Entitlement left = of(rest).at(at(instant), holding.feature(), NOTHING);
                    assertThat(left).isNotNull();
                    assertThat(left.sources()).contains(holding.source());
                    assertThat(left.expiresAt() == null
                                    || (holding.until() != null
                                            && !left.expiresAt().isBefore(holding.until())))
                            .isTrue();
                    assertThat(left.limit() == null || left.limit() >= holding.amount())
                            .isTrue();
                }
            }
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void a_source_named_twice_gives_no_more(
            @ForAll("holdings") List<Holding> holdings, @ForAll @IntRange(max = 12) int instant) {
        for (Holding holding : holdings) {
            assertThat(of(List.of(holding, holding)).at(at(instant), NOTHING))
                    .isEqualTo(of(List.of(holding)).at(at(instant), NOTHING));
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void all_features_at_once_say_the_same_as_each_alone(
            @ForAll("holdings") List<Holding> holdings, @ForAll @IntRange(max = 12) int instant) {
        List<Entitlement> each = new ArrayList<>();
        for (String feature : List.of("reports", "seats")) {
            Entitlement one = of(holdings).at(at(instant), feature, NOTHING);
            if (one != null) {
                each.add(one);
            }
        }

        assertThat(of(holdings).at(at(instant), NOTHING)).isEqualTo(each);
    }

    /// A reader who has the snapshot of one instant is right at every later one until the end.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void the_steps_foretell_every_later_instant(
            @ForAll("holdings") List<Holding> holdings, @ForAll @IntRange(max = 12) int instant) {
        Entitlement now = of(holdings).at(at(instant), "seats", NOTHING);
        if (now == null) {
            return;
        }
        for (int later = instant; later <= 15; later++) {
            Instant then = at(later);
            if (now.expiresAt() != null && !then.isBefore(now.expiresAt())) {
                break;
            }
            Entitlement truly = Objects.requireNonNull(of(holdings).at(then, "seats", NOTHING));
            assertThat(foretold(now, then)).isEqualTo(truly.limit());
        }
    }

    private static @Nullable Long foretold(Entitlement now, Instant then) {
        return now.steps().stream()
                .filter(step -> step.until() == null || then.isBefore(step.until()))
                .findFirst()
                .map(Step::limit)
                .orElse(now.limit());
    }

    /// What a snapshot knows does not depend on the order in which its sources are listed.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void the_order_of_sources_does_not_matter(@ForAll("holdings") List<Holding> holdings) {
        List<Holding> reversed = holdings.reversed();

        assertThat(Snapshot.EMPTY.next(reversed, NOTHING, at(0), null).holdings())
                .containsExactlyInAnyOrderElementsOf(
                        Snapshot.EMPTY.next(holdings, NOTHING, at(0), null).holdings());
        assertThat(Snapshot.EMPTY.next(reversed, NOTHING, at(0), null).holdings())
                .isSortedAccordingTo(Comparator.comparing(Holding::feature).thenComparing(Holding::source));
    }

    @Provide
    Arbitrary<List<Holding>> holdings() {
        Arbitrary<Integer> from = Arbitraries.integers().between(0, 10);
        Arbitrary<Integer> length = Arbitraries.integers().between(1, 5).injectNull(0.2);
        Arbitrary<Holding> flags = Combinators.combine(Arbitraries.of("ord_1", "ord_2", "sub_1"), from, length)
                .as((source, begin, days) -> flag(source, begin, days == null ? null : begin + days));
        Arbitrary<Holding> limits = Combinators.combine(
                        Arbitraries.of("ord_1", "ord_2", "sub_1"),
                        Arbitraries.longs().between(0, 4),
                        from,
                        length)
                .as((source, amount, begin, days) -> limit(source, amount, begin, days == null ? null : begin + days));
        return Arbitraries.oneOf(flags, limits).list().ofMaxSize(6);
    }

    private static @Nullable Instant end(Snapshot snapshot, long instant) {
        return Objects.requireNonNull(snapshot.at(at(instant), "reports", NOTHING))
                .expiresAt();
    }

    private static Snapshot holding(Holding... holdings) {
        return of(List.of(holdings));
    }

    private static Snapshot of(List<Holding> holdings) {
        return new Snapshot(1, holdings, NOTHING, Map.of(), null, at(0));
    }

    private static Holding flag(String source, int from, @Nullable Integer until) {
        return new Holding("reports", FeatureType.FLAG, 1, source, at(from), end(until), end(until));
    }

    private static Holding limit(String source, long amount, int from, @Nullable Integer until) {
        return new Holding("seats", FeatureType.LIMIT, amount, source, at(from), end(until), end(until));
    }

    private static @Nullable Instant end(@Nullable Integer until) {
        return until == null ? null : at(until);
    }

    private static Instant at(long instant) {
        return Instant.ofEpochSecond(instant);
    }
}
