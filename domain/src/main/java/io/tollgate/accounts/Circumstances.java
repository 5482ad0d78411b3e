package io.tollgate.accounts;

import io.tollgate.catalog.Catalog;
import io.tollgate.tenancy.Settings;
import java.time.Instant;

/// What a decision is given beside the account and the fact.
///
/// @param now everybody's time; the account may live in another
/// @param catalog what a price that somebody has given a subscription at the provider stands for
public record Circumstances(Instant now, Settings settings, Catalog catalog) {
    /// For decisions that take in nothing of a subscription.
    public Circumstances(Instant now, Settings settings) {
        this(now, settings, Catalog.EMPTY);
    }
}
