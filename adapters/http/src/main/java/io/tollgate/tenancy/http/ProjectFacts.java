package io.tollgate.tenancy.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.tollgate.catalog.Catalogs;
import io.tollgate.entitlements.usecase.ProjectDefaults;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Projects;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// What each request needs of its project, in memory for a second or two, so that the hot path never waits.
@ApplicationScoped
public class ProjectFacts {
    private static final String FACTS = "tollgate.facts";
    private static final long PROJECTS = 10_000;

    private final LoadingCache<ProjectId, Optional<Facts>> facts;

    public ProjectFacts(Projects projects, Catalogs catalogs) {
        this.facts = Caffeine.newBuilder()
                .maximumSize(PROJECTS)
                .refreshAfterWrite(Duration.ofSeconds(1))
                .expireAfterWrite(Duration.ofSeconds(2))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build(id -> load(projects, catalogs, id));
    }

    private static Optional<Facts> load(Projects projects, Catalogs catalogs, ProjectId id) {
        return projects.find(id).map(project -> new Facts(project, ProjectDefaults.of(catalogs.current(id))));
    }

    public record Facts(Project project, ProjectDefaults defaults) {}

    /// The facts of the call's project, as the gate has found them.
    public static Facts of(RoutingContext request) {
        Facts found = request.get(FACTS);
        return Objects.requireNonNull(found, "the gate has found no project");
    }

    static void keep(RoutingContext request, Facts found) {
        request.put(FACTS, found);
    }

    /// Never blocks.
    ///
    /// @return null if they have to be loaded
    public @Nullable Facts cached(ProjectId project) {
        Optional<Facts> found = facts.getIfPresent(project);
        return found == null ? null : found.orElse(null);
    }

    /// @return empty if there is no such project
    public Optional<Facts> load(ProjectId project) {
        return facts.get(project);
    }

    /// This replica has changed something of the project.
    public void forget(ProjectId project) {
        facts.invalidate(project);
    }
}
