package io.tollgate.tenancy.usecase;

import io.tollgate.catalog.CatalogRules;
import io.tollgate.money.Money;
import io.tollgate.tenancy.AmountLimit;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.PurchaseLimits;
import io.tollgate.tenancy.RedirectUrl;
import io.tollgate.tenancy.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Changes what a project may set for itself.
public final class ChangeSettings {
    private static final int MAX_ORIGINS = 100;
    private static final Duration LONGEST_SLACK = Duration.ofDays(90);

    private final Projects projects;
    private final Set<String> directoryHosts;
    private final boolean live;

    /// @param directoryHosts the deployment's list of hosts that a user directory may be on
    /// @param live in live mode, plain http on loopback is no origin
    public ChangeSettings(Projects projects, Set<String> directoryHosts, boolean live) {
        this.projects = projects;
        this.directoryHosts = Set.copyOf(directoryHosts);
        this.live = live;
    }

    public sealed interface Outcome {
        record Changed(Project project) implements Outcome {}

        record NoSuchProject() implements Outcome {}

        record Refused(List<Wrong> wrongs) implements Outcome {}
    }

    /// @param field `allowedOrigins[0]`
    /// @param code snake_case, stable
    public record Wrong(String field, String code, String detail) {}

    public Outcome change(ProjectId project, Settings settings) {
        List<Wrong> wrongs = new ArrayList<>();
        List<String> origins = new ArrayList<>();
        for (int i = 0; i < settings.allowedOrigins().size(); i++) {
            String field = "allowedOrigins[" + i + "]";
            RedirectUrl.originOf(settings.allowedOrigins().get(i), !live)
                    .ifPresentOrElse(
                            origins::add,
                            () -> wrongs.add(new Wrong(field, "invalid_origin", "https://host[:port], nothing else")));
        }
        if (origins.size() > MAX_ORIGINS) {
            wrongs.add(new Wrong("allowedOrigins", "too_many", "At most " + MAX_ORIGINS));
        }
        slack("renewalSlack", settings.renewalSlack(), wrongs);
        slack("processingSlack", settings.processingSlack(), wrongs);
        directory(settings.userDirectory(), wrongs);
        amounts(settings.amountLimits(), wrongs);
        purchases("open", settings.purchaseLimits().open(), wrongs);
        purchases("declinedPerHour", settings.purchaseLimits().declinedPerHour(), wrongs);
        if (!wrongs.isEmpty()) {
            return new Outcome.Refused(wrongs);
        }
        return projects.change(project, settings.withAllowedOrigins(origins))
                .<Outcome>map(Outcome.Changed::new)
                .orElseGet(Outcome.NoSuchProject::new);
    }

    private static void slack(String field, Duration slack, List<Wrong> wrongs) {
        if (slack.isNegative() || slack.compareTo(LONGEST_SLACK) > 0) {
            wrongs.add(new Wrong(field, "out_of_range", "From nothing to 90 days"));
        }
    }

    private static void purchases(String field, int limit, List<Wrong> wrongs) {
        if (limit < 1 || limit > PurchaseLimits.MOST) {
            wrongs.add(new Wrong("purchaseLimits." + field, "out_of_range", "From 1 to " + PurchaseLimits.MOST));
        }
    }

    private static void amounts(List<AmountLimit> limits, List<Wrong> wrongs) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < limits.size(); i++) {
            AmountLimit limit = limits.get(i);
            String at = "amountLimits[" + i + "]";
            if (!Money.isCurrency(limit.currency())) {
                wrongs.add(new Wrong(at + ".currency", "unknown_currency", "Not an ISO 4217 currency"));
            } else if (!seen.add(limit.currency())) {
                wrongs.add(new Wrong(at + ".currency", "duplicate", "At most one limit for each currency"));
            }
            if (limit.min() < 1 || limit.min() > limit.max()) {
                wrongs.add(new Wrong(at + ".min", "out_of_range", "From 1 to max"));
            }
            if (limit.max() > CatalogRules.MAX_PRICE_AMOUNT) {
                wrongs.add(new Wrong(at + ".max", "out_of_range", "At most " + CatalogRules.MAX_PRICE_AMOUNT));
            }
        }
    }

    private void directory(@Nullable URI directory, List<Wrong> wrongs) {
        if (directory == null) {
            return;
        }
        String host = directory.getHost();
        if (host == null || !directoryHosts.contains(host.toLowerCase(Locale.ROOT))) {
            wrongs.add(new Wrong("userDirectory", "host_not_allowed", "The deployment lists the hosts it may be on"));
        }
    }
}
