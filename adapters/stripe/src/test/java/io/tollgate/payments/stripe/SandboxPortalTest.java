package io.tollgate.payments.stripe;

import io.tollgate.fixtures.contracts.PortalContract;
import io.tollgate.payments.CustomerPortal;
import org.junit.jupiter.api.AutoClose;

/// The adapter against the sandbox, by the contract that the fake keeps, too.
class SandboxPortalTest extends PortalContract {
    @AutoClose
    private final AtSandbox sandbox = new AtSandbox();

    private final StripePortal portal = new StripePortal(sandbox.api);

    @Override
    protected CustomerPortal portal() {
        return portal;
    }

    @Override
    protected String customer() throws Exception {
        return sandbox.id("/v1/customers", "email=a@example.com");
    }

    @Override
    protected void delete(String customer) throws Exception {
        sandbox.deleteCustomer(customer);
    }

    @Override
    protected void unconfigured() throws Exception {
        sandbox.put("/_sandbox/account", "{\"portalConfigured\":false}");
    }
}
