package io.tollgate.catalog.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.Feature;
import io.tollgate.catalog.FeatureType;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.PlanFeature;
import io.tollgate.catalog.Price;
import io.tollgate.http.Faults;
import io.tollgate.http.LargeBody;
import io.tollgate.money.Money;
import java.time.DateTimeException;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The catalog as it is written down, in JSON or YAML; see `schemas/catalog.schema.json`.
@LargeBody
@RegisterForReflection
@Schema(name = "Catalog")
public record CatalogDocument(
        @Nullable List<@Nullable FeatureEntry> features,
        @Nullable List<@Nullable PlanEntry> plans) {
    private static final String LIFETIME = "lifetime";

    @RegisterForReflection
    @Schema(name = "CatalogFeature")
    public record FeatureEntry(
            @Nullable @Schema(required = true, examples = "reports")
            String code,

            @Nullable
            @Schema(
                    required = true,
                    enumeration = {"flag", "limit", "credits"})
            String type,

            @Nullable String name,

            @Nullable @Schema(description = "Of credits: decimals to show")
            Integer scale) {}

    @RegisterForReflection
    @Schema(name = "CatalogPlan")
    public record PlanEntry(
            @Nullable @Schema(required = true, examples = "pro")
            String code,

            @Nullable @Schema(required = true, examples = "Pro")
            String name,
            // A word of Java's own.
            @Nullable
            @JsonProperty("default")
            @Schema(name = "default", description = "Everybody has it without paying")
            Boolean isDefault,

            @Nullable Integer trialDays,
            @Nullable Integer graceDays,
            @Nullable List<@Nullable PriceEntry> prices,
            @Nullable List<@Nullable PlanFeatureEntry> features) {}

    @RegisterForReflection
    @Schema(name = "CatalogPrice")
    public record PriceEntry(
            @Nullable @Schema(required = true, examples = "pro-month")
            String code,

            @Nullable
            @Schema(
                    required = true,
                    enumeration = {"recurring", "oneTime"})
            String type,

            @Nullable @Schema(description = "Of a recurring price", examples = "P1M")
            String interval,

            @Nullable @Schema(description = "Of a one-time price: an ISO duration, or lifetime")
            String accessPeriod,

            @Nullable @Schema(required = true) AmountEntry amount,

            @Nullable @Schema(description = "Binds an existing price of the provider")
            String providerPriceId) {}

    @RegisterForReflection
    @Schema(name = "CatalogAmount")
    public record AmountEntry(
            @Nullable @Schema(required = true, description = "In minor units", examples = "1999")
            Long amount,

            @Nullable @Schema(required = true, examples = "usd")
            String currency) {}

    @RegisterForReflection
    @Schema(name = "CatalogPlanFeature")
    public record PlanFeatureEntry(
            @Nullable @Schema(required = true, examples = "seats")
            String code,

            @Nullable
            @Schema(
                    required = true,
                    enumeration = {"flag", "limit", "credits"})
            String type,

            @Nullable @Schema(description = "Of a limit") Long limit,

            @Nullable @Schema(description = "Of credits, in the smallest unit")
            Long amount) {}

    static CatalogDocument of(Catalog catalog) {
        return new CatalogDocument(
                catalog.features().stream()
                        .map(feature -> new FeatureEntry(
                                feature.code(),
                                spelled(feature.type()),
                                feature.name(),
                                feature.type() == FeatureType.CREDITS ? feature.scale() : null))
                        .toList(),
                catalog.plans().stream().map(plan -> of(plan, true)).toList());
    }

    /// @param whole with the provider's ids, which are nobody else's business
    static PlanEntry of(Plan plan, boolean whole) {
        return new PlanEntry(
                plan.code(),
                plan.name(),
                plan.isDefault(),
                plan.trialDays(),
                plan.graceDays(),
                plan.prices().stream().map(price -> of(price, whole)).toList(),
                plan.features().stream().map(CatalogDocument::of).toList());
    }

    private static PriceEntry of(Price price, boolean whole) {
        AmountEntry amount =
                new AmountEntry(price.amount().amount(), price.amount().currency());
        String bound = whole ? price.providerPriceId() : null;
        return switch (price) {
            case Price.Recurring recurring ->
                new PriceEntry(
                        recurring.code(), "recurring", recurring.interval().toString(), null, amount, bound);
            case Price.OneTime once ->
                new PriceEntry(
                        once.code(),
                        "oneTime",
                        null,
                        once.accessPeriod() == null
                                ? LIFETIME
                                : once.accessPeriod().toString(),
                        amount,
                        bound);
        };
    }

    private static PlanFeatureEntry of(PlanFeature feature) {
        return new PlanFeatureEntry(
                feature.feature(),
                spelled(feature.type()),
                feature.type() == FeatureType.LIMIT ? feature.amount() : null,
                feature.type() == FeatureType.CREDITS ? feature.amount() : null);
    }

    private static String spelled(FeatureType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /// @param faults what can't be read at all; the catalog's rules are checked elsewhere
    Catalog read(Faults faults) {
        List<Feature> read = new ArrayList<>();
        each(
                faults,
                "features",
                features,
                (at, entry) -> read.add(new Feature(
                        faults.required(at + ".code", entry.code(), 255),
                        type(faults, at + ".type", entry.type()),
                        entry.name(),
                        Objects.requireNonNullElse(entry.scale(), 0))));
        List<Plan> sold = new ArrayList<>();
        each(faults, "plans", plans, (at, entry) -> sold.add(plan(faults, at, entry)));
        return new Catalog(0, read, sold);
    }

    private interface Reading<T> {
        void read(String at, T entry);
    }

    private static <T> void each(Faults faults, String field, @Nullable List<@Nullable T> entries, Reading<T> reading) {
        if (entries == null) {
            return;
        }
        for (int i = 0; i < entries.size(); i++) {
            String at = field + "[" + i + "]";
            T entry = entries.get(i);
            if (entry == null) {
                faults.add(at, "required", "Must not be null");
            } else {
                reading.read(at, entry);
            }
        }
    }

    private static Plan plan(Faults faults, String at, PlanEntry entry) {
        List<Price> prices = new ArrayList<>();
        each(faults, at + ".prices", entry.prices(), (path, price) -> prices.add(price(faults, path, price)));
        List<PlanFeature> features = new ArrayList<>();
        each(
                faults,
                at + ".features",
                entry.features(),
                (path, feature) -> features.add(feature(faults, path, feature)));
        return new Plan(
                faults.required(at + ".code", entry.code(), 255),
                faults.required(at + ".name", entry.name(), 1_000),
                Boolean.TRUE.equals(entry.isDefault()),
                Objects.requireNonNullElse(entry.trialDays(), 0),
                Objects.requireNonNullElse(entry.graceDays(), 0),
                prices,
                features);
    }

    private static Price price(Faults faults, String at, PriceEntry entry) {
        String code = faults.required(at + ".code", entry.code(), 255);
        Money amount = money(faults, at + ".amount", entry.amount());
        String bound = faults.optional(at + ".providerPriceId", entry.providerPriceId(), 255);
        switch (Objects.requireNonNullElse(entry.type(), "")) {
            case "recurring" -> refuse(faults, at + ".accessPeriod", entry.accessPeriod(), "Of one-time prices only");
            case "oneTime" -> refuse(faults, at + ".interval", entry.interval(), "Of recurring prices only");
            default -> faults.add(at + ".type", "unknown_type", "recurring or oneTime");
        }
        if ("oneTime".equals(entry.type())) {
            String access = faults.required(at + ".accessPeriod", entry.accessPeriod(), 64);
            Period period = access.equals(LIFETIME) ? null : period(faults, at + ".accessPeriod", access);
            return new Price.OneTime(code, period, amount, bound);
        }
        String interval =
                "recurring".equals(entry.type()) ? faults.required(at + ".interval", entry.interval(), 64) : "";
        return new Price.Recurring(code, period(faults, at + ".interval", interval), amount, bound);
    }

    private static void refuse(Faults faults, String at, @Nullable Object value, String why) {
        if (value != null) {
            faults.add(at, "not_applicable", why);
        }
    }

    private static Period period(Faults faults, String at, String text) {
        if (text.isEmpty()) {
            return Period.ofMonths(1);
        }
        try {
            return Period.parse(text);
        } catch (DateTimeException e) {
            faults.add(at, "invalid_period", "An ISO period of whole days, weeks, months or years, such as P1M");
            return Period.ofMonths(1);
        }
    }

    private static Money money(Faults faults, String at, @Nullable AmountEntry entry) {
        if (entry == null) {
            faults.add(at, "required", "Must be given");
            return Money.zero("usd");
        }
        String currency = faults.required(at + ".currency", entry.currency(), 3);
        if (!currency.isEmpty() && !currency.matches("[a-z]{3}")) {
            faults.add(at + ".currency", "unknown_currency", "ISO 4217, three lower-case letters");
            currency = "";
        }
        Long amount = entry.amount();
        if (amount == null || amount < 0) {
            faults.add(at + ".amount", amount == null ? "required" : "out_of_range", "A whole number, 0 or more");
            amount = 0L;
        }
        return new Money(amount, currency.isEmpty() ? "usd" : currency);
    }

    private static FeatureType type(Faults faults, String at, @Nullable String type) {
        for (FeatureType known : FeatureType.values()) {
            if (spelled(known).equals(type)) {
                return known;
            }
        }
        faults.add(at, "unknown_type", "flag, limit or credits");
        return FeatureType.FLAG;
    }

    private static PlanFeature feature(Faults faults, String at, PlanFeatureEntry entry) {
        String code = faults.required(at + ".code", entry.code(), 255);
        FeatureType type = type(faults, at + ".type", entry.type());
        if (type != FeatureType.LIMIT) {
            refuse(faults, at + ".limit", entry.limit(), "Of limits only");
        }
        if (type != FeatureType.CREDITS) {
            refuse(faults, at + ".amount", entry.amount(), "Of credits only");
        }
        return switch (type) {
            case FLAG -> PlanFeature.flag(code);
            case LIMIT -> PlanFeature.limit(code, number(faults, at + ".limit", entry.limit()));
            case CREDITS -> PlanFeature.credits(code, number(faults, at + ".amount", entry.amount()));
        };
    }

    private static long number(Faults faults, String at, @Nullable Long number) {
        if (number == null || number < 0) {
            faults.add(at, number == null ? "required" : "out_of_range", "A whole number, 0 or more");
            return 0;
        }
        return number;
    }
}
