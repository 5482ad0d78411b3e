package io.tollgate.catalog;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A project's whole catalog: what is active now. What was left out of a later version is archived, not deleted:
/// sources keep the terms they were sold under.
///
/// @param version grows with every change; 0 before the first
/// @param former prices that were sold under a code of these plans before, for another amount or interval: at the
///     provider a subscription may have such a one, or get it
public record Catalog(long version, List<Feature> features, List<Plan> plans, List<Price> former) {
    public static final Catalog EMPTY = new Catalog(0, List.of(), List.of());

    public Catalog {
        features = List.copyOf(features);
        plans = List.copyOf(plans);
        former = List.copyOf(former);
    }

    public Catalog(long version, List<Feature> features, List<Plan> plans) {
        this(version, features, plans, List.of());
    }

    public Optional<Plan> plan(String code) {
        return plans.stream().filter(plan -> plan.code().equals(code)).findFirst();
    }

    public Optional<Plan> defaultPlan() {
        return plans.stream().filter(Plan::isDefault).findFirst();
    }

    /// What is sold at a price of the provider; at a former one, what its plan gives now.
    public Optional<Terms> terms(String providerPriceId) {
        return plans.stream()
                .flatMap(plan -> Stream.concat(plan.prices().stream(), former(plan))
                        .filter(price -> providerPriceId.equals(price.providerPriceId()))
                        .map(price -> Terms.of(this, plan, price)))
                .findFirst();
    }

    private Stream<Price> former(Plan plan) {
        return former.stream().filter(price -> plan.prices().stream()
                .anyMatch(now -> now.code().equals(price.code())));
    }
}
