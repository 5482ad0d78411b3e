package io.tollgate.catalog;

import java.util.List;

/// What was sold: a plan and price as they were in one version of the catalog. A source keeps its terms for good,
/// so later catalogs change nothing for whoever has bought.
public record Terms(
        String plan, Price price, int trialDays, int graceDays, List<PlanFeature> features, long catalogVersion) {
    public Terms {
        features = List.copyOf(features);
    }

    public static Terms of(Catalog catalog, Plan plan, Price price) {
        return new Terms(plan.code(), price, plan.trialDays(), plan.graceDays(), plan.features(), catalog.version());
    }

    public boolean isRecurring() {
        return price instanceof Price.Recurring;
    }

    /// Whether it sells lots of credits, and no access.
    public boolean isCreditPack() {
        return !features.isEmpty() && features.stream().allMatch(feature -> feature.type() == FeatureType.CREDITS);
    }
}
