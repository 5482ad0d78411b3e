package io.tollgate.payments.stripe;

import static io.tollgate.payments.stripe.StripeApi.then;

import com.stripe.Stripe;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.WebhookEndpoint;
import io.tollgate.payments.WebhookEndpoints;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Stripe's webhook endpoints. A secret is answered once, when its endpoint is made; part of its digest is then
/// written on the endpoint, so that later it can be said whether this deployment is configured with it.
@Singleton
public class StripeWebhookEndpoints implements WebhookEndpoints {
    private static final String ENDPOINTS = "/v1/webhook_endpoints";
    private static final String SECRET = Metadata.PREFIX + "secret";

    private final StripeApi api;
    private final StripeSettings settings;

    public StripeWebhookEndpoints(StripeApi api, StripeSettings settings) {
        this.api = api;
        this.settings = settings;
    }

    @Override
    public String apiVersion() {
        return Stripe.API_VERSION;
    }

    @Override
    public String address(ProviderAccount provider, URI webhooks) {
        return settings.account(provider)
                .map(StripeAccount::pathToken)
                .map(token -> webhooks + "/" + token)
                .orElseGet(webhooks::toString);
    }

    @Override
    public Outcome<List<WebhookEndpoint>> list(ProviderAccount provider) {
        return then(
                api.all(provider, "list_endpoints", ENDPOINTS, new Form()),
                all -> new Outcome.Done<>(all.stream()
                        .sorted(Comparator.comparing((StripeObject endpoint) -> endpoint.time("created"))
                                .thenComparing(endpoint -> endpoint.id("id")))
                        .map(endpoint -> read(provider, endpoint))
                        .toList()));
    }

    @Override
    public Outcome<Created> create(ProviderAccount provider, String url, Set<String> types, String operation) {
        Outcome<StripeObject> made = api.make(
                provider,
                "create_endpoint",
                ENDPOINTS,
                new EndpointRequest(url, types, operation).form(),
                "tollgate-" + operation + "-endpoint",
                () -> madeBy(provider, operation));
        return then(made, endpoint -> {
            Optional<String> secret = endpoint.find("secret");
            // Where this fails it isn't known later whether the secret is configured; nothing else depends on it.
            secret.ifPresent(text -> change(
                    provider, endpoint.id("id"), new Form().with("metadata[" + SECRET + "]", fingerprint(text))));
            return new Outcome.Done<>(new Created(
                    read(
                            endpoint,
                            secret.map(text -> secrets(provider).contains(fingerprint(text)))
                                    .orElse(null)),
                    secret.orElse(null)));
        });
    }

    private Outcome<Optional<StripeObject>> madeBy(ProviderAccount provider, String operation) {
        return api.first(provider, "find_endpoint", ENDPOINTS, new Form(), endpoint -> endpoint.at("metadata")
                .find(Metadata.OPERATION)
                .filter(operation::equals)
                .isPresent());
    }

    @Override
    public Outcome<WebhookEndpoint> update(ProviderAccount provider, String id, Set<String> types) {
        return changed(provider, id, EndpointRequest.types(new Form().with("disabled", "false"), types));
    }

    @Override
    public Outcome<WebhookEndpoint> disable(ProviderAccount provider, String id) {
        return changed(provider, id, new Form().with("disabled", "true"));
    }

    private Outcome<WebhookEndpoint> changed(ProviderAccount provider, String id, Form form) {
        return then(change(provider, id, form), endpoint -> new Outcome.Done<>(read(provider, endpoint)));
    }

    /// May happen twice without harm: only the repetitions within this call share a key.
    private Outcome<StripeObject> change(ProviderAccount provider, String id, Form form) {
        return api.make(
                provider,
                "update_endpoint",
                ENDPOINTS + "/" + Form.encode(id),
                form,
                "tollgate-" + UUID.randomUUID(),
                () -> new Outcome.Done<>(Optional.empty()));
    }

    private WebhookEndpoint read(ProviderAccount provider, StripeObject endpoint) {
        Optional<String> fingerprint = endpoint.at("metadata").find(SECRET);
        return read(endpoint, fingerprint.map(secrets(provider)::contains).orElse(null));
    }

    private static WebhookEndpoint read(StripeObject endpoint, @Nullable Boolean secretConfigured) {
        StripeObject metadata = endpoint.at("metadata");
        Set<String> types = new HashSet<>();
        endpoint.list("enabled_events").forEach(type -> types.add(type.text()));
        return new WebhookEndpoint(
                endpoint.id("id"),
                endpoint.text("url"),
                endpoint.find("api_version").orElse(null),
                types,
                endpoint.text("status").equals("enabled"),
                metadata.find(EndpointRequest.KIND)
                        .filter(EndpointRequest.OWN::equals)
                        .flatMap(_ -> metadata.find(Metadata.OPERATION))
                        .orElse(null),
                secretConfigured);
    }

    /// The fingerprints of those that are configured.
    private Set<String> secrets(ProviderAccount provider) {
        Set<String> fingerprints = new HashSet<>();
        settings.account(provider)
                .ifPresent(account ->
                        account.webhookSecrets().values().forEach(secret -> fingerprints.add(fingerprint(secret))));
        return fingerprints;
    }

    /// Too little to go back from, and enough to know it by.
    private static String fingerprint(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
