package io.tollgate.providerevents.stripe;

import io.tollgate.payments.stripe.StripeSettings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A webhook's `Stripe-Signature`: `t=<unix>,v1=<hex>[,v1=…]`, an HMAC-SHA256 over `<t>.<body>`.
/// https://docs.stripe.com/webhooks/signature
///
/// stripe-java's own check takes the body as text, which it need not be, lets a stamp from the future pass, and
/// throws
/// half a dozen different exceptions at headers that are none.
///
/// @param at seconds since 1970
/// @param signatures 64 lower-case hex digits each, at most five
record Signature(long at, List<String> signatures) {
    static final int MOST_SIGNATURES = 5;
    static final long TOLERANCE_SECONDS = 300;
    private static final int LONGEST_HEADER = 1_000;
    private static final Pattern STAMP = Pattern.compile("[0-9]{1,12}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    Signature {
        signatures = List.copyOf(signatures);
    }

    /// @return empty unless the header holds one stamp and at least one signature of the scheme `v1`
    static Optional<Signature> parse(@Nullable String header) {
        if (header == null || header.length() > LONGEST_HEADER) {
            return Optional.empty();
        }
        String stamp = null;
        List<String> signatures = new ArrayList<>();
        for (String element : header.split(",", -1)) {
            if (element.startsWith("t=")) {
                if (stamp != null) {
                    return Optional.empty();
                }
                stamp = element.substring(2);
            } else if (element.startsWith("v1=")
                    && DIGEST.matcher(element.substring(3)).matches()) {
                signatures.add(element.substring(3));
            }
        }
        if (stamp == null || !STAMP.matcher(stamp).matches() || signatures.isEmpty()) {
            return Optional.empty();
        }
        return signatures.size() > MOST_SIGNATURES
                ? Optional.empty()
                : Optional.of(new Signature(Long.parseLong(stamp), signatures));
    }

    boolean isFresh(Instant now) {
        return Math.abs(now.getEpochSecond() - at) <= TOLERANCE_SECONDS;
    }

    /// Which of the secrets signed this body. While Stripe rolls a secret, it signs with both.
    ///
    /// @param secrets by name
    /// @return their names, sorted; empty if nobody known did
    List<String> signers(byte[] body, Map<String, String> secrets) {
        return secrets.entrySet().stream()
                .filter(secret -> !secret.getValue().isBlank())
                .sorted(Map.Entry.comparingByKey())
                .limit(StripeSettings.MOST_SECRETS)
                .filter(secret -> isOf(body, secret.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean isOf(byte[] body, String secret) {
        byte[] expected = HexFormat.of().formatHex(hmac(body, secret)).getBytes(StandardCharsets.US_ASCII);
        boolean matches = false;
        for (String signature : signatures) {
            matches |= MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.US_ASCII));
        }
        return matches;
    }

    private byte[] hmac(byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((at + ".").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
