package io.tollgate.publishing.kafka;

import io.tollgate.accounts.AccountId;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.UserId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The key of a message, `project:userId`, each percent-encoded, so that a user's id can hold anything. One user's
/// messages stay in order by it; on the compacted topic it is what a snapshot replaces.
public final class MessageKey {
    private MessageKey() {}

    public static String of(AccountId account) {
        return ofDefaults(account.project()) + encode(account.user().value());
    }

    /// For what everybody in the project has.
    public static String ofDefaults(ProjectId project) {
        return encode(project.value()) + ":";
    }

    /// The account that a key names; empty for the defaults' key, and for whatever we would not have written.
    public static Optional<AccountId> account(String key) {
        int colon = key.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        try {
            String project = decode(key.substring(0, colon));
            String user = decode(key.substring(colon + 1));
            if (!ProjectId.isValid(project) || !UserId.isValid(user)) {
                return Optional.empty();
            }
            AccountId account = AccountId.of(project, user);
            return of(account).equals(key) ? Optional.of(account) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// RFC 3986: the form encoding differs in these three.
    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String decode(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }
}
