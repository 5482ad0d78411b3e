package io.tollgate.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.money.Money;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Money as a caller names it.
///
/// @param amount in minor units
/// @param currency ISO 4217, lower-case
@RegisterForReflection
public record AskedAmount(
        @Nullable @Schema(required = true, minimum = "1", description = "In minor units", examples = "500")
        Long amount,

        @Nullable @Schema(required = true, description = "ISO 4217, lower-case", examples = "usd")
        String currency) {
    private static final long MOST = 99_999_999_999L;

    /// @return what can be charged; empty, and faults, if it can't be
    public Optional<Money> money(String field, Faults faults) {
        boolean positive = amount != null && amount > 0 && amount <= MOST;
        boolean known = currency != null && Money.isCurrency(currency);
        if (!positive) {
            faults.add(field + ".amount", "out_of_range", "1 to " + MOST + ", in minor units");
        }
        if (!known) {
            faults.add(field + ".currency", "unknown_currency", "Not an ISO 4217 currency in lower case");
        }
        if (amount == null || currency == null || !positive || !known) {
            return Optional.empty();
        }
        Money money = new Money(amount, currency);
        if (!money.isChargeable()) {
            faults.add(field + ".amount", "not_chargeable", "The provider can't charge this fraction of the currency");
        }
        return Optional.of(money);
    }
}
