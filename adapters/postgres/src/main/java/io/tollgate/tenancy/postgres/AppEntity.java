package io.tollgate.tenancy.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.tollgate.tenancy.App;
import io.tollgate.tenancy.ProjectId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/// An app's row.
@Entity
@Table(name = "apps")
@IdClass(AppEntity.Key.class)
@SuppressWarnings("NullAway.Init")
public class AppEntity extends PanacheEntityBase {
    @Id
    @Column(name = "project_id")
    public String projectId;

    @Id
    @Column(name = "app_id")
    public String appId;

    public String name;

    /// See [Scopes].
    public String scopes;

    public record Key(String projectId, String appId) {}

    static AppEntity of(App app) {
        AppEntity entity = new AppEntity();
        entity.projectId = app.project().value();
        entity.appId = app.id();
        entity.name = app.name();
        entity.scopes = Scopes.write(app.scopes());
        return entity;
    }

    App toApp() {
        return new App(appId, new ProjectId(projectId), name, Scopes.read(scopes));
    }
}
