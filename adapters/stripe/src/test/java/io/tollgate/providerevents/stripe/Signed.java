package io.tollgate.providerevents.stripe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.stripe.StripeAccount;
import io.tollgate.payments.stripe.StripeJson;
import io.tollgate.payments.stripe.StripeSettings;
import io.tollgate.providerevents.Fetched;
import io.tollgate.providerevents.InboxEvent;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Signs as Stripe does, and has two accounts that check it.
final class Signed {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String SECRET = "whsec_main";
    static final String NEXT = "whsec_next";
    static final String OTHERS = "whsec_other";

    private Signed() {}

    static StripeEventReader reader() {
        return reader(false);
    }

    static StripeEventReader reader(boolean liveMode) {
        return reader(liveMode, new SimpleMeterRegistry());
    }

    static StripeEventReader reader(boolean liveMode, MeterRegistry metrics) {
        StripeAccount main = new StripeAccount(
                new ProviderAccount("default"), "sk_test_1", null, "main-token", Map.of("main", SECRET, "next", NEXT));
        StripeAccount other = new StripeAccount(
                new ProviderAccount("other"), "sk_test_2", null, "other-token", Map.of("main", OTHERS));
        return new StripeEventReader(
                StripeSettings.of(liveMode, StripeSettings.STRIPE, List.of(main, other)), new StripeJson(), metrics);
    }

    static String header(byte[] body) {
        return header(body, SECRET, NOW.getEpochSecond());
    }

    static String header(byte[] body, String secret, long stamp) {
        return "t=" + stamp + ",v1=" + signature(body, secret, stamp);
    }

    static String signature(byte[] body, String secret, long stamp) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((stamp + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static InboxEvent stored(byte[] body) {
        return stored(null, body);
    }

    static InboxEvent stored(@Nullable String connectedAccount, byte[] body) {
        return new InboxEvent(
                "whk_1", new ProviderAccount("default"), connectedAccount, body, NOW, null, 1, Fetched.NOTHING);
    }
}
