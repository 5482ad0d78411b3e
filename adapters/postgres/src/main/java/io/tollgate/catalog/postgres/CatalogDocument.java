package io.tollgate.catalog.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.Feature;
import io.tollgate.catalog.FeatureType;
import io.tollgate.catalog.Plan;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One version of a catalog as stored.
@RegisterForReflection
public record CatalogDocument(List<FeatureDocument> features, List<PlanDocument> plans) {
    @RegisterForReflection
    public record FeatureDocument(
            String code, FeatureType type, @Nullable String name, int scale) {}

    @RegisterForReflection
    public record PlanDocument(
            String code,
            String name,
            boolean byDefault,
            int trialDays,
            int graceDays,
            List<PriceDocument> prices,
            List<PlanFeatureDocument> features) {}

    static CatalogDocument of(Catalog catalog) {
        return new CatalogDocument(
                catalog.features().stream()
                        .map(f -> new FeatureDocument(f.code(), f.type(), f.name(), f.scale()))
                        .toList(),
                catalog.plans().stream().map(CatalogDocument::of).toList());
    }

    private static PlanDocument of(Plan plan) {
        return new PlanDocument(
                plan.code(),
                plan.name(),
                plan.isDefault(),
                plan.trialDays(),
                plan.graceDays(),
                plan.prices().stream().map(PriceDocument::of).toList(),
                plan.features().stream().map(PlanFeatureDocument::of).toList());
    }

    /// @param bind fills in the provider's price
    Catalog toCatalog(long version, UnaryOperator<PriceDocument> bind) {
        return new Catalog(
                version,
                features.stream()
                        .map(f -> new Feature(f.code, f.type, f.name, f.scale))
                        .toList(),
                plans.stream().map(plan -> toPlan(plan, bind)).toList());
    }

    private static Plan toPlan(PlanDocument plan, UnaryOperator<PriceDocument> bind) {
        return new Plan(
                plan.code,
                plan.name,
                plan.byDefault,
                plan.trialDays,
                plan.graceDays,
                plan.prices.stream().map(bind).map(PriceDocument::toPrice).toList(),
                plan.features.stream().map(PlanFeatureDocument::toFeature).toList());
    }
}
