package io.tollgate.bench;

/// What one measurement found.
///
/// @param perSecond requests, events or transactions
/// @param p50 the median in milliseconds; NaN where it isn't known
/// @param p99 in milliseconds; NaN where it isn't known
/// @param refused answers that were no 2xx, and broken connections: a measurement with any is void
record Figures(double perSecond, double p50, double p99, long refused) {
    static Figures rate(double perSecond) {
        return new Figures(perSecond, Double.NaN, Double.NaN, 0);
    }
}
