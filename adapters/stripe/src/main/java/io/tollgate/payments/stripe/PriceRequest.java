package io.tollgate.payments.stripe;

import io.tollgate.catalog.Price;
import io.tollgate.money.Money;
import io.tollgate.tenancy.ProjectId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Period;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `POST /v1/prices`. A provider's price never changes its amount, so one is known by all that matters in its
/// lookup key.
///
/// @param every null for a one-time price
record PriceRequest(
        ProjectId project,
        String product,
        Price price,
        @Nullable Interval every) {
    private static final int LONGEST_LOOKUP_KEY = 200;

    /// @param unit `day`, `week`, `month` or `year`
    record Interval(String unit, long count) {
        /// @return empty if the provider has no such interval
        static Optional<Interval> of(Period period) {
            long months = period.toTotalMonths();
            int days = period.getDays();
            if (period.isNegative() || period.isZero() || (months > 0 && days > 0)) {
                return Optional.empty();
            }
            if (months > 0) {
                return Optional.of(
                        months % 12 == 0 ? new Interval("year", months / 12) : new Interval("month", months));
            }
            return Optional.of(days % 7 == 0 ? new Interval("week", days / 7) : new Interval("day", days));
        }
    }

    /// @return empty if the provider has no such interval
    static Optional<PriceRequest> of(ProjectId project, String product, Price price) {
        return switch (price) {
            case Price.OneTime _ -> Optional.of(new PriceRequest(project, product, price, null));
            case Price.Recurring recurring ->
                Interval.of(recurring.interval()).map(every -> new PriceRequest(project, product, price, every));
        };
    }

    String lookupKey() {
        Money amount = price.amount();
        String key = String.join(
                "_",
                product,
                price.code(),
                amount.amount() + amount.currency(),
                every == null ? "once" : every.unit() + every.count());
        return key.length() <= LONGEST_LOOKUP_KEY ? key : "tollgate_" + sha256(key);
    }

    /// Whether a price of the provider is the one that we would make.
    boolean matches(StripeObject found) {
        boolean sameAmount = found.findNumber("unit_amount")
                        .filter(a -> a == price.amount().amount())
                        .isPresent()
                && found.find("currency")
                        .filter(price.amount().currency()::equals)
                        .isPresent();
        boolean sameInterval = every == null
                ? !found.has("recurring")
                : found.find("recurring.interval").filter(every.unit()::equals).isPresent()
                        && found.findNumber("recurring.interval_count").orElse(1L) == every.count();
        return sameAmount && sameInterval;
    }

    Form form() {
        Form form = new Form()
                .with("product", product)
                .with("currency", price.amount().currency())
                .with("unit_amount", price.amount().amount());
        if (every != null) {
            form.with("recurring[interval]", every.unit()).with("recurring[interval_count]", every.count());
        }
        return form.with("lookup_key", lookupKey())
                .with("metadata[" + Metadata.PROJECT + "]", project.value())
                .with("metadata[tollgate_price]", price.code());
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
