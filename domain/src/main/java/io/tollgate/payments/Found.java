package io.tollgate.payments;

/// What a [Lookup] found.
///
/// @param json in the provider's own words, so that a later release may read more of it
public record Found(String json) {}
