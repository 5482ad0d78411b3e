package io.tollgate.catalog;

import io.tollgate.money.Money;
import java.util.List;

/// What was sold: a plan and price as they were in one version of the catalog. A source keeps its terms for good,
/// so later catalogs change nothing for whoever has bought.
///
/// @param plan empty for a bare amount of money, which buys nothing of the catalog
public record Terms(
        String plan, Price price, int trialDays, int graceDays, List<PlanFeature> features, long catalogVersion) {
    public Terms {
        features = List.copyOf(features);
    }

    public static Terms of(Catalog catalog, Plan plan, Price price) {
        return new Terms(plan.code(), price, plan.trialDays(), plan.graceDays(), plan.features(), catalog.version());
    }

    /// A bare amount of money: no plan, no features.
    public static Terms ofAmount(Money amount) {
        return new Terms("", new Price.OneTime("", null, amount, null), 0, 0, List.of(), 0);
    }

    public boolean isBareAmount() {
        return plan.isEmpty();
    }

    public boolean isRecurring() {
        return price instanceof Price.Recurring;
    }

    /// Whether it sells lots of credits, and no access.
    public boolean isCreditPack() {
        return !features.isEmpty() && features.stream().allMatch(feature -> feature.type() == FeatureType.CREDITS);
    }
}
