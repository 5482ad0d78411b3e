package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.fixtures.contracts.PaymentsContract;
import io.tollgate.fixtures.sandbox.Sandbox;
import io.tollgate.fixtures.sandbox.SandboxConfig;
import io.tollgate.money.Money;
import io.tollgate.payments.Payments;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/// The adapter against the sandbox, by the contract that the fake keeps, too.
class SandboxPaymentsTest extends PaymentsContract {
    private final Sandbox sandbox = new Sandbox(new SandboxConfig(0, List.of(), SandboxConfig.DEFAULT_KEY));
    private final StripeApi api = new StripeApi(
            StripeSettings.of(
                    false,
                    sandbox.baseUrl(),
                    List.of(new StripeAccount(
                            PROVIDER,
                            SandboxConfig.DEFAULT_KEY,
                            "pk_test_default",
                            null,
                            Map.of("main", "whsec_1"),
                            null))),
            new StripeJson(),
            new SimpleMeterRegistry(),
            Patience.OF_A_CALLER);
    private final StripePayments payments = new StripePayments(api, InstantSource.system());
    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<String, String> prices = new HashMap<>();

    @AfterEach
    void stop() {
        http.shutdownNow();
        api.close();
        sandbox.close();
    }

    @Override
    protected Payments payments() {
        return payments;
    }

    @Override
    protected Instant now() {
        return start;
    }

    @Override
    protected String price(Money amount, @Nullable Period interval) throws Exception {
        String form = "currency=" + amount.currency() + "&unit_amount=" + amount.amount() + "&product_data[name]=P"
                + (interval == null ? "" : "&recurring[interval]=month");
        if (!prices.containsKey(form)) {
            prices.put(form, call("POST", "/v1/prices", form));
        }
        return prices.get(form);
    }

    @Override
    protected String keepCard(String customer) throws Exception {
        return call("POST", "/v1/payment_methods/pm_card_visa/attach", "customer=" + customer);
    }

    @Override
    protected String promotion(String code) throws Exception {
        call("POST", "/v1/coupons", "id=TENTH&percent_off=10&duration=once");
        return call("POST", "/v1/promotion_codes", "promotion[type]=coupon&promotion[coupon]=TENTH&code=" + code);
    }

    @Override
    protected void deactivate(String code, String id) throws Exception {
        call("POST", "/v1/promotion_codes/" + id, "active=false");
    }

    @Override
    protected String testClock() throws Exception {
        return call("POST", "/v1/test_helpers/test_clocks", "frozen_time=" + now().getEpochSecond());
    }

    @Override
    protected void delete(String customer) throws Exception {
        call("DELETE", "/v1/customers/" + customer, "");
    }

    private String call(String method, String path, String form) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + path))
                        .header("Authorization", "Bearer " + SandboxConfig.DEFAULT_KEY)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .method(method, HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return mapper.readTree(answer.body()).path("id").asText();
    }
}
