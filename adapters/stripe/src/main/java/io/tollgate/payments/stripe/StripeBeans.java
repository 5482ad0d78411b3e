package io.tollgate.payments.stripe;

import io.tollgate.payments.Payments;
import io.tollgate.refunds.Refunding;
import io.tollgate.subscriptions.SubscriptionChanges;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Makes beans of the settings, and of the provider for work in the background.
@ApplicationScoped
public class StripeBeans {
    @Produces
    @Singleton
    StripeSettings settings(
            StripeConfig config,
            @ConfigProperty(name = "tollgate.live-mode", defaultValue = "false") boolean liveMode) {
        return StripeSettings.of(config, liveMode);
    }

    @Produces
    @Singleton
    @Background
    Payments payments(StripeApi api, InstantSource clock) {
        return new StripePayments(api.inBackground(), clock);
    }

    @Produces
    @Singleton
    @Background
    SubscriptionChanges subscriptionChanges(StripeApi api) {
        return new StripeSubscriptionChanges(api.inBackground());
    }

    @Produces
    @Singleton
    @Background
    Refunding refunding(StripeApi api) {
        return new StripeRefunding(api.inBackground());
    }
}
