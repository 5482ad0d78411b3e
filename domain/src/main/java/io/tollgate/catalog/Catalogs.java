package io.tollgate.catalog;

import io.tollgate.audit.Cause;
import io.tollgate.tenancy.ProjectId;
import java.util.Map;
import java.util.Optional;

/// The catalogs of all projects, every version kept.
public interface Catalogs {
    /// The newest version, with the provider's price ids filled in where they are bound; [Catalog#EMPTY] before the
    /// first.
    Catalog current(ProjectId project);

    /// Stores `catalog` as the version after `expectedVersion`, audits it, publishes what everybody has by the
    /// default plan, and raises the project's generation.
    ///
    /// @return the stored catalog; empty if `expectedVersion` is no longer the newest
    Optional<Catalog> put(ProjectId project, long expectedVersion, Catalog catalog, Cause cause);

    /// Remembers which price of the provider stands for ours; a binding holds for exactly this amount and interval.
    void bind(ProjectId project, Map<Price, String> providerPriceIds);
}
