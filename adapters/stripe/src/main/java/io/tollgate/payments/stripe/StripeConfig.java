package io.tollgate.payments.stripe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;

/// The provider accounts of this deployment. Everything is optional here, so that [StripeSettings#problems()] can
/// list all that is missing at once.
@ConfigMapping(prefix = "tollgate.stripe")
public interface StripeConfig {
    /// Where Stripe's API is; anything else is for test keys only.
    @WithDefault("https://api.stripe.com")
    String apiBase();

    /// By the name that projects use; `default` at least.
    Map<String, Account> accounts();

    /// One Stripe account. Each secret may stand in a file instead.
    interface Account {
        /// `sk_…` or a restricted `rk_…`.
        Optional<String> secretKey();

        Optional<String> secretKeyFile();

        /// `pk_…`; given to browsers.
        Optional<String> publishableKey();

        /// The last part of this account's webhook path; the default account needs none.
        Optional<String> pathToken();

        Optional<String> pathTokenFile();

        /// `whsec_…` by a name of your choice: two while one replaces the other, five at most.
        Map<String, String> webhookSecrets();

        Map<String, String> webhookSecretFiles();

        /// Requests to Stripe of all replicas together.
        Optional<Integer> requestsPerSecond();
    }
}
