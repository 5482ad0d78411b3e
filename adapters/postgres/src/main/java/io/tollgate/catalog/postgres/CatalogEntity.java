package io.tollgate.catalog.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import org.hibernate.annotations.ColumnTransformer;

/// One version of a project's catalog.
@Entity
@Table(name = "catalogs")
@IdClass(CatalogEntity.Key.class)
@SuppressWarnings("NullAway.Init")
public class CatalogEntity extends PanacheEntityBase {
    @Id
    @Column(name = "project_id")
    public String projectId;

    @Id
    public long version;

    /// A [CatalogDocument].
    @ColumnTransformer(read = "cast(document as text)", write = "cast(cast(? as text) as jsonb)")
    public String document;

    @Column(name = "created_at")
    public OffsetDateTime createdAt;

    public record Key(String projectId, long version) {}
}
