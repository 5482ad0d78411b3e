package io.tollgate.tenancy.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.panache.common.Sort;
import io.tollgate.tenancy.ApiKey;
import io.tollgate.tenancy.ApiKeys;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.postgres.Remembered.Entry;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// API keys on Hibernate Reactive; in memory until their project's generation changes.
@Singleton
public class PanacheApiKeys implements ApiKeys {
    /// Key and generation of one moment.
    private static final String FIND = """
            select k, g.generation from ApiKeyEntity k
            join GenerationEntity g on g.projectId = k.projectId
            where k.keyId = :key""";

    private final Generations generations;
    private final Remembered<String, ApiKey> remembered;

    public PanacheApiKeys(Generations generations) {
        this.generations = generations;
        this.remembered = new Remembered<>(generations, 100_000);
    }

    @Override
    public Optional<ApiKey> find(String keyId) {
        return remembered.get(keyId, () -> read(keyId));
    }

    private static Optional<Entry<ApiKey>> read(String keyId) {
        List<Object[]> rows = Reactive.inTransaction(
                () -> Panache.getSession().flatMap(session -> session.createSelectionQuery(FIND, Object[].class)
                        .setParameter("key", keyId)
                        .getResultList()));
        return rows.stream()
                .map(row -> {
                    ApiKey key = ((ApiKeyEntity) row[0]).toKey();
                    return new Entry<>(key.project(), (Long) row[1], key);
                })
                .findFirst();
    }

    @Override
    public List<ApiKey> ofApp(ProjectId project, String appId) {
        List<ApiKeyEntity> entities = Reactive.inTransaction(() -> ApiKeyEntity.<ApiKeyEntity>find(
                        "projectId = ?1 and appId = ?2", Sort.by("keyId"), project.value(), appId)
                .list());
        return entities.stream().map(ApiKeyEntity::toKey).toList();
    }

    @Override
    public void add(ApiKey key) {
        long generation =
                PanacheProjects.change(key.project(), () -> ApiKeyEntity.of(key).persist());
        generations.heard(key.project(), generation);
    }

    @Override
    public boolean end(ProjectId project, String appId, String keyId, Instant at) {
        Optional<Long> generation = Reactive.inTransaction(() -> ApiKeyEntity.<ApiKeyEntity>find(
                        "projectId = ?1 and appId = ?2 and keyId = ?3", project.value(), appId, keyId)
                .firstResult()
                .flatMap(entity -> {
                    if (entity == null) {
                        return io.smallrye.mutiny.Uni.createFrom().item(Optional.<Long>empty());
                    }
                    entity.expiresAt = at.atOffset(ZoneOffset.UTC);
                    return PanacheProjects.raise(project)
                            .map(raised -> Optional.ofNullable(raised).map(g -> g.generation));
                }));
        generation.ifPresent(raised -> generations.heard(project, raised));
        return generation.isPresent();
    }
}
