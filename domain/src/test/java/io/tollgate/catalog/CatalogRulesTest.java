package io.tollgate.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tollgate.money.Money;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogRulesTest {
    private static final Period MONTH = Period.ofMonths(1);

    @Test
    void a_sound_catalog_has_no_problems() {
        Catalog catalog = new Catalog(
                1,
                List.of(
                        new Feature("reports", FeatureType.FLAG, "Reports", 0),
                        new Feature("tokens", FeatureType.CREDITS, null, 2)),
                List.of(
                        plan("free", true, List.of(), List.of(PlanFeature.limit("seats", 1))),
                        plan(
                                "pro",
                                false,
                                List.of(
                                        recurring("pro-month", MONTH, 1999, "usd"),
                                        recurring("pro-year", Period.ofYears(1), 0, "usd"),
                                        oneTime("pro-pass", MONTH),
                                        oneTime("pro-life", null)),
                                List.of(
                                        PlanFeature.flag("reports"),
                                        PlanFeature.limit("seats", 5),
                                        PlanFeature.credits("tokens", 100)))));

        assertThat(CatalogRules.check(catalog)).isEmpty();
        assertThat(CatalogRules.check(Catalog.EMPTY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Pro", "-pro", ".pro", "pro plan", "pro/x", "prö"})
    void a_code_is_plain(String code) {
        assertThat(codes(catalog(plan(code, false, List.of(), List.of())))).containsExactly("invalid_code");
    }

    @Test
    void a_code_has_at_most_63_characters() {
        assertThat(codes(catalog(plan("p".repeat(63), false, List.of(), List.of()))))
                .isEmpty();
        assertThat(codes(catalog(plan("p".repeat(64), false, List.of(), List.of()))))
                .containsExactly("invalid_code");
    }

    @Test
    void each_plan_price_and_feature_has_its_own_code() {
        Catalog catalog = new Catalog(
                0,
                List.of(
                        new Feature("reports", FeatureType.FLAG, null, 0),
                        new Feature("reports", FeatureType.FLAG, null, 0)),
                List.of(
                        plan("pro", false, List.of(oneTime("pass", MONTH)), List.of(PlanFeature.flag("reports"))),
                        plan("pro", false, List.of(), List.of()),
                        plan(
                                "team",
                                false,
                                List.of(oneTime("pass", MONTH)),
                                List.of(PlanFeature.flag("reports"), PlanFeature.flag("reports")))));

        assertThat(CatalogRules.check(catalog))
                .extracting(CatalogRules.Problem::path, CatalogRules.Problem::code)
                .containsExactly(
                        tuple("features[1].code", "duplicate_code"),
                        tuple("plans[1].code", "duplicate_code"),
                        tuple("plans[2].prices[0].code", "duplicate_code"),
                        tuple("plans[2].features[1].code", "duplicate_code"));
    }

    @Test
    void a_feature_has_one_type_wherever_it_is_declared() {
        Catalog catalog = new Catalog(
                0,
                List.of(new Feature("reports", FeatureType.FLAG, null, 0)),
                List.of(
                        plan("a", false, List.of(), List.of(PlanFeature.limit("reports", 1), PlanFeature.flag("x"))),
                        plan("b", false, List.of(), List.of(PlanFeature.credits("x", 1)))));

        assertThat(CatalogRules.check(catalog))
                .extracting(CatalogRules.Problem::path, CatalogRules.Problem::code)
                .containsExactly(
                        tuple("plans[0].features[0].type", "conflicting_type"),
                        tuple("plans[1].features[0].type", "conflicting_type"));
    }

    @Test
    void one_plan_at_most_is_the_default() {
        assertThat(codes(catalog(plan("a", true, List.of(), List.of()), plan("b", true, List.of(), List.of()))))
                .containsExactly("several_defaults");
    }

    @Test
    void the_default_plan_can_neither_be_bought_nor_give_credits() {
        assertThat(codes(catalog(
                        plan("a", true, List.of(oneTime("x", MONTH)), List.of(PlanFeature.credits("tokens", 1))))))
                .containsExactly("default_with_prices", "default_with_credits");
    }

    @ParameterizedTest
    @CsvSource({
        "P1D, true",
        "P1W, true",
        "P36M, true",
        "P3Y, true",
        "P1Y6M, true",
        "P1095D, true",
        "P0D, false",
        "P-1M, false",
        "P37M, false",
        "P3Y1M, false",
        "P1096D, false",
        "P1M1D, false",
        "P2Y-1M, false"
    })
    void an_interval_is_positive_in_one_unit_and_at_most_three_years(String interval, boolean sound) {
        Catalog catalog =
                catalog(plan("a", false, List.of(recurring("x", Period.parse(interval), 100, "usd")), List.of()));

        assertThat(codes(catalog)).isEqualTo(sound ? List.of() : List.of("invalid_interval"));
    }

    @ParameterizedTest
    @CsvSource({"P1D, true", "P1Y2M3D, true", "P100Y, true", "P0D, false", "P-1D, false", "P101Y, false"})
    void access_lasts_more_than_nothing(String period, boolean sound) {
        Catalog catalog = catalog(plan("a", false, List.of(oneTime("x", Period.parse(period))), List.of()));

        assertThat(codes(catalog)).isEqualTo(sound ? List.of() : List.of("invalid_interval"));
    }

    @ParameterizedTest
    @CsvSource({
        "1999, usd, ",
        "0, usd, ",
        "99999999, usd, ",
        "100000000, usd, out_of_range",
        "5, jpy, ",
        "1990, kwd, ",
        "1999, kwd, not_chargeable",
        "500, isk, ",
        "550, isk, not_chargeable",
        "550, ugx, not_chargeable",
        "100, zzz, unknown_currency"
    })
    void a_price_is_one_that_the_provider_can_charge(long amount, String currency, @Nullable String problem) {
        Catalog catalog = catalog(plan("a", false, List.of(recurring("x", MONTH, amount, currency)), List.of()));

        assertThat(codes(catalog)).isEqualTo(problem == null ? List.of() : List.of(problem));
    }

    @Test
    void a_price_of_the_provider_is_bound_once() {
        Price a = new Price.Recurring("a", MONTH, new Money(100, "usd"), "price_1");
        Price b = new Price.Recurring("b", MONTH, new Money(100, "usd"), "price_1");

        assertThat(codes(catalog(plan("p", false, List.of(a, b), List.of()))))
                .containsExactly("duplicate_provider_price");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "730, 90, 0", "731, 0, 1", "0, 91, 1", "-1, -1, 2"})
    void trial_and_grace_are_bounded(int trial, int grace, int problems) {
        Plan plan = new Plan("a", "A", false, trial, grace, List.of(), List.of());

        assertThat(codes(catalog(plan))).isEqualTo(Collections.nCopies(problems, "out_of_range"));
    }

    @Test
    void scale_is_for_credits_only() {
        Catalog catalog = new Catalog(
                0,
                List.of(
                        new Feature("a", FeatureType.FLAG, null, 1),
                        new Feature("b", FeatureType.CREDITS, null, 9),
                        new Feature("c", FeatureType.CREDITS, null, 10),
                        new Feature("d", FeatureType.CREDITS, null, -1)),
                List.of());

        assertThat(CatalogRules.check(catalog))
                .extracting(CatalogRules.Problem::path)
                .containsExactly("features[0].scale", "features[2].scale", "features[3].scale");
    }

    @Test
    void names_are_short_and_printable() {
        Plan blank = new Plan("a", " ", false, 0, 0, List.of(), List.of());
        Plan wild = new Plan("b", "x\u0000", false, 0, 0, List.of(), List.of());
        Plan endless = new Plan("c", "x".repeat(251), false, 0, 0, List.of(), List.of());

        assertThat(codes(catalog(blank, wild, endless)))
                .containsOnly("invalid_name")
                .hasSize(3);
    }

    @Test
    void numbers_are_bounded() {
        List<Plan> plans = new ArrayList<>(IntStream.range(0, 201)
                .mapToObj(i -> plan("p" + i, false, List.of(), List.of()))
                .toList());
        assertThat(codes(new Catalog(0, List.of(), plans))).containsExactly("too_many");

        List<Price> prices = IntStream.range(0, 51)
                .<Price>mapToObj(i -> oneTime("x" + i, MONTH))
                .toList();
        assertThat(codes(catalog(plan("a", false, prices, List.of())))).containsExactly("too_many");

        assertThat(codes(catalog(plan("a", false, List.of(), List.of(PlanFeature.limit("x", 1_000_000_000_001L))))))
                .containsExactly("out_of_range");
    }

    private static List<String> codes(Catalog catalog) {
        return CatalogRules.check(catalog).stream()
                .map(CatalogRules.Problem::code)
                .toList();
    }

    private static Catalog catalog(Plan... plans) {
        return new Catalog(0, List.of(), List.of(plans));
    }

    private static Plan plan(String code, boolean isDefault, List<Price> prices, List<PlanFeature> features) {
        return new Plan(code, "Plan", isDefault, 0, 0, prices, features);
    }

    private static Price recurring(String code, Period interval, long amount, String currency) {
        return new Price.Recurring(code, interval, new Money(amount, currency), null);
    }

    private static Price oneTime(String code, @Nullable Period access) {
        return new Price.OneTime(code, access, new Money(500, "usd"), null);
    }
}
