package io.tollgate.tenancy.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.ColumnTransformer;

/// A project's row.
@Entity
@Table(name = "projects")
@SuppressWarnings("NullAway.Init")
public class ProjectEntity extends PanacheEntityBase {
    @Id
    @Column(name = "project_id")
    public String projectId;

    public String name;

    @Column(name = "provider_account")
    public String providerAccount;

    /// A [SettingsDocument].
    @ColumnTransformer(read = "cast(settings as text)", write = "cast(cast(? as text) as jsonb)")
    public String settings;
}
