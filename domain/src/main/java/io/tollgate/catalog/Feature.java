package io.tollgate.catalog;

import org.jspecify.annotations.Nullable;

/// A feature as declared.
///
/// @param scale decimals to show credits with (an amount is in the smallest unit)
public record Feature(
        String code, FeatureType type, @Nullable String name, int scale) {}
