package io.tollgate.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What putting a catalog would change.
public final class CatalogDiff {
    private final List<Change> changes = new ArrayList<>();

    private CatalogDiff() {}

    public enum Kind {
        ADDED,
        CHANGED,
        /// Left out: no longer sold, kept for whoever has it.
        ARCHIVED
    }

    /// @param plan whose; null: of the catalog's features as declared
    /// @param what for a human: `price pro-month: 1999 USD each P1M → 2499 USD each P1M`
    public record Change(Kind kind, @Nullable String plan, String what) {}

    /// Versions are not compared, nor is the order; a binding to a provider's price that `after` leaves out stays.
    ///
    /// @return empty if both say the same
    public static List<Change> between(Catalog before, Catalog after) {
        CatalogDiff diff = new CatalogDiff();
        diff.compare(
                null,
                before.features(),
                after.features(),
                Feature::code,
                f -> "feature " + f.code(),
                (was, is) -> diff.changed(null, "feature " + is.code(), describe(was), describe(is)));
        diff.plans(before, after);
        return List.copyOf(diff.changes);
    }

    private void plans(Catalog before, Catalog after) {
        for (Plan plan : after.plans()) {
            before.plan(plan.code())
                    .ifPresentOrElse(
                            was -> plan(was, plan), () -> changes.add(new Change(Kind.ADDED, plan.code(), "plan")));
        }
        for (Plan plan : before.plans()) {
            if (after.plan(plan.code()).isEmpty()) {
                changes.add(new Change(Kind.ARCHIVED, plan.code(), "plan"));
            }
        }
    }

    private void plan(Plan was, Plan is) {
        String plan = is.code();
        changed(plan, "name", was.name(), is.name());
        changed(plan, "default", was.isDefault(), is.isDefault());
        changed(plan, "trialDays", was.trialDays(), is.trialDays());
        changed(plan, "graceDays", was.graceDays(), is.graceDays());
        compare(plan, was.prices(), is.prices(), Price::code, p -> "price " + p.code(), (a, b) -> {
            changed(plan, "price " + b.code(), describe(a), describe(b));
            if (b.providerPriceId() != null) {
                changed(plan, "price " + b.code() + " providerPriceId", a.providerPriceId(), b.providerPriceId());
            }
        });
        compare(
                plan,
                was.features(),
                is.features(),
                PlanFeature::feature,
                f -> "feature " + f.feature(),
                (a, b) -> changed(plan, "feature " + b.feature(), describe(a), describe(b)));
    }

    private <T> void compare(
            @Nullable String plan,
            List<T> before,
            List<T> after,
            Function<T, String> code,
            Function<T, String> what,
            BiConsumer<T, T> both) {
        Map<String, T> gone = new LinkedHashMap<>();
        before.forEach(t -> gone.put(code.apply(t), t));
        for (T is : after) {
            T was = gone.remove(code.apply(is));
            if (was == null) {
                changes.add(new Change(Kind.ADDED, plan, what.apply(is)));
            } else {
                both.accept(was, is);
            }
        }
        gone.values().forEach(was -> changes.add(new Change(Kind.ARCHIVED, plan, what.apply(was))));
    }

    private void changed(@Nullable String plan, String what, @Nullable Object was, @Nullable Object is) {
        if (!Objects.equals(was, is)) {
            changes.add(new Change(
                    Kind.CHANGED,
                    plan,
                    what + ": " + (was == null ? "none" : was) + " → " + (is == null ? "none" : is)));
        }
    }

    private static String describe(Feature feature) {
        return word(feature.type())
                + (feature.type() == FeatureType.CREDITS ? ", scale " + feature.scale() : "")
                + (feature.name() == null ? "" : ", " + feature.name());
    }

    private static String describe(PlanFeature feature) {
        return feature.type() == FeatureType.FLAG ? "flag" : word(feature.type()) + " " + feature.amount();
    }

    private static String describe(Price price) {
        return switch (price) {
            case Price.Recurring recurring -> recurring.amount() + " each " + recurring.interval();
            case Price.OneTime oneTime ->
                oneTime.amount() + " once for "
                        + (oneTime.accessPeriod() == null ? "lifetime" : oneTime.accessPeriod());
        };
    }

    private static String word(FeatureType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
