package io.tollgate.orders;

/// Prefixed `ord_`.
public record OrderId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
