package io.tollgate.catalog.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.catalog.Price;
import io.tollgate.money.Money;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/// A price as stored.
///
/// @param kind `recurring` or `oneTime`
/// @param period the interval, or how long it gives access; null: for life
@RegisterForReflection
public record PriceDocument(
        String kind,
        String code,
        @Nullable String period,
        long amount,
        String currency,
        @Nullable String providerPriceId) {
    private static final String RECURRING = "recurring";
    private static final String LIFETIME = "lifetime";

    public static PriceDocument of(Price price) {
        return switch (price) {
            case Price.Recurring recurring ->
                of(RECURRING, price, recurring.interval().toString());
            case Price.OneTime oneTime ->
                of(
                        "oneTime",
                        price,
                        oneTime.accessPeriod() == null
                                ? null
                                : oneTime.accessPeriod().toString());
        };
    }

    private static PriceDocument of(String kind, Price price, @Nullable String period) {
        return new PriceDocument(
                kind,
                price.code(),
                period,
                price.amount().amount(),
                price.amount().currency(),
                price.providerPriceId());
    }

    public Price toPrice() {
        Money money = new Money(amount, currency);
        if (kind.equals(RECURRING)) {
            return new Price.Recurring(code, Period.parse(String.valueOf(period)), money, providerPriceId);
        }
        return new Price.OneTime(code, period == null ? null : Period.parse(period), money, providerPriceId);
    }

    /// What a binding of the provider's price holds for.
    String terms() {
        return kind + " " + (period == null ? LIFETIME : period) + " " + amount + " " + currency;
    }

    /// @param terms see [#terms()]
    static PriceDocument ofTerms(String code, String terms, String providerPrice) {
        String[] words = terms.split(" ");
        return new PriceDocument(
                words[0],
                code,
                words[1].equals(LIFETIME) ? null : words[1],
                Long.parseLong(words[2]),
                words[3],
                providerPrice);
    }

    PriceDocument bound(@Nullable String providerPrice) {
        return new PriceDocument(kind, code, period, amount, currency, providerPrice);
    }
}
