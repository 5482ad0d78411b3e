package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.accounts.Profile;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.stripe.StubStripe.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StripeCustomerUpdatesTest {
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
    private final StripeCustomerUpdates updates = new StripeCustomerUpdates(api);

    @AfterEach
    void stop() {
        api.close();
        stripe.close();
    }

    @Test
    void what_is_known_is_sent_and_our_own_metadata_left_alone() {
        stripe.next(200, "{\"id\":\"cus_1\"}").next(200, "{\"id\":\"cus_1\"}");

        assertThat(updates.update(
                        PROVIDER,
                        "cus_1",
                        new Profile(3, "a@app.test", "Alice", Map.of("team", "blue", "tollgate_user", "mallory"))))
                .isEqualTo(new Outcome.Done<>("cus_1"));
        updates.update(PROVIDER, "cus_1", new Profile(4, null, "Alice", Map.of()));

        assertThat(stripe.asked().getFirst().path()).isEqualTo("/v1/customers/cus_1");
        assertThat(stripe.asked().getFirst().body())
                .isEqualTo(Map.of("email", "a@app.test", "name", "Alice", "metadata[team]", "blue"));
        assertThat(stripe.asked().getLast().body()).isEqualTo(Map.of("name", "Alice"));
    }

    @Test
    void a_failure_that_the_provider_has_stored_does_not_stand_in_the_way_of_the_next_try() {
        Profile profile = new Profile(3, null, "Alice", Map.of());
        stripe.next(Answer.of(500, "").with("Idempotent-Replayed", "true")).next(200, "{\"id\":\"cus_1\"}");

        assertThat(updates.update(PROVIDER, "cus_1", profile)).isInstanceOf(Outcome.Unknown.class);
        assertThat(updates.update(PROVIDER, "cus_1", profile)).isEqualTo(new Outcome.Done<>("cus_1"));

        assertThat(stripe.asked().stream().map(request -> request.header("Idempotency-Key")))
                .doesNotHaveDuplicates();
    }
}
