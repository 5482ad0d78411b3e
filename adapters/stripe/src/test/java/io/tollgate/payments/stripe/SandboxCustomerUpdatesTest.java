package io.tollgate.payments.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.fixtures.contracts.CustomerUpdatesContract;
import io.tollgate.payments.CustomerUpdates;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;

/// The adapter against the sandbox, by the contract that the fake keeps, too.
class SandboxCustomerUpdatesTest extends CustomerUpdatesContract {
    @AutoClose
    private final AtSandbox sandbox = new AtSandbox();

    private final StripeCustomerUpdates updates = new StripeCustomerUpdates(sandbox.api);

    @Override
    protected CustomerUpdates updates() {
        return updates;
    }

    @Override
    protected String customer() throws Exception {
        return sandbox.id("/v1/customers", "metadata[tollgate_user]=alice");
    }

    @Override
    protected void delete(String customer) throws Exception {
        sandbox.deleteCustomer(customer);
    }

    @Override
    protected Known known(String customer) throws Exception {
        JsonNode known = sandbox.call("GET", "/v1/customers/" + customer, "");
        Map<String, String> metadata = new TreeMap<>();
        known.path("metadata")
                .properties()
                .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
        // Whose it is stays as we have written it.
        if (!"alice".equals(metadata.remove("tollgate_user"))) {
            throw new AssertionError("not alice's any more: " + known);
        }
        return new Known(text(known, "email"), text(known, "name"), metadata);
    }

    private static @Nullable String text(JsonNode known, String field) {
        return known.hasNonNull(field) ? known.path(field).asText() : null;
    }
}
