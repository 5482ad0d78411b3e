package io.tollgate.payments.stripe;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.contracts.WebhookEndpointsContract;
import io.tollgate.fixtures.sandbox.Sandbox;
import io.tollgate.fixtures.sandbox.SandboxConfig;
import io.tollgate.payments.WebhookEndpoints;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/// The adapter against the sandbox.
class SandboxWebhookEndpointsTest extends WebhookEndpointsContract {
    private final Sandbox sandbox = new Sandbox(new SandboxConfig(0, List.of(), SandboxConfig.DEFAULT_KEY));
    private final StripeSettings settings = StripeSettings.of(
            false,
            sandbox.baseUrl(),
            List.of(new StripeAccount(
                    Samples.STRIPE, SandboxConfig.DEFAULT_KEY, null, null, Map.of("main", "whsec_1"))));
    private final StripeApi api =
            new StripeApi(settings, new StripeJson(), new SimpleMeterRegistry(), Patience.OF_A_CALLER);

    @AfterEach
    void stop() {
        api.close();
        sandbox.close();
    }

    @Override
    protected WebhookEndpoints endpoints() {
        return new StripeWebhookEndpoints(api, settings);
    }
}
