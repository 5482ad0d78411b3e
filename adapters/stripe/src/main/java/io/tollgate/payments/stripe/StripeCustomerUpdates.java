package io.tollgate.payments.stripe;

import static io.tollgate.payments.stripe.StripeApi.then;

import io.tollgate.accounts.Profile;
import io.tollgate.payments.CustomerUpdates;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/// Customers of Stripe. Only jobs tell of them, so it leaves room for calls that somebody waits for.
@Singleton
public class StripeCustomerUpdates implements CustomerUpdates {
    private final StripeApi api;

    public StripeCustomerUpdates(StripeApi api) {
        this.api = api.inBackground();
    }

    @Override
    public Outcome<String> update(ProviderAccount provider, String customer, Profile profile) {
        return then(
                api.make(
                        provider,
                        "update_customer",
                        "/v1/customers/" + Form.encode(customer),
                        new CustomerUpdateRequest(profile).form(),
                        // To set the same twice does no harm, and a stored failure must not stand in its way for a day.
                        "tollgate-" + UUID.randomUUID(),
                        () -> new Outcome.Done<>(Optional.empty())),
                updated -> new Outcome.Done<>(updated.id("id")));
    }
}
