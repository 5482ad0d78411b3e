package io.tollgate.payments.stripe;

import io.tollgate.payments.ProviderAccount;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One Stripe account with its secrets.
///
/// @param secretKey empty if none is configured, which stops the start
/// @param publishableKey for browsers
/// @param pathToken the last part of its webhook path
/// @param webhookSecrets by name
/// @param requestsPerSecond of all replicas together; null: the default
public record StripeAccount(
        ProviderAccount provider,
        String secretKey,
        @Nullable String publishableKey,
        @Nullable String pathToken,
        Map<String, String> webhookSecrets,
        @Nullable Integer requestsPerSecond) {
    public StripeAccount(
            ProviderAccount provider,
            String secretKey,
            @Nullable String publishableKey,
            @Nullable String pathToken,
            Map<String, String> webhookSecrets) {
        this(provider, secretKey, publishableKey, pathToken, webhookSecrets, null);
    }

    public StripeAccount {
        webhookSecrets = Map.copyOf(webhookSecrets);
    }

    boolean isLive() {
        return secretKey.startsWith("sk_live_") || secretKey.startsWith("rk_live_");
    }

    boolean isTest() {
        return secretKey.startsWith("sk_test_") || secretKey.startsWith("rk_test_");
    }

    @Override
    public String toString() {
        return "StripeAccount[" + provider.name() + ", hidden]";
    }
}
