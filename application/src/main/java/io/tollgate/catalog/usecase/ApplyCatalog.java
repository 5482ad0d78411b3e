package io.tollgate.catalog.usecase;

import io.tollgate.audit.Cause;
import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.CatalogDiff;
import io.tollgate.catalog.CatalogDiff.Change;
import io.tollgate.catalog.CatalogRules;
import io.tollgate.catalog.Catalogs;
import io.tollgate.catalog.Plan;
import io.tollgate.tenancy.ProjectId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts a project's whole catalog, as a diff against the newest.
public final class ApplyCatalog {
    /// Somebody else may put another one in between; whoever gave no version wants theirs to win.
    private static final int ATTEMPTS = 5;

    private final Catalogs catalogs;

    public ApplyCatalog(Catalogs catalogs) {
        this.catalogs = catalogs;
    }

    /// @param document what is to be active; its version is not looked at
    /// @param expected the version that the caller has seen; null: whichever is the newest
    /// @param existing what becomes of whoever has bought already
    /// @param dryRun only says what would change
    public record Command(
            ProjectId project,
            Catalog document,
            @Nullable Long expected,
            ExistingSubscribers existing,
            boolean dryRun,
            Cause cause) {}

    /// Whether a change reaches whoever has bought already.
    public enum ExistingSubscribers {
        UNSAID,
        NEVER,
        NOW,
        NEXT_PERIOD
    }

    public sealed interface Outcome {
        /// @param catalog as it is now; with a dry run, as it stays
        record Applied(Catalog catalog, List<Change> changes) implements Outcome {}

        record Invalid(List<CatalogRules.Problem> problems) implements Outcome {}

        record VersionMismatch(long newest) implements Outcome {}

        /// Plans that are sold change, and the caller must say whom that reaches.
        record SubscribersUnsaid(List<Change> changes) implements Outcome {}

        /// Changes can't reach existing subscribers yet.
        record SubscribersUnsupported() implements Outcome {}
    }

    public Outcome apply(Command command) {
        List<CatalogRules.Problem> problems = CatalogRules.check(command.document());
        if (!problems.isEmpty()) {
            return new Outcome.Invalid(problems);
        }
        for (int i = 0; i < ATTEMPTS; i++) {
            Catalog newest = catalogs.current(command.project());
            if (command.expected() != null && command.expected() != newest.version()) {
                return new Outcome.VersionMismatch(newest.version());
            }
            Optional<Outcome> outcome = apply(command, newest);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        return new Outcome.VersionMismatch(catalogs.current(command.project()).version());
    }

    /// @return empty if another version came in between
    private Optional<Outcome> apply(Command command, Catalog newest) {
        List<Change> changes = CatalogDiff.between(newest, command.document());
        if (changesWhatIsSold(newest, changes)) {
            switch (command.existing()) {
                case UNSAID -> {
                    if (!command.dryRun()) {
                        return Optional.of(new Outcome.SubscribersUnsaid(changes));
                    }
                }
                case NOW, NEXT_PERIOD -> {
                    return Optional.of(new Outcome.SubscribersUnsupported());
                }
                case NEVER -> {}
            }
        }
        if (command.dryRun() || changes.isEmpty()) {
            return Optional.of(new Outcome.Applied(newest, changes));
        }
        return catalogs.put(command.project(), newest.version(), command.document(), command.cause())
                .map(stored -> new Outcome.Applied(stored, changes));
    }

    private static boolean changesWhatIsSold(Catalog before, List<Change> changes) {
        return changes.stream()
                .filter(change -> change.plan() != null && !change.what().equals("plan"))
                .flatMap(change -> before.plan(change.plan()).stream())
                .anyMatch(ApplyCatalog::isSold);
    }

    private static boolean isSold(Plan plan) {
        return !plan.prices().isEmpty();
    }
}
