package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StripePortalTest {
    private static final ProviderAccount PROVIDER = new ProviderAccount("default");

    private final StubStripe stripe = new StubStripe();
    private final StripeApi api = new StripeApi(
            StripeSettings.of(
                    false,
                    stripe.base(),
                    List.of(new StripeAccount(PROVIDER, "sk_test_123", null, null, Map.of("main", "whsec_1"), null))),
            new StripeJson(),
            new SimpleMeterRegistry(),
            Patience.OF_A_CALLER);
    private final StripePortal portal = new StripePortal(api);

    @AfterEach
    void stop() {
        api.close();
        stripe.close();
    }

    @Test
    void it_is_opened_for_the_customer_and_leads_back() {
        stripe.next(200, "{\"id\":\"bps_1\",\"url\":\"https://billing.stripe.com/p/session/1\"}");

        assertThat(portal.open(PROVIDER, "cus_1", "https://shop.test/a?b=c"))
                .isEqualTo(new Outcome.Done<>("https://billing.stripe.com/p/session/1"));

        assertThat(stripe.onlyAsked().path()).isEqualTo("/v1/billing_portal/sessions");
        assertThat(stripe.onlyAsked().body())
                .isEqualTo(Map.of("customer", "cus_1", "return_url", "https://shop.test/a?b=c"));
    }

    @Test
    void a_portal_that_nobody_has_set_up_says_what_to_do() {
        stripe.next(400, """
                {"error": {"type": "invalid_request_error", "message": "No configuration provided and your test mode \
                default configuration has not been created. Provide a configuration or create your default by saving \
                your customer portal settings in test mode at https://dashboard.stripe.com/test/settings/billing/portal."}}""");

        assertThat(portal.open(PROVIDER, "cus_1", "https://shop.test/"))
                .isInstanceOfSatisfying(Outcome.Declined.class, declined -> {
                    assertThat(declined.code()).isEqualTo("portal_not_configured");
                    assertThat(declined.message()).contains("dashboard");
                });
    }
}
