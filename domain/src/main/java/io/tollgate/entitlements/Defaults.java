package io.tollgate.entitlements;

import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.FeatureType;
import java.time.Instant;
import java.util.List;

/// What everybody in a project has by the default plan.
public final class Defaults {
    private Defaults() {}

    public static List<Holding> of(Catalog catalog) {
        return catalog.defaultPlan().stream()
                .flatMap(plan -> plan.features().stream()
                        .filter(feature -> feature.type() != FeatureType.CREDITS)
                        .map(feature -> new Holding(
                                feature.feature(),
                                feature.type(),
                                feature.amount(),
                                "plan:" + plan.code(),
                                Instant.EPOCH,
                                null,
                                null)))
                .toList();
    }
}
