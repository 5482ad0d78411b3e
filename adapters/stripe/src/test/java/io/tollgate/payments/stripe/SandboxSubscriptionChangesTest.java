package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.fixtures.contracts.SubscriptionChangesContract;
import io.tollgate.fixtures.sandbox.Sandbox;
import io.tollgate.fixtures.sandbox.SandboxConfig;
import io.tollgate.payments.Outcome;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.subscriptions.SubscriptionChanges;
import io.tollgate.subscriptions.SubscriptionState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/// The adapter against the sandbox, by the contract that the fake keeps, too.
class SandboxSubscriptionChangesTest extends SubscriptionChangesContract {
    private final Sandbox sandbox = new Sandbox(new SandboxConfig(0, List.of(), SandboxConfig.DEFAULT_KEY));
    private final StripeApi api = new StripeApi(
            StripeSettings.of(
                    false,
                    sandbox.baseUrl(),
                    List.of(new StripeAccount(
                            PROVIDER, SandboxConfig.DEFAULT_KEY, null, null, Map.of("main", "whsec_1"), null))),
            new StripeJson(),
            new SimpleMeterRegistry(),
            Patience.OF_A_CALLER);
    private final StripeSubscriptionChanges changes = new StripeSubscriptionChanges(api);
    private final StripePayments payments = new StripePayments(api, InstantSource.system());
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper mapper = new ObjectMapper();

    @AfterEach
    void stop() {
        http.shutdownNow();
        api.close();
        sandbox.close();
    }

    @Override
    protected SubscriptionChanges changes() {
        return changes;
    }

    @Override
    protected String active() throws Exception {
        return subscription("");
    }

    @Override
    protected String onTrial() throws Exception {
        return subscription("&trial_period_days=14");
    }

    private String subscription(String more) throws Exception {
        String customer = id("/v1/customers", "email=a@example.com");
        String card = id("/v1/payment_methods/pm_card_visa/attach", "customer=" + customer);
        return id(
                "/v1/subscriptions",
                "customer=" + customer + "&default_payment_method=" + card + "&items[0][price]=" + price(1000) + more);
    }

    private String price(int amount) throws Exception {
        return id(
                "/v1/prices",
                "currency=usd&unit_amount=" + amount + "&recurring[interval]=month&product_data[name]=P" + amount);
    }

    @Override
    protected void pauseCollection(String subscription) throws Exception {
        call("/v1/subscriptions/" + subscription, "pause_collection[behavior]=void");
    }

    @Override
    protected void cardFails(String subscription, String price) throws Exception {
        String customer =
                call("/v1/subscriptions/" + subscription, "").path("customer").asText();
        String card = id("/v1/payment_methods/pm_card_chargeCustomerFail/attach", "customer=" + customer);
        call("/v1/subscriptions/" + subscription, "default_payment_method=" + card);
    }

    @Override
    protected String dearerPrice() throws Exception {
        return price(3000);
    }

    @Override
    protected SubscriptionState state(String subscription) {
        Outcome<Optional<ProviderFact.SubscriptionFetched>> fetched =
                payments.fetchSubscription(PROVIDER, subscription, 0);
        assertThat(fetched).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<Optional<ProviderFact.SubscriptionFetched>>) fetched)
                .value()
                .orElseThrow()
                .state();
    }

    @Override
    protected Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private String id(String path, String form) throws Exception {
        return call(path, form).path("id").asText();
    }

    private JsonNode call(String path, String form) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + path))
                        .header("Authorization", "Bearer " + SandboxConfig.DEFAULT_KEY)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return mapper.readTree(answer.body());
    }
}
