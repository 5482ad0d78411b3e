package io.tollgate.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.money.Money;

/// An amount as stored.
@RegisterForReflection
public record MoneyDocument(long amount, String currency) {
    public static MoneyDocument of(Money money) {
        return new MoneyDocument(money.amount(), money.currency());
    }

    public Money toMoney() {
        return new Money(amount, currency);
    }
}
