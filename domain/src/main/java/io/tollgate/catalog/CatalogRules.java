package io.tollgate.catalog;

import io.tollgate.money.Money;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a catalog must fulfil before it is put: every problem is told at once, each with the place in the document.
public final class CatalogRules {
    public static final int MAX_PLANS = 200;
    public static final int MAX_PRICES = 50;
    public static final int MAX_FEATURES = 500;
    public static final int MAX_NAME = 250;
    public static final int MAX_SCALE = 9;
    public static final int MAX_TRIAL_DAYS = 730;
    public static final int MAX_GRACE_DAYS = 90;

    /// Times the largest quantity (a million) it still fits a `long`.
    public static final long MAX_FEATURE_AMOUNT = 1_000_000_000_000L;

    /// Eight digits, as the provider takes them.
    /// https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
    public static final long MAX_PRICE_AMOUNT = 99_999_999L;

    /// The provider's longest interval: three years.
    private static final int MAX_INTERVAL_MONTHS = 36;

    private static final int MAX_INTERVAL_DAYS = 3 * 365;

    private static final int MAX_ACCESS_YEARS = 100;

    private static final Pattern CODE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, FeatureType> types = new HashMap<>();
    private final Set<String> priceCodes = new HashSet<>();
    private final Set<String> providerPrices = new HashSet<>();

    private CatalogRules() {}

    /// One thing that is wrong.
    ///
    /// @param path where in the document: `plans[0].prices[1].amount`
    /// @param code stable, snake_case: `invalid_code`, `duplicate_code`, `conflicting_type`, `invalid_name`,
    ///     `out_of_range`, `too_many`, `several_defaults`, `default_with_prices`, `default_with_credits`,
    ///     `invalid_interval`, `unknown_currency`, `not_chargeable`, `duplicate_provider_price`
    /// @param detail for a human
    public record Problem(String path, String code, String detail) {}

    /// @return all problems, in the document's order; empty if the catalog may be put
    public static List<Problem> check(Catalog catalog) {
        CatalogRules rules = new CatalogRules();
        rules.features(catalog.features());
        rules.plans(catalog.plans());
        return List.copyOf(rules.problems);
    }

    private void features(List<Feature> features) {
        atMost(MAX_FEATURES, features, "features");
        for (int i = 0; i < features.size(); i++) {
            Feature feature = features.get(i);
            String path = "features[" + i + "]";
            code(feature.code(), path);
            name(feature.name(), path);
            range(feature.scale(), 0, feature.type() == FeatureType.CREDITS ? MAX_SCALE : 0, path + ".scale");
            if (types.putIfAbsent(feature.code(), feature.type()) != null) {
                problem(path + ".code", "duplicate_code", "The feature " + feature.code() + " is declared twice");
            }
        }
    }

    private void plans(List<Plan> plans) {
        atMost(MAX_PLANS, plans, "plans");
        Set<String> codes = new HashSet<>();
        boolean hasDefault = false;
        for (int i = 0; i < plans.size(); i++) {
            Plan plan = plans.get(i);
            String path = "plans[" + i + "]";
            code(plan.code(), path);
            if (!codes.add(plan.code())) {
                problem(path + ".code", "duplicate_code", "There are two plans " + plan.code());
            }
            if (plan.isDefault() && hasDefault) {
                problem(path + ".default", "several_defaults", "Only one plan can be the default");
            }
            hasDefault |= plan.isDefault();
            plan(plan, path);
        }
    }

    private void plan(Plan plan, String path) {
        if (plan.name().isBlank()) {
            problem(path + ".name", "invalid_name", "A plan has a name");
        }
        name(plan.name(), path);
        range(plan.trialDays(), 0, MAX_TRIAL_DAYS, path + ".trialDays");
        range(plan.graceDays(), 0, MAX_GRACE_DAYS, path + ".graceDays");
        if (plan.isDefault() && !plan.prices().isEmpty()) {
            problem(path + ".prices", "default_with_prices", "Everybody has the default plan, so nobody can buy it");
        }
        atMost(MAX_PRICES, plan.prices(), path + ".prices");
        for (int i = 0; i < plan.prices().size(); i++) {
            price(plan.prices().get(i), path + ".prices[" + i + "]");
        }
        atMost(MAX_FEATURES, plan.features(), path + ".features");
        Set<String> given = new HashSet<>();
        for (int i = 0; i < plan.features().size(); i++) {
            PlanFeature feature = plan.features().get(i);
            String at = path + ".features[" + i + "]";
            planFeature(feature, at);
            if (!given.add(feature.feature())) {
                problem(at + ".code", "duplicate_code", "The plan gives " + feature.feature() + " twice");
            }
            if (plan.isDefault() && feature.type() == FeatureType.CREDITS) {
                problem(at, "default_with_credits", "Credits are granted when something is bought");
            }
        }
    }

    private void planFeature(PlanFeature feature, String path) {
        code(feature.feature(), path);
        FeatureType known = types.putIfAbsent(feature.feature(), feature.type());
        if (known != null && known != feature.type()) {
            problem(
                    path + ".type",
                    "conflicting_type",
                    "Elsewhere " + feature.feature() + " is a " + known.name().toLowerCase(Locale.ROOT));
        }
        if (feature.amount() > MAX_FEATURE_AMOUNT) {
            problem(
                    path + (feature.type() == FeatureType.LIMIT ? ".limit" : ".amount"),
                    "out_of_range",
                    "At most " + MAX_FEATURE_AMOUNT);
        }
    }

    private void price(Price price, String path) {
        code(price.code(), path);
        if (!priceCodes.add(price.code())) {
            problem(path + ".code", "duplicate_code", "There are two prices " + price.code());
        }
        String bound = price.providerPriceId();
        if (bound != null && !providerPrices.add(bound)) {
            problem(path + ".providerPriceId", "duplicate_provider_price", "Another price is bound to it already");
        }
        money(price.amount(), path + ".amount");
        switch (price) {
            case Price.Recurring recurring
            when !isInterval(recurring.interval()) ->
                problem(
                        path + ".interval",
                        "invalid_interval",
                        "Whole days, weeks, months or years, one of them, at most three years");
            case Price.OneTime oneTime
            when oneTime.accessPeriod() != null && !isAccess(oneTime.accessPeriod()) ->
                problem(
                        path + ".accessPeriod",
                        "invalid_interval",
                        "More than nothing, at most " + MAX_ACCESS_YEARS + " years, or lifetime");
            case Price.Recurring _, Price.OneTime _ -> {}
        }
    }

    /// The provider counts in one unit only.
    private static boolean isInterval(Period interval) {
        long months = interval.toTotalMonths();
        int days = interval.getDays();
        return isNotNegative(interval)
                && (months == 0) != (days == 0)
                && months <= MAX_INTERVAL_MONTHS
                && days <= MAX_INTERVAL_DAYS;
    }

    private static boolean isAccess(Period period) {
        return isNotNegative(period)
                && !period.isZero()
                && period.toTotalMonths() <= MAX_ACCESS_YEARS * 12L
                && period.getDays() <= MAX_ACCESS_YEARS * 365L;
    }

    private static boolean isNotNegative(Period period) {
        return period.getYears() >= 0 && period.getMonths() >= 0 && period.getDays() >= 0;
    }

    private void money(Money money, String path) {
        if (money.amount() > MAX_PRICE_AMOUNT) {
            problem(path + ".amount", "out_of_range", "At most " + MAX_PRICE_AMOUNT);
        }
        if (!Money.isCurrency(money.currency())) {
            problem(path + ".currency", "unknown_currency", "Not an ISO 4217 currency");
        } else if (!money.isChargeable()) {
            problem(path + ".amount", "not_chargeable", "The provider can't charge this fraction of the currency");
        }
    }

    private void code(String code, String path) {
        if (!CODE.matcher(code).matches()) {
            problem(path + ".code", "invalid_code", "1 to 63 of a-z, 0-9, dot, underscore, hyphen; no sign first");
        }
    }

    private void name(@Nullable String name, String path) {
        if (name != null && (name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl))) {
            problem(path + ".name", "invalid_name", "At most " + MAX_NAME + " characters, no control characters");
        }
    }

    private void range(int value, int from, int to, String path) {
        if (value < from || value > to) {
            problem(path, "out_of_range", from == to ? "Only " + from : from + " to " + to);
        }
    }

    private void atMost(int most, List<?> list, String path) {
        if (list.size() > most) {
            problem(path, "too_many", "At most " + most);
        }
    }

    private void problem(String path, String code, String detail) {
        problems.add(new Problem(path, code, detail));
    }
}
