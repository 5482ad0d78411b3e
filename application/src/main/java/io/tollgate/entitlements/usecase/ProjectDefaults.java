package io.tollgate.entitlements.usecase;

import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.Feature;
import io.tollgate.catalog.FeatureType;
import io.tollgate.catalog.PlanFeature;
import io.tollgate.entitlements.Defaults;
import io.tollgate.entitlements.Holding;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a check needs of a catalog, worked out once per version.
///
/// @param holdings what everybody has
/// @param notCredits features known to be no credits, for which no balance needs to be read
public record ProjectDefaults(List<Holding> holdings, Set<String> notCredits) {
    public ProjectDefaults {
        holdings = List.copyOf(holdings);
        notCredits = Set.copyOf(notCredits);
    }

    public static ProjectDefaults of(Catalog catalog) {
        Set<String> notCredits = new HashSet<>();
        catalog.features().stream()
                .filter(feature -> feature.type() != FeatureType.CREDITS)
                .map(Feature::code)
                .forEach(notCredits::add);
        catalog.plans().stream()
                .flatMap(plan -> plan.features().stream())
                .filter(feature -> feature.type() != FeatureType.CREDITS)
                .map(PlanFeature::feature)
                .forEach(notCredits::add);
        return new ProjectDefaults(Defaults.of(catalog), notCredits);
    }
}
