package io.tollgate.refunds;

/// Prefixed `ref_`. Drawn by us before the provider is called (its idempotency key comes from it); of a refund made
/// elsewhere (the provider's dashboard), made from the provider's id.
public record RefundId(String value) {
    public static RefundId ofProvider(String providerId) {
        return new RefundId("ref_" + providerId);
    }

    @Override
    public String toString() {
        return value;
    }
}
