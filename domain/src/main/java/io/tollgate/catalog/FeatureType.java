package io.tollgate.catalog;

/// What a feature is: on or off, a number, or units bought and spent.
public enum FeatureType {
    FLAG,
    LIMIT,
    CREDITS
}
