package io.tollgate.catalog;

import io.tollgate.money.Money;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/// One way to pay for a plan.
public sealed interface Price {
    String code();

    Money amount();

    /// The provider's price: bound by hand in the document, or by a sync; null until then.
    @Nullable
    String providerPriceId();

    /// Paid again each interval.
    ///
    /// @param interval whole days, weeks, months or years: `P1M`
    record Recurring(
            String code,
            Period interval,
            Money amount,
            @Nullable String providerPriceId) implements Price {}

    /// Paid once.
    ///
    /// @param accessPeriod how long it gives access; null: for life (`lifetime`)
    record OneTime(
            String code,
            @Nullable Period accessPeriod,
            Money amount,
            @Nullable String providerPriceId) implements Price {}
}
