package io.tollgate.catalog;

import java.util.List;
import java.util.Optional;

/// A project's whole catalog: what is active now. What was left out of a later version is archived, not deleted:
/// sources keep the terms they were sold under.
///
/// @param version grows with every change; 0 before the first
public record Catalog(long version, List<Feature> features, List<Plan> plans) {
    public static final Catalog EMPTY = new Catalog(0, List.of(), List.of());

    public Catalog {
        features = List.copyOf(features);
        plans = List.copyOf(plans);
    }

    public Optional<Plan> plan(String code) {
        return plans.stream().filter(plan -> plan.code().equals(code)).findFirst();
    }

    public Optional<Plan> defaultPlan() {
        return plans.stream().filter(Plan::isDefault).findFirst();
    }

    /// What is sold at a price of the provider.
    public Optional<Terms> terms(String providerPriceId) {
        return plans.stream()
                .flatMap(plan -> plan.prices().stream()
                        .filter(price -> providerPriceId.equals(price.providerPriceId()))
                        .map(price -> Terms.of(this, plan, price)))
                .findFirst();
    }
}
