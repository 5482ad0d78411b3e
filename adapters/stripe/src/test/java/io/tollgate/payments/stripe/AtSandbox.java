package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.fixtures.sandbox.Sandbox;
import io.tollgate.fixtures.sandbox.SandboxConfig;
import io.tollgate.payments.ProviderAccount;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/// A sandbox, the API as the adapter calls it, and what others do there.
final class AtSandbox implements AutoCloseable {
    static final ProviderAccount PROVIDER = new ProviderAccount("default");

    private final Sandbox sandbox = new Sandbox(new SandboxConfig(0, List.of(), SandboxConfig.DEFAULT_KEY));
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper mapper = new ObjectMapper();
    final StripeApi api;

    AtSandbox() {
        this(Patience.OF_A_CALLER);
    }

    AtSandbox(Patience patience) {
        StripeAccount account =
                new StripeAccount(PROVIDER, SandboxConfig.DEFAULT_KEY, null, null, Map.of("main", "whsec_1"));
        api = new StripeApi(
                StripeSettings.of(false, sandbox.baseUrl(), List.of(account)),
                new StripeJson(),
                new SimpleMeterRegistry(),
                patience);
    }

    /// Makes something; its id.
    String id(String path, String form) throws Exception {
        return call("POST", path, form).path("id").asText();
    }

    JsonNode call(String method, String path, String form) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + path))
                .header("Authorization", "Bearer " + SandboxConfig.DEFAULT_KEY)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(form)));
    }

    /// One of the sandbox's own switches.
    void put(String path, String json) throws Exception {
        send(HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + path))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    /// As somebody does in the dashboard.
    void deleteCustomer(String customer) throws Exception {
        call("DELETE", "/v1/customers/" + customer, "");
    }

    private JsonNode send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return mapper.readTree(answer.body());
    }

    @Override
    public void close() {
        http.shutdownNow();
        api.close();
        sandbox.close();
    }
}
