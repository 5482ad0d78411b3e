package io.tollgate.catalog.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/// Which price of the provider stands for ours, as long as its amount and interval are these.
@Entity
@Table(name = "price_bindings")
@IdClass(PriceBindingEntity.Key.class)
@SuppressWarnings("NullAway.Init")
public class PriceBindingEntity extends PanacheEntityBase {
    @Id
    @Column(name = "project_id")
    public String projectId;

    @Id
    public String price;

    @Id
    public String terms;

    @Column(name = "provider_price_id")
    public String providerPriceId;

    public record Key(String projectId, String price, String terms) {}

    Key key() {
        return new Key(projectId, price, terms);
    }
}
