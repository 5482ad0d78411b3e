package io.tollgate.catalog;

import java.util.List;
import java.util.Optional;

/// What is sold, and what it gives.
///
/// @param isDefault everybody has it without paying
/// @param trialDays days of a subscription before its first payment
/// @param graceDays days of access after a missed payment
public record Plan(
        String code,
        String name,
        boolean isDefault,
        int trialDays,
        int graceDays,
        List<Price> prices,
        List<PlanFeature> features) {
    public Plan {
        prices = List.copyOf(prices);
        features = List.copyOf(features);
    }

    public Optional<Price> price(String priceCode) {
        return prices.stream().filter(price -> price.code().equals(priceCode)).findFirst();
    }

    /// What is meant where no price is named; empty unless there is exactly one.
    public Optional<Price> onlyPrice() {
        return prices.size() == 1 ? Optional.of(prices.getFirst()) : Optional.empty();
    }
}
