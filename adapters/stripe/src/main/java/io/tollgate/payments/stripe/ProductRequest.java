package io.tollgate.payments.stripe;

import io.tollgate.catalog.Plan;
import io.tollgate.tenancy.ProjectId;

/// `POST /v1/products` and `POST /v1/products/{id}`
record ProductRequest(ProjectId project, Plan plan) {
    /// Ours, so that a plan can't have two.
    String id() {
        return "tollgate_" + project.value() + "_" + plan.code();
    }

    Form create() {
        return named(new Form().with("id", id()));
    }

    Form update() {
        return named(new Form().with("active", "true"));
    }

    private Form named(Form form) {
        return form.with("name", plan.name())
                .with("metadata[" + Metadata.PROJECT + "]", project.value())
                .with("metadata[tollgate_plan]", plan.code());
    }
}
