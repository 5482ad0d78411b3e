package io.tollgate.tenancy;

import io.tollgate.money.Money;

/// Between which amounts a caller may charge freely in one currency.
///
/// @param currency ISO 4217, three lower-case letters
/// @param min in minor units, included
/// @param max in minor units, included
public record AmountLimit(String currency, long min, long max) {
    public boolean allows(Money amount) {
        return amount.currency().equals(currency) && amount.amount() >= min && amount.amount() <= max;
    }
}
