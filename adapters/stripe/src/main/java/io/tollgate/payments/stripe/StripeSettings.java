package io.tollgate.payments.stripe;

import io.tollgate.payments.ProviderAccount;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The configuration, with files read, and what is wrong with it.
///
/// @param liveMode whether real money moves; every event of the other mode is refused
/// @param problems all that is missing or contradictory, one line each: the service must not start with any
public record StripeSettings(boolean liveMode, String apiBase, List<StripeAccount> accounts, List<String> problems) {
    public static final String STRIPE = "https://api.stripe.com";
    public static final String DEFAULT_ACCOUNT = "default";
    /// Secrets per account: what one request can make us compute is bounded by it.
    public static final int MOST_SECRETS = 5;
    /// Four fifths of what Stripe lets pass (100 and 25), as others may use the account as well.
    private static final int REQUESTS_LIVE = 80;

    private static final int REQUESTS_TEST = 20;
    private static final int MOST_REQUESTS = 10_000;

    private static final String PREFIX = "tollgate.stripe.";

    public StripeSettings {
        accounts = List.copyOf(accounts);
        problems = List.copyOf(problems);
    }

    public static StripeSettings of(StripeConfig config, boolean liveMode) {
        List<String> problems = new ArrayList<>();
        List<StripeAccount> accounts = new ArrayList<>();
        new TreeMap<>(config.accounts())
                .forEach((name, account) -> accounts.add(new Reading(name, problems).account(account)));
        return of(liveMode, config.apiBase(), accounts, problems);
    }

    public static StripeSettings of(boolean liveMode, String apiBase, List<StripeAccount> accounts) {
        return of(liveMode, apiBase, accounts, List.of());
    }

    private static StripeSettings of(
            boolean liveMode, String apiBase, List<StripeAccount> accounts, List<String> sofar) {
        List<String> problems = new ArrayList<>(sofar);
        if (!isAddress(apiBase)) {
            problems.add(PREFIX + "api-base is no http(s) address");
        }
        if (accounts.stream().noneMatch(a -> a.provider().name().equals(DEFAULT_ACCOUNT))) {
            problems.add(PREFIX + "accounts.default.secret-key is missing");
        }
        accounts.forEach(account -> check(account, liveMode, apiBase, problems));
        shared(accounts, problems);
        return new StripeSettings(liveMode, apiBase, accounts, problems);
    }

    public Optional<StripeAccount> account(ProviderAccount provider) {
        return accounts.stream().filter(a -> a.provider().equals(provider)).findFirst();
    }

    /// @return empty for no limit: of another address than Stripe's, unless it is set
    Optional<Integer> requestsPerSecond(StripeAccount account) {
        Optional<Integer> usual = apiBase.equals(STRIPE)
                ? Optional.of(account.isLive() ? REQUESTS_LIVE : REQUESTS_TEST)
                : Optional.empty();
        return Optional.ofNullable(account.requestsPerSecond()).or(() -> usual);
    }

    private static void check(StripeAccount account, boolean liveMode, String apiBase, List<String> problems) {
        String at = PREFIX + "accounts." + account.provider().name() + ".";
        if (account.secretKey().isEmpty()) {
            problems.add(at + "secret-key is missing");
        } else if (!account.isLive() && !account.isTest()) {
            problems.add(at + "secret-key must begin with sk_test_, rk_test_, sk_live_ or rk_live_");
        } else if (account.isLive() && !liveMode) {
            problems.add(at + "secret-key is a live key, but tollgate.live-mode is off");
        } else if (account.isTest() && liveMode) {
            problems.add(at + "secret-key is a test key, but tollgate.live-mode is on");
        }
        if (account.isLive() && !apiBase.equals(STRIPE)) {
            problems.add(at + "secret-key is a live key: it goes to " + STRIPE + " only, not to another api-base");
        }
        if (account.publishableKey() != null
                && !account.publishableKey().startsWith(liveMode ? "pk_live_" : "pk_test_")) {
            problems.add(at + "publishable-key must begin with " + (liveMode ? "pk_live_" : "pk_test_"));
        }
        if (account.webhookSecrets().isEmpty()) {
            problems.add(at + "webhook-secrets: at least one is needed");
        }
        if (account.webhookSecrets().size() > MOST_SECRETS) {
            problems.add(at + "webhook-secrets: at most " + MOST_SECRETS);
        }
        if (account.webhookSecrets().values().stream().anyMatch(String::isBlank)) {
            problems.add(at + "webhook-secrets: one is empty");
        }
        Integer requests = account.requestsPerSecond();
        if (requests != null && (requests < 1 || requests > MOST_REQUESTS)) {
            problems.add(at + "requests-per-second must be 1 to " + MOST_REQUESTS);
        }
        if (account.pathToken() == null && !account.provider().name().equals(DEFAULT_ACCOUNT)) {
            problems.add(at + "path-token is missing: nothing else tells its webhooks from the default account's");
        }
        if (account.pathToken() != null && !account.pathToken().matches("[A-Za-z0-9_-]{1,128}")) {
            problems.add(at + "path-token must be 1-128 of A-Z, a-z, 0-9, _ and -");
        }
    }

    /// What two accounts must not share: an event would be believed to be of either, and one account of Stripe's would
    /// be sent twice its limit.
    private static void shared(List<StripeAccount> accounts, List<String> problems) {
        Set<String> keys = new HashSet<>();
        Set<String> tokens = new HashSet<>();
        Set<String> secrets = new HashSet<>();
        for (StripeAccount account : accounts) {
            String at = PREFIX + "accounts." + account.provider().name() + ".";
            if (!account.secretKey().isEmpty() && !keys.add(account.secretKey())) {
                problems.add(at + "secret-key is another account's, too");
            }
            if (account.pathToken() != null && !tokens.add(account.pathToken())) {
                problems.add(at + "path-token is another account's, too");
            }
            if (account.webhookSecrets().values().stream().distinct().anyMatch(secret -> !secrets.add(secret))) {
                problems.add(at + "webhook-secrets: one is another account's, too");
            }
        }
    }

    private static boolean isAddress(String address) {
        try {
            URI uri = new URI(address);
            return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "StripeSettings[liveMode=" + liveMode + ", apiBase=" + apiBase + ", accounts=" + accounts + "]";
    }

    private record Reading(String name, List<String> problems) {
        StripeAccount account(StripeConfig.Account account) {
            Map<String, String> secrets = new HashMap<>(account.webhookSecrets());
            account.webhookSecretFiles().forEach((secret, file) -> {
                if (secrets.containsKey(secret)) {
                    problems.add(at("webhook-secrets." + secret) + " is given twice: directly and as a file");
                }
                read("webhook-secret-files." + secret, file).ifPresent(value -> secrets.put(secret, value));
            });
            return new StripeAccount(
                    new ProviderAccount(name),
                    secret("secret-key", account.secretKey(), account.secretKeyFile())
                            .orElse(""),
                    account.publishableKey().orElse(null),
                    secret("path-token", account.pathToken(), account.pathTokenFile())
                            .orElse(null),
                    secrets,
                    account.requestsPerSecond().orElse(null));
        }

        private Optional<String> secret(String key, Optional<String> direct, Optional<String> file) {
            if (direct.isPresent() && file.isPresent()) {
                problems.add(at(key) + " is given twice: directly and as a file");
            }
            return direct.or(() -> file.flatMap(path -> read(key + "-file", path)));
        }

        private Optional<String> read(String key, String file) {
            try {
                return Optional.of(Files.readString(Path.of(file)).strip());
            } catch (IOException | InvalidPathException e) {
                problems.add(at(key) + " can't be read: " + file);
                return Optional.empty();
            }
        }

        private String at(String key) {
            return PREFIX + "accounts." + name + "." + key;
        }
    }
}
