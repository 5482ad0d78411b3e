package io.tollgate.tenancy;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tenants. Reads may be cached for at most two seconds after another replica's change.
public interface Projects {
    Optional<Project> find(ProjectId id);

    /// @return the projects after `after` (exclusive; null from the start) by id, at most `limit`
    List<Project> list(@Nullable ProjectId after, int limit);

    /// Whether several projects use this provider account: what is done to it as a whole is the operator's then.
    boolean isShared(String providerAccount);

    /// @return false if the id is taken
    boolean create(Project project);

    /// Stores new settings and raises the generation.
    ///
    /// @return the project afterwards; empty if there is none
    Optional<Project> change(ProjectId id, Settings settings);

    void addApp(App app);

    Optional<App> findApp(ProjectId project, String appId);

    /// Which project an app belongs to; for the operator, who names the app alone.
    Optional<App> findApp(String appId);

    List<App> apps(ProjectId project);
}
