package io.tollgate.catalog;

/// What a plan gives of a feature.
///
/// @param feature the feature's code
/// @param amount the limit, or the credits in their smallest unit (per paid period); 1 for a flag
public record PlanFeature(String feature, FeatureType type, long amount) {
    public PlanFeature {
        if (amount < 0) {
            throw new IllegalArgumentException("amount must not be negative");
        }
    }

    public static PlanFeature flag(String feature) {
        return new PlanFeature(feature, FeatureType.FLAG, 1);
    }

    public static PlanFeature limit(String feature, long limit) {
        return new PlanFeature(feature, FeatureType.LIMIT, limit);
    }

    public static PlanFeature credits(String feature, long amount) {
        return new PlanFeature(feature, FeatureType.CREDITS, amount);
    }
}
