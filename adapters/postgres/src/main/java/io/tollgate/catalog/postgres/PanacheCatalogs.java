package io.tollgate.catalog.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import io.tollgate.audit.Cause;
import io.tollgate.audit.postgres.AuditChain;
import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.Catalogs;
import io.tollgate.catalog.Price;
import io.tollgate.ids.Ids;
import io.tollgate.postgres.Json;
import io.tollgate.postgres.Times;
import io.tollgate.publishing.EventEncoder;
import io.tollgate.publishing.EventEncoder.Message;
import io.tollgate.publishing.postgres.PostgresOutbox;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.postgres.GenerationEntity;
import io.tollgate.tenancy.postgres.Generations;
import io.tollgate.tenancy.postgres.PanacheProjects;
import io.tollgate.tenancy.postgres.Reactive;
import io.tollgate.tenancy.postgres.Remembered;
import io.tollgate.tenancy.postgres.Remembered.Entry;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// Catalogs on Hibernate Reactive; the newest is in memory until its project's generation changes.
@Singleton
public class PanacheCatalogs implements Catalogs {
    private final Json json;
    private final Ids ids;
    private final EventEncoder encoder;
    private final PostgresOutbox outbox;
    private final Generations generations;
    private final InstantSource time;
    private final Remembered<ProjectId, Catalog> remembered;

    public PanacheCatalogs(
            Json json,
            Ids ids,
            EventEncoder encoder,
            PostgresOutbox outbox,
            Generations generations,
            InstantSource time) {
        this.json = json;
        this.ids = ids;
        this.encoder = encoder;
        this.outbox = outbox;
        this.generations = generations;
        this.time = time;
        this.remembered = new Remembered<>(generations, 10_000);
    }

    @Override
    public Catalog current(ProjectId project) {
        return remembered.get(project, () -> read(project)).orElse(Catalog.EMPTY);
    }

    private Optional<Entry<Catalog>> read(ProjectId project) {
        // The generation first: what is read after it is at least as new.
        return Reactive.inTransaction(() -> GenerationEntity.<GenerationEntity>findById(project.value())
                .flatMap(generation -> generation == null
                        ? Uni.createFrom().item(Optional.<Entry<Catalog>>empty())
                        : newest(project)
                                .map(catalog -> Optional.of(new Entry<>(project, generation.generation, catalog)))));
    }

    private Uni<Catalog> newest(ProjectId project) {
        return newestEntity(project)
                .flatMap(entity -> entity == null
                        ? Uni.createFrom().item(Catalog.EMPTY)
                        : bound(project, entity.version, json.read(entity.document, CatalogDocument.class)));
    }

    private static Uni<@Nullable CatalogEntity> newestEntity(ProjectId project) {
        return CatalogEntity.<CatalogEntity>find("projectId", Sort.by("version").descending(), project.value())
                .firstResult();
    }

    private static Uni<Catalog> bound(ProjectId project, long version, CatalogDocument document) {
        return PriceBindingEntity.<PriceBindingEntity>list("projectId", project.value())
                .map(bindings -> {
                    Map<PriceBindingEntity.Key, String> ids = new HashMap<>();
                    bindings.forEach(binding -> ids.put(binding.key(), binding.providerPriceId));
                    Catalog catalog = document.toCatalog(
                            version,
                            price -> price.providerPriceId() == null
                                    ? price.bound(ids.get(key(project, price)))
                                    : price);
                    return new Catalog(version, catalog.features(), catalog.plans(), former(catalog, bindings));
                });
    }

    private static List<Price> former(Catalog catalog, List<PriceBindingEntity> bindings) {
        Set<String> current = catalog.plans().stream()
                .flatMap(plan -> plan.prices().stream())
                .flatMap(price -> Stream.ofNullable(price.providerPriceId()))
                .collect(Collectors.toSet());
        return bindings.stream()
                .filter(binding -> !current.contains(binding.providerPriceId))
                .sorted(Comparator.comparing(binding -> binding.providerPriceId))
                .map(binding -> PriceDocument.ofTerms(binding.price, binding.terms, binding.providerPriceId)
                        .toPrice())
                .toList();
    }

    private static PriceBindingEntity.Key key(ProjectId project, PriceDocument price) {
        return new PriceBindingEntity.Key(project.value(), price.code(), price.terms());
    }

    @Override
    public Optional<Catalog> put(ProjectId project, long expectedVersion, Catalog catalog, Cause cause) {
        record Put(long generation, Catalog catalog) {}
        Instant now = time.instant();
        Optional<Put> put = Reactive.inTransaction(() -> GenerationEntity.<GenerationEntity>findById(
                        project.value(), jakarta.persistence.LockModeType.PESSIMISTIC_WRITE)
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalArgumentException("no project " + project))
                .flatMap(generation -> newestEntity(project).flatMap(newest -> {
                    long version = newest == null ? 0 : newest.version;
                    if (version != expectedVersion) {
                        return Uni.createFrom().item(Optional.<Put>empty());
                    }
                    return add(project, version + 1, catalog, generation, cause, now)
                            .map(stored -> Optional.of(new Put(generation.generation, stored)));
                })));
        put.ifPresent(done -> {
            generations.heard(project, done.generation);
            outbox.wake();
        });
        return put.map(Put::catalog);
    }

    /// Under the lock of the project's generation, which also keeps its messages and its audit entries in order.
    private Uni<Catalog> add(
            ProjectId project, long version, Catalog catalog, GenerationEntity generation, Cause cause, Instant now) {
        generation.generation++;
        CatalogDocument document = CatalogDocument.of(catalog);
        CatalogEntity entity = new CatalogEntity();
        entity.projectId = project.value();
        entity.version = version;
        entity.document = json.write(document);
        entity.createdAt = Times.stored(now);
        AuditChain audit = new AuditChain(json, generation.auditSeq, generation.auditHead);
        audit.add(ids, now, "catalog.changed", "catalog", cause, Map.of("version", version));
        generation.auditSeq = audit.seq();
        generation.auditHead = audit.head();
        return entity.persist().flatMap(_ -> bound(project, version, document)).flatMap(stored -> Panache.getSession()
                .flatMap(session -> audit(session, project, audit).flatMap(_ -> publish(session, project, stored, now)))
                .replaceWith(stored));
    }

    private static Uni<Integer> audit(Mutiny.Session session, ProjectId project, AuditChain audit) {
        AuditChain.Entry entry = audit.added().getFirst();
        return execute(
                session,
                AuditChain.INSERT,
                project.value(),
                "",
                entry.seq(),
                entry.id(),
                Times.stored(entry.at()),
                entry.action(),
                entry.subject(),
                entry.entry(),
                entry.hash());
    }

    private Uni<Integer> publish(Mutiny.Session session, ProjectId project, Catalog stored, Instant now) {
        Message message = encoder.defaults(ids.next("evt"), project, stored, now);
        return execute(
                session,
                PostgresOutbox.INSERT,
                project.value(),
                message.topic().name(),
                message.key(),
                message.value(),
                Times.stored(now));
    }

    /// The tables of the reactive client have no entities: their own statements write them, here within Hibernate's
    /// transaction.
    private static Uni<Integer> execute(Mutiny.Session session, String sql, Object... parameters) {
        var query = session.createNativeQuery(sql.replace('$', '?'));
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query.executeUpdate();
    }

    @Override
    public void bind(ProjectId project, Map<Price, String> providerPriceIds) {
        if (providerPriceIds.isEmpty()) {
            return;
        }
        List<PriceBindingEntity> bindings = providerPriceIds.entrySet().stream()
                .map(entry -> binding(project, PriceDocument.of(entry.getKey()), entry.getValue()))
                .toList();
        long generation = Reactive.inTransaction(() -> PanacheProjects.raise(project)
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalArgumentException("no project " + project))
                .flatMap(raised -> Panache.getSession()
                        .flatMap(session -> session.mergeAll(bindings.toArray()))
                        .replaceWith(raised.generation)));
        generations.heard(project, generation);
    }

    private static PriceBindingEntity binding(ProjectId project, PriceDocument price, String providerPriceId) {
        PriceBindingEntity entity = new PriceBindingEntity();
        entity.projectId = project.value();
        entity.price = price.code();
        entity.terms = price.terms();
        entity.providerPriceId = providerPriceId;
        return entity;
    }
}
