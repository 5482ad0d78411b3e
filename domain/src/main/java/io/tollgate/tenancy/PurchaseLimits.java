package io.tollgate.tenancy;

/// How much one user may try to buy: beyond it, somebody is trying out cards.
///
/// @param open pages, payments and set-ups begun within an hour that wait to be used
/// @param declinedPerHour declined cards after which nothing more is begun, until fewer are within an hour
public record PurchaseLimits(int open, int declinedPerHour) {
    public static final PurchaseLimits USUAL = new PurchaseLimits(10, 10);

    /// Neither can be set higher.
    public static final int MOST = 100;
}
