package io.tollgate.payments.stripe;

import com.stripe.Stripe;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;

/// `POST /v1/webhook_endpoints`, for the events of the account itself.
record EndpointRequest(String url, Set<String> types, String operation) {
    static final String KIND = Metadata.PREFIX + "endpoint";
    /// Tells it from one for connected accounts, which Stripe's object doesn't say.
    static final String OWN = "own";

    Form form() {
        return types(new Form().with("url", url).with("api_version", Stripe.API_VERSION), types)
                .with("description", "Tollgate")
                .with("metadata[" + KIND + "]", OWN)
                .with("metadata[" + Metadata.OPERATION + "]", operation);
    }

    /// Sorted: a repeated request must have the same bytes.
    static Form types(Form form, Set<String> types) {
        Iterator<String> sorted = new TreeSet<>(types).iterator();
        for (int i = 0; sorted.hasNext(); i++) {
            form.with("enabled_events[" + i + "]", sorted.next());
        }
        return form;
    }
}
