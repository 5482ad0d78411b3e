package io.tollgate.payments.stripe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Makes the settings a bean.
@ApplicationScoped
public class StripeBeans {
    @Produces
    @Singleton
    StripeSettings settings(
            StripeConfig config,
            @ConfigProperty(name = "tollgate.live-mode", defaultValue = "false") boolean liveMode) {
        return StripeSettings.of(config, liveMode);
    }
}
