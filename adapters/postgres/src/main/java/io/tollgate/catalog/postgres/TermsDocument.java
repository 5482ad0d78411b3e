package io.tollgate.catalog.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.catalog.Terms;
import java.util.List;

/// Terms as a source keeps them.
@RegisterForReflection
public record TermsDocument(
        String plan,
        PriceDocument price,
        int trialDays,
        int graceDays,
        List<PlanFeatureDocument> features,
        long catalogVersion) {
    public static TermsDocument of(Terms terms) {
        return new TermsDocument(
                terms.plan(),
                PriceDocument.of(terms.price()),
                terms.trialDays(),
                terms.graceDays(),
                terms.features().stream().map(PlanFeatureDocument::of).toList(),
                terms.catalogVersion());
    }

    public Terms toTerms() {
        return new Terms(
                plan,
                price.toPrice(),
                trialDays,
                graceDays,
                features.stream().map(PlanFeatureDocument::toFeature).toList(),
                catalogVersion);
    }
}
