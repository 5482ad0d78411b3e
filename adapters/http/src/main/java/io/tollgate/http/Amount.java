package io.tollgate.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.money.Money;

/// Money as it is shown.
///
/// @param amount in minor units
/// @param currency ISO 4217, lower-case
@RegisterForReflection
public record Amount(long amount, String currency) {
    public static Amount of(Money money) {
        return new Amount(money.amount(), money.currency());
    }
}
