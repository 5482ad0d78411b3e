package io.tollgate.providerevents.stripe;

import static io.tollgate.providerevents.stripe.Signed.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.tollgate.payments.stripe.StripeConfig;
import io.tollgate.payments.stripe.StripeJson;
import io.tollgate.payments.stripe.StripeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Walks the steps of `docs/runbooks/rotate-webhook-secret.md`. Each start of the service reads its configuration
/// anew.
class SecretRotationTest {
    private static final String AT = "TOLLGATE_STRIPE_ACCOUNTS__DEFAULT__";
    private static final byte[] BODY =
            Signed.bytes("{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"invoice.paid\",\"livemode\":false}");
    private static final String OLD = "whsec_old";
    private static final String NEW = "whsec_new";
    private static final String BY_OLD = Signed.header(BODY, OLD, NOW.getEpochSecond());
    private static final String BY_NEW = Signed.header(BODY, NEW, NOW.getEpochSecond());
    private static final String BY_BOTH = BY_OLD + ",v1=" + Signed.signature(BODY, NEW, NOW.getEpochSecond());

    private SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void a_secret_is_replaced_without_refusing_a_single_delivery() {
        StripeEventReader before = start(Map.of(AT + "WEBHOOK_SECRETS_MAIN", OLD));
        assertThat(accepts(before, BY_OLD)).isTrue();
        assertThat(accepts(before, BY_NEW)).isFalse();

        // 1. Roll it at Stripe, with the old one valid for a day: Stripe signs with both.
        assertThat(accepts(before, BY_BOTH)).isTrue();

        // 2. Add the new one beside the old one.
        StripeEventReader both = start(Map.of(AT + "WEBHOOK_SECRETS_MAIN", OLD, AT + "WEBHOOK_SECRETS_NEXT", NEW));
        assertThat(accepts(both, BY_OLD)).isTrue();
        assertThat(accepts(both, BY_BOTH)).isTrue();
        assertThat(accepts(both, BY_NEW)).isTrue();

        // 3. Nothing must be signed by the old one alone any more.
        assertThat(signed("main")).isEqualTo(1);
        assertThat(signed("main,next")).isEqualTo(1);
        assertThat(signed("next")).isEqualTo(1);

        // 4. Remove the old one.
        StripeEventReader after = start(Map.of(AT + "WEBHOOK_SECRETS_NEXT", NEW));
        assertThat(accepts(after, BY_NEW)).isTrue();
        assertThat(accepts(after, BY_BOTH)).isTrue();
        assertThat(accepts(after, BY_OLD)).isFalse();
    }

    @Test
    void two_endpoints_with_a_secret_each_do_as_well() {
        StripeEventReader both = start(Map.of(AT + "WEBHOOK_SECRETS_MAIN", OLD, AT + "WEBHOOK_SECRETS_NEXT", NEW));

        assertThat(accepts(both, BY_OLD)).isTrue();
        assertThat(accepts(both, BY_NEW)).isTrue();

        assertThat(signed("main")).isEqualTo(1);
        assertThat(signed("next")).isEqualTo(1);
    }

    @Test
    void a_secret_may_come_from_a_file_while_it_is_replaced(@TempDir Path folder) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), NEW + "\n");

        StripeEventReader both =
                start(Map.of(AT + "WEBHOOK_SECRETS_MAIN", OLD, AT + "WEBHOOK_SECRET_FILES_NEXT", next.toString()));

        assertThat(accepts(both, BY_OLD)).isTrue();
        assertThat(accepts(both, BY_NEW)).isTrue();
    }

    private double signed(String secrets) {
        return metrics.get("tollgate.webhooks.signed")
                .tags("provider", "default", "secrets", secrets)
                .counter()
                .count();
    }

    private static boolean accepts(StripeEventReader reader, String header) {
        return reader.receive(null, header, BODY, NOW).isPresent();
    }

    private StripeEventReader start(Map<String, String> secrets) {
        Map<String, String> environment = new HashMap<>(secrets);
        environment.put(AT + "SECRET_KEY", "sk_test_1");
        StripeConfig config = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(environment, 300))
                .withMapping(StripeConfig.class)
                .build()
                .getConfigMapping(StripeConfig.class);
        StripeSettings settings = StripeSettings.of(config, false);
        assertThat(settings.problems()).isEmpty();
        metrics = new SimpleMeterRegistry();
        return new StripeEventReader(settings, new StripeJson(), metrics);
    }
}
