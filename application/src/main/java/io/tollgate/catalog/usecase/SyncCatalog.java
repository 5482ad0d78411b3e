package io.tollgate.catalog.usecase;

import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.Catalogs;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.Price;
import io.tollgate.payments.Outcome.Declined;
import io.tollgate.payments.Outcome.Done;
import io.tollgate.payments.Outcome.Unknown;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.tenancy.Project;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the provider know the plans and prices that are sold. Done again, it changes nothing; stopped half-way, it
/// goes on where it was.
public final class SyncCatalog {
    private final Catalogs catalogs;
    private final Payments payments;

    public SyncCatalog(Catalogs catalogs, Payments payments) {
        this.catalogs = catalogs;
        this.payments = payments;
    }

    /// @param providerPriceId null with a dry run, where it isn't known yet
    public record Synced(
            String plan,
            String price,
            Action action,
            @Nullable String providerPriceId) {}

    public enum Action {
        /// Bound by this sync.
        BOUND,
        /// Bound before.
        KEPT
    }

    public sealed interface Outcome {
        record Finished(List<Synced> prices) implements Outcome {}

        /// The provider refused one, for good. What was done before it stays done.
        record Refused(String plan, String code, String message) implements Outcome {}

        /// Nobody knows how far it came; to be done again.
        record ProviderUnavailable() implements Outcome {}
    }

    /// @param dryRun only says what would be bound
    public Outcome sync(Project project, boolean dryRun) {
        Catalog catalog = catalogs.current(project.id());
        List<Synced> prices = new ArrayList<>();
        Map<Price, String> bindings = new HashMap<>();
        try {
            for (Plan plan : catalog.plans()) {
                Outcome failure = dryRun ? foresee(plan, prices) : sync(project, plan, prices, bindings);
                if (failure != null) {
                    return failure;
                }
            }
        } finally {
            if (!bindings.isEmpty()) {
                catalogs.bind(project.id(), bindings);
            }
        }
        return new Outcome.Finished(prices);
    }

    private static @Nullable Outcome foresee(Plan plan, List<Synced> prices) {
        for (Price price : plan.prices()) {
            Action action = price.providerPriceId() == null ? Action.BOUND : Action.KEPT;
            prices.add(new Synced(plan.code(), price.code(), action, price.providerPriceId()));
        }
        return null;
    }

    private @Nullable Outcome sync(Project project, Plan plan, List<Synced> prices, Map<Price, String> bindings) {
        if (plan.prices().isEmpty()) {
            return null;
        }
        ProviderAccount provider = new ProviderAccount(project.providerAccount());
        String product;
        switch (payments.syncProduct(provider, project.id(), plan)) {
            case Done<String>(String id) -> product = id;
            case Declined<String>(String code, String message) -> {
                return new Outcome.Refused(plan.code(), code, message);
            }
            case Unknown<String> _ -> {
                return new Outcome.ProviderUnavailable();
            }
        }
        for (Price price : plan.prices()) {
            if (price.providerPriceId() != null) {
                prices.add(new Synced(plan.code(), price.code(), Action.KEPT, price.providerPriceId()));
                continue;
            }
            switch (payments.syncPrice(provider, project.id(), product, price)) {
                case Done<String>(String id) -> {
                    bindings.put(price, id);
                    prices.add(new Synced(plan.code(), price.code(), Action.BOUND, id));
                }
                case Declined<String>(String code, String message) -> {
                    return new Outcome.Refused(plan.code(), code, message);
                }
                case Unknown<String> _ -> {
                    return new Outcome.ProviderUnavailable();
                }
            }
        }
        return null;
    }
}
