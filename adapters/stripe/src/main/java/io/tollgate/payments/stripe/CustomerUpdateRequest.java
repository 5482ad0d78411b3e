package io.tollgate.payments.stripe;

import io.tollgate.accounts.Profile;
import java.util.HashMap;
import java.util.Map;

/// `POST /v1/customers/{id}`. Our own metadata stays: Stripe merges it by key.
record CustomerUpdateRequest(Profile profile) {
    Form form() {
        Map<String, String> metadata = new HashMap<>(profile.metadata());
        metadata.keySet().removeIf(key -> key.startsWith(Metadata.PREFIX));
        return new Form()
                .with("email", profile.email())
                .with("name", profile.name())
                .with("metadata", metadata);
    }
}
