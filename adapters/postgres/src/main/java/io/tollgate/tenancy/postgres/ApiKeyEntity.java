package io.tollgate.tenancy.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.tollgate.tenancy.ApiKey;
import io.tollgate.tenancy.ProjectId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// An API key's row: its hash, never the key.
@Entity
@Table(name = "api_keys")
@IdClass(ApiKeyEntity.Key.class)
@SuppressWarnings("NullAway.Init")
public class ApiKeyEntity extends PanacheEntityBase {
    @Id
    @Column(name = "project_id")
    public String projectId;

    @Id
    @Column(name = "key_id")
    public String keyId;

    @Column(name = "app_id")
    public String appId;

    public String name;

    /// See [Scopes].
    public String scopes;

    public String hash;

    @Column(name = "expires_at")
    public @Nullable OffsetDateTime expiresAt;

    public record Key(String projectId, String keyId) {}

    static ApiKeyEntity of(ApiKey key) {
        ApiKeyEntity entity = new ApiKeyEntity();
        entity.projectId = key.project().value();
        entity.keyId = key.id();
        entity.appId = key.appId();
        entity.name = key.name();
        entity.scopes = Scopes.write(key.scopes());
        entity.hash = key.hash();
        entity.expiresAt = key.expiresAt() == null ? null : key.expiresAt().atOffset(ZoneOffset.UTC);
        return entity;
    }

    ApiKey toKey() {
        return new ApiKey(
                keyId,
                appId,
                new ProjectId(projectId),
                name,
                Scopes.read(scopes),
                hash,
                expiresAt == null ? null : expiresAt.toInstant());
    }
}
