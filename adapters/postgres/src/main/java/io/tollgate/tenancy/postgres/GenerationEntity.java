package io.tollgate.tenancy.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// A project's generation, and the head of its own audit chain. Locked by whoever changes the project.
@Entity
@Table(name = "project_generations")
@SuppressWarnings("NullAway.Init")
public class GenerationEntity extends PanacheEntityBase {
    @Id
    @Column(name = "project_id")
    public String projectId;

    public long generation;

    @Column(name = "audit_seq")
    public long auditSeq;

    @Column(name = "audit_head")
    public byte[] auditHead;
}
