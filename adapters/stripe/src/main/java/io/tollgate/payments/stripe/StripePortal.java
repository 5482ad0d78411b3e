package io.tollgate.payments.stripe;

import static io.tollgate.payments.stripe.StripeApi.then;

import io.tollgate.payments.CustomerPortal;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/// Stripe's customer portal.
@Singleton
public class StripePortal implements CustomerPortal {
    private final StripeApi api;

    public StripePortal(StripeApi api) {
        this.api = api;
    }

    @Override
    public Outcome<String> open(ProviderAccount provider, String customer, String returnUrl) {
        return then(
                api.make(
                        provider,
                        "open_portal",
                        "/v1/billing_portal/sessions",
                        new PortalRequest(customer, returnUrl).form(),
                        // A second one does no harm: only the repetitions within this call share a key.
                        "tollgate-" + UUID.randomUUID(),
                        () -> new Outcome.Done<>(Optional.empty())),
                session -> new Outcome.Done<>(session.text("url")));
    }
}
