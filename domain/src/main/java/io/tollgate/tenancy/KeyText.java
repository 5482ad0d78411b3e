package io.tollgate.tenancy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// An API key as its holder sees it: `tg_<live|test>_<id>_<secret><crc>`. The secret is 256 random bits in hex, the
/// check sum CRC-32 of all before it: a mistyped key is refused without looking anything up, and scanners recognise
/// a leaked one.
public final class KeyText {
    public static final int SECRET_BYTES = 32;
    private static final Pattern FORM = Pattern.compile("tg_(?:live|test)_([0-9a-z]{1,64})_[0-9a-f]{64}([0-9a-f]{8})");
    private static final String ID_PREFIX = "key_";
    private static final int CRC_DIGITS = 8;

    private final String text;
    private final String keyId;

    private KeyText(String text, String keyId) {
        this.text = text;
        this.keyId = keyId;
    }

    /// @param keyId prefixed `key_`
    /// @param secret 32 random bytes
    public static KeyText of(boolean live, String keyId, byte[] secret) {
        if (!keyId.startsWith(ID_PREFIX) || secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("a key needs an id with the prefix key_ and 32 bytes");
        }
        String body = "tg_" + (live ? "live" : "test") + "_" + keyId.substring(ID_PREFIX.length()) + "_"
                + HexFormat.of().formatHex(secret);
        return new KeyText(body + crc(body), keyId);
    }

    /// @return empty if it can't be a key of ours
    public static Optional<KeyText> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || !matcher.group(2).equals(crc(text.substring(0, text.length() - CRC_DIGITS)))) {
            return Optional.empty();
        }
        return Optional.of(new KeyText(text, ID_PREFIX + matcher.group(1)));
    }

    /// Prefixed `key_`.
    public String keyId() {
        return keyId;
    }

    /// The whole key: to be shown once, never stored or logged.
    public String reveal() {
        return text;
    }

    /// SHA-256, hex. A fast hash is right: 256 random bits can't be guessed at any speed.
    public String hash() {
        return HexFormat.of().formatHex(sha256());
    }

    /// Compares in constant time.
    public boolean matches(ApiKey key) {
        return MessageDigest.isEqual(sha256(), HexFormat.of().parseHex(key.hash()));
    }

    private byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String crc(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    @Override
    public String toString() {
        return "KeyText[" + keyId + "]";
    }
}
