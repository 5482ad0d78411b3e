package io.tollgate.catalog.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.catalog.FeatureType;
import io.tollgate.catalog.PlanFeature;

/// What a plan gives, as stored.
@RegisterForReflection
public record PlanFeatureDocument(String feature, FeatureType type, long amount) {
    static PlanFeatureDocument of(PlanFeature given) {
        return new PlanFeatureDocument(given.feature(), given.type(), given.amount());
    }

    PlanFeature toFeature() {
        return new PlanFeature(feature, type, amount);
    }
}
