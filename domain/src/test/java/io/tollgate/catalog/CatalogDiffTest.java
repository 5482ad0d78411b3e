package io.tollgate.catalog;

import static io.tollgate.catalog.CatalogDiff.Kind.ADDED;
import static io.tollgate.catalog.CatalogDiff.Kind.ARCHIVED;
import static io.tollgate.catalog.CatalogDiff.Kind.CHANGED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.catalog.CatalogDiff.Change;
import io.tollgate.money.Money;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CatalogDiffTest {
    private static final Plan PRO = pro("Pro", 0, 1999, "price_1", PlanFeature.limit("seats", 5));

    @Test
    void the_same_catalog_changes_nothing_whatever_its_version() {
        assertThat(CatalogDiff.between(
                        new Catalog(1, List.of(), List.of(PRO)), new Catalog(2, List.of(), List.of(PRO))))
                .isEmpty();
    }

    @Test
    void plans_come_and_are_archived() {
        assertThat(CatalogDiff.between(Catalog.EMPTY, of(PRO))).containsExactly(new Change(ADDED, "pro", "plan"));
        assertThat(CatalogDiff.between(of(PRO), Catalog.EMPTY)).containsExactly(new Change(ARCHIVED, "pro", "plan"));
    }

    @Test
    void each_change_of_a_plan_is_told() {
        Plan after = pro("Pro+", 7, 2499, "price_1", PlanFeature.limit("seats", 10), PlanFeature.flag("reports"));

        assertThat(CatalogDiff.between(of(PRO), of(after)))
                .containsExactly(
                        new Change(CHANGED, "pro", "name: Pro → Pro+"),
                        new Change(CHANGED, "pro", "trialDays: 0 → 7"),
                        new Change(CHANGED, "pro", "price pro-month: 1999 USD each P1M → 2499 USD each P1M"),
                        new Change(CHANGED, "pro", "feature seats: limit 5 → limit 10"),
                        new Change(ADDED, "pro", "feature reports"));
    }

    @Test
    void prices_and_features_left_out_are_archived() {
        Plan after = new Plan("pro", "Pro", false, 0, 0, List.of(), List.of());

        assertThat(CatalogDiff.between(of(PRO), of(after)))
                .containsExactly(
                        new Change(ARCHIVED, "pro", "price pro-month"), new Change(ARCHIVED, "pro", "feature seats"));
    }

    @Test
    void a_binding_that_is_left_out_stays() {
        assertThat(CatalogDiff.between(of(PRO), of(pro("Pro", 0, 1999, null, PlanFeature.limit("seats", 5)))))
                .isEmpty();
        assertThat(CatalogDiff.between(of(PRO), of(pro("Pro", 0, 1999, "price_2", PlanFeature.limit("seats", 5)))))
                .containsExactly(new Change(CHANGED, "pro", "price pro-month providerPriceId: price_1 → price_2"));
    }

    @Test
    void declared_features_belong_to_no_plan() {
        Catalog before = new Catalog(1, List.of(new Feature("tokens", FeatureType.CREDITS, null, 0)), List.of());
        Catalog after = new Catalog(1, List.of(new Feature("tokens", FeatureType.CREDITS, "Tokens", 2)), List.of());

        assertThat(CatalogDiff.between(before, after))
                .containsExactly(
                        new Change(CHANGED, null, "feature tokens: credits, scale 0 → credits, scale 2, Tokens"));
    }

    private static Catalog of(Plan plan) {
        return new Catalog(1, List.of(), List.of(plan));
    }

    private static Plan pro(
            String name, int trialDays, long amount, @Nullable String providerPriceId, PlanFeature... features) {
        Price price = new Price.Recurring("pro-month", Period.ofMonths(1), new Money(amount, "usd"), providerPriceId);
        return new Plan("pro", name, false, trialDays, 0, List.of(price), List.of(features));
    }
}
