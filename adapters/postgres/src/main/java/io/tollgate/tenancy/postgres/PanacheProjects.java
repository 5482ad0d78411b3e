package io.tollgate.tenancy.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.panache.common.Page;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import io.tollgate.postgres.Json;
import io.tollgate.tenancy.App;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.Settings;
import io.tollgate.tenancy.postgres.Remembered.Entry;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Projects and apps on Hibernate Reactive.
@Singleton
public class PanacheProjects implements Projects {
    /// Of two that take an id at once, one gets it and the other no error.
    private static final String CREATE = """
            with made as (
                insert into projects (project_id, name, provider_account, settings)
                values (?1, ?2, ?3, cast(cast(?4 as text) as jsonb))
                on conflict (project_id) do nothing
                returning project_id)
            insert into project_generations (project_id, generation)
            select project_id, ?5 from made""";

    private static final String WITH_GENERATION = """
            select p, g.generation from ProjectEntity p
            join GenerationEntity g on g.projectId = p.projectId
            """;

    private final Json json;
    private final Generations generations;
    private final Remembered<ProjectId, Project> remembered;

    public PanacheProjects(Json json, Generations generations) {
        this.json = json;
        this.generations = generations;
        this.remembered = new Remembered<>(generations, 10_000);
    }

    @Override
    public Optional<Project> find(ProjectId id) {
        return remembered.get(id, () -> read(id));
    }

    private Optional<Entry<Project>> read(ProjectId id) {
        List<Object[]> rows =
                Reactive.inTransaction(() -> Panache.getSession().flatMap(session -> session.createSelectionQuery(
                                WITH_GENERATION + "where p.projectId = :project", Object[].class)
                        .setParameter("project", id.value())
                        .getResultList()));
        return rows.stream()
                .map(this::project)
                .map(project -> new Entry<>(id, project.generation(), project))
                .findFirst();
    }

    private Project project(Object[] row) {
        return project((ProjectEntity) row[0], (Long) row[1]);
    }

    private Project project(ProjectEntity entity, long generation) {
        return new Project(
                new ProjectId(entity.projectId),
                entity.name,
                entity.providerAccount,
                json.read(entity.settings, SettingsDocument.class).toSettings(),
                generation);
    }

    @Override
    public List<Project> list(@Nullable ProjectId after, int limit) {
        List<Object[]> rows =
                Reactive.inTransaction(() -> Panache.getSession().flatMap(session -> session.createSelectionQuery(
                                WITH_GENERATION + "where p.projectId > :after order by p.projectId", Object[].class)
                        .setParameter("after", after == null ? "" : after.value())
                        .setMaxResults(limit)
                        .getResultList()));
        return rows.stream().map(this::project).toList();
    }

    @Override
    public boolean isShared(String providerAccount) {
        return Reactive.inTransaction(() -> ProjectEntity.count("providerAccount", providerAccount)) > 1;
    }

    @Override
    public boolean create(Project project) {
        String settings = json.write(SettingsDocument.of(project.settings()));
        int made =
                Reactive.inTransaction(() -> Panache.getSession().flatMap(session -> session.createNativeQuery(CREATE)
                        .setParameter(1, project.id().value())
                        .setParameter(2, project.name())
                        .setParameter(3, project.providerAccount())
                        .setParameter(4, settings)
                        .setParameter(5, Math.max(1, project.generation()))
                        .executeUpdate()));
        return made == 1;
    }

    @Override
    public Optional<Project> change(ProjectId id, Settings settings) {
        Optional<Project> changed = Reactive.inTransaction(() -> raise(id)
                .flatMap(generation -> generation == null
                        ? Uni.createFrom().item(Optional.<Project>empty())
                        : ProjectEntity.<ProjectEntity>findById(id.value()).map(entity -> {
                            entity.settings = json.write(SettingsDocument.of(settings));
                            return Optional.of(project(entity, generation.generation));
                        })));
        changed.ifPresent(project -> generations.heard(id, project.generation()));
        return changed;
    }

    /// Locks the project's generation and raises it; null if there is no such project.
    public static Uni<@Nullable GenerationEntity> raise(ProjectId project) {
        return GenerationEntity.<GenerationEntity>findById(project.value(), LockModeType.PESSIMISTIC_WRITE)
                .invoke(generation -> {
                    if (generation != null) {
                        generation.generation++;
                    }
                });
    }

    /// Raises the generation of a project that there is, and does the rest of the change.
    ///
    /// @return the new generation
    static long change(ProjectId project, java.util.function.Supplier<Uni<?>> rest) {
        return Reactive.inTransaction(() -> raise(project)
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalArgumentException("no project " + project))
                .flatMap(generation -> rest.get().map(_ -> generation.generation)));
    }

    @Override
    public void addApp(App app) {
        long generation = change(app.project(), () -> AppEntity.of(app).persist());
        generations.heard(app.project(), generation);
    }

    @Override
    public Optional<App> findApp(ProjectId project, String appId) {
        return app(() -> AppEntity.findById(new AppEntity.Key(project.value(), appId)));
    }

    @Override
    public Optional<App> findApp(String appId) {
        return app(() -> AppEntity.<AppEntity>find("appId", appId).firstResult());
    }

    private static Optional<App> app(java.util.function.Supplier<Uni<AppEntity>> find) {
        return Reactive.inTransaction(
                () -> find.get().map(entity -> Optional.ofNullable(entity).map(AppEntity::toApp)));
    }

    @Override
    public List<App> apps(ProjectId project) {
        List<AppEntity> entities =
                Reactive.inTransaction(() -> AppEntity.<AppEntity>find("projectId", Sort.by("appId"), project.value())
                        .page(Page.ofSize(1000))
                        .list());
        return entities.stream().map(AppEntity::toApp).toList();
    }
}
