package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.Stripe;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Outcome.Declined;
import io.tollgate.payments.Outcome.Done;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.WebhookEndpoint;
import io.tollgate.payments.WebhookEndpoints.Created;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StripeWebhookEndpointsTest {
    private static final ProviderAccount PROVIDER = new ProviderAccount("default");
    private static final ProviderAccount OTHER = new ProviderAccount("other");
    private static final String URL = "https://billing.example.com/api/v1/webhooks/stripe";

    private final StubStripe stripe = new StubStripe();
    private final StripeSettings settings = StripeSettings.of(
            false,
            stripe.base(),
            List.of(
                    new StripeAccount(PROVIDER, "sk_test_1", null, null, Map.of("main", "whsec_known")),
                    new StripeAccount(OTHER, "sk_test_2", null, "tok", Map.of("main", "whsec_other"))));
    private final StripeWebhookEndpoints endpoints = new StripeWebhookEndpoints(
            new StripeApi(settings, new StripeJson(), new SimpleMeterRegistry(), Patience.OF_A_CALLER), settings);

    @AfterEach
    void stop() {
        stripe.close();
    }

    @Test
    void an_accounts_address_ends_with_its_path_token() {
        assertThat(endpoints.address(PROVIDER, URI.create(URL))).isEqualTo(URL);
        assertThat(endpoints.address(OTHER, URI.create(URL))).isEqualTo(URL + "/tok");
        assertThat(endpoints.apiVersion()).isEqualTo("2026-07-29.dahlia");
    }

    @Test
    void an_endpoint_is_made_at_our_version_and_its_secret_noted_on_it() {
        stripe.next(200, endpoint("we_1", "enabled", "{}", ",\"secret\":\"whsec_new\""))
                .next(200, endpoint("we_1", "enabled", "{}", ""));

        Outcome<Created> made = endpoints.create(PROVIDER, URL, Set.of("invoice.paid", "charge.refunded"), "op_1");

        assertThat(made).isInstanceOfSatisfying(Done.class, done -> {
            Created created = (Created) done.value();
            assertThat(created.secret()).isEqualTo("whsec_new");
            assertThat(created.toString()).doesNotContain("whsec_");
            assertThat(created.endpoint().id()).isEqualTo("we_1");
            assertThat(created.endpoint().secretConfigured()).isFalse();
        });
        StubStripe.Asked create = stripe.asked().get(0);
        assertThat(create.method() + " " + create.path()).isEqualTo("POST /v1/webhook_endpoints");
        assertThat(create.header("Idempotency-Key")).isEqualTo("tollgate-op_1-endpoint");
        assertThat(create.body())
                .isEqualTo(Map.of(
                        "url", URL,
                        "api_version", Stripe.API_VERSION,
                        "enabled_events[0]", "charge.refunded",
                        "enabled_events[1]", "invoice.paid",
                        "description", "Tollgate",
                        "metadata[tollgate_endpoint]", "own",
                        "metadata[tollgate_operation]", "op_1"));
        StubStripe.Asked note = stripe.asked().get(1);
        assertThat(note.method() + " " + note.path()).isEqualTo("POST /v1/webhook_endpoints/we_1");
        assertThat(note.body()).containsOnlyKeys("metadata[tollgate_secret]");
        assertThat(note.body().get("metadata[tollgate_secret]")).matches("[0-9a-f]{16}");
    }

    @Test
    void what_was_noted_tells_whether_the_secret_is_configured() {
        stripe.next(200, endpoint("we_1", "enabled", "{}", ",\"secret\":\"whsec_known\""))
                .next(200, endpoint("we_1", "enabled", "{}", ""));
        endpoints.create(PROVIDER, URL, Set.of("invoice.paid"), "op_1");
        String known = stripe.asked().get(1).body().get("metadata[tollgate_secret]");
        String ours = "\"tollgate_endpoint\":\"own\",\"tollgate_operation\":\"op_1\"";

        assertThat(listed("{" + ours + ",\"tollgate_secret\":\"" + known + "\"}")
                        .secretConfigured())
                .isTrue();
        assertThat(listed("{" + ours + ",\"tollgate_secret\":\"0123456789abcdef\"}")
                        .secretConfigured())
                .isFalse();
        assertThat(listed("{" + ours + "}").secretConfigured()).isNull();
        assertThat(listed("{" + ours + "}").operation()).isEqualTo("op_1");
        assertThat(listed("{}").operation()).isNull();
        assertThat(listed("{\"tollgate_endpoint\":\"connect\",\"tollgate_operation\":\"op_1\"}")
                        .operation())
                .isNull();
    }

    private WebhookEndpoint listed(String metadata) {
        stripe.next(200, list(endpoint("we_1", "enabled", metadata, "")));
        return done(endpoints.list(PROVIDER)).getFirst();
    }

    @Test
    void all_endpoints_are_listed_the_oldest_first() {
        stripe.next(
                200,
                list(
                        endpoint("we_c", "disabled", "{}", "").replace("\"created\":100", "\"created\":200"),
                        endpoint("we_b", "enabled", "{}", ""),
                        endpoint("we_a", "enabled", "{}", "").replace("\"2026-07-29.dahlia\"", "null")));

        assertThat(done(endpoints.list(PROVIDER)))
                .containsExactly(
                        endpoint("we_a", null, true),
                        endpoint("we_b", "2026-07-29.dahlia", true),
                        endpoint("we_c", "2026-07-29.dahlia", false));
        assertThat(stripe.onlyAsked().body()).isEqualTo(Map.of("limit", "100"));
    }

    @Test
    void an_endpoint_is_brought_up_to_date_and_switched_off() {
        stripe.next(200, endpoint("we_1", "enabled", "{}", "")).next(200, endpoint("we_1", "disabled", "{}", ""));

        assertThat(done(endpoints.update(PROVIDER, "we_1", Set.of("invoice.paid")))
                        .enabled())
                .isTrue();
        assertThat(done(endpoints.disable(PROVIDER, "we_1")).enabled()).isFalse();

        assertThat(stripe.asked()).extracting(StubStripe.Asked::path).containsOnly("/v1/webhook_endpoints/we_1");
        assertThat(stripe.asked())
                .extracting(StubStripe.Asked::body)
                .containsExactly(
                        Map.of("disabled", "false", "enabled_events[0]", "invoice.paid"), Map.of("disabled", "true"));
    }

    @Test
    void a_refused_address_is_said_to_be() {
        stripe.next(
                400,
                "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"url_invalid\",\"message\":\"Invalid URL\"}}");

        assertThat(endpoints.create(PROVIDER, URL, Set.of("invoice.paid"), "op_1"))
                .isInstanceOfSatisfying(
                        Declined.class, refused -> assertThat(refused.code()).isEqualTo("url_invalid"));
    }

    private static WebhookEndpoint endpoint(String id, @Nullable String version, boolean enabled) {
        return new WebhookEndpoint(id, URL, version, Set.of("invoice.paid"), enabled, null, null);
    }

    private static String endpoint(String id, String status, String metadata, String more) {
        return """
                {"id":"%s","object":"webhook_endpoint","api_version":"2026-07-29.dahlia","created":100,"livemode":false,
                 "enabled_events":["invoice.paid"],"status":"%s","url":"%s","metadata":%s%s}""".formatted(id, status, URL, metadata, more);
    }

    private static String list(String... endpoints) {
        return "{\"object\":\"list\",\"has_more\":false,\"data\":[" + String.join(",", endpoints) + "]}";
    }

    private static <T> T done(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Done.class);
        return ((Done<T>) outcome).value();
    }
}
