package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StripeSettingsTest {
    private static final String AT = "TOLLGATE_STRIPE_ACCOUNTS__DEFAULT__";
    private static final String OTHER = "TOLLGATE_STRIPE_ACCOUNTS__OTHER__";
    private static final Map<String, String> GOOD = Map.of(
            AT + "SECRET_KEY", "sk_test_1",
            AT + "PUBLISHABLE_KEY", "pk_test_1",
            AT + "PATH_TOKEN", "token-1",
            AT + "WEBHOOK_SECRETS_MAIN", "whsec_1",
            AT + "WEBHOOK_SECRETS_NEXT", "whsec_2");
    private static final Map<String, String> TWO = Map.of(
            OTHER + "SECRET_KEY", "rk_test_2",
            OTHER + "PATH_TOKEN", "token-2",
            OTHER + "WEBHOOK_SECRETS_MAIN", "whsec_3");

    @Test
    void accounts_are_read_from_the_environment() {
        StripeSettings settings = settings(false, GOOD, TWO);

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.apiBase()).isEqualTo("https://api.stripe.com");
        assertThat(settings.accounts()).extracting(a -> a.provider().name()).containsExactly("default", "other");
        assertThat(settings.accounts().getFirst().secretKey()).isEqualTo("sk_test_1");
        assertThat(settings.accounts().getFirst().pathToken()).isEqualTo("token-1");
        assertThat(settings.accounts().getFirst().webhookSecrets().values())
                .containsExactlyInAnyOrder("whsec_1", "whsec_2");
    }

    @Test
    void the_limit_is_below_stripes_own_and_none_for_the_sandbox_unless_it_is_set() {
        Map<String, String> live = Map.of(
                AT + "SECRET_KEY", "sk_live_1", AT + "PUBLISHABLE_KEY", "pk_live_1", OTHER + "SECRET_KEY", "rk_live_2");
        Map<String, String> sandbox = Map.of("TOLLGATE_STRIPE_API_BASE", "http://localhost:8111");
        Map<String, String> set = Map.of(AT + "REQUESTS_PER_SECOND", "7");

        assertThat(limits(settings(true, GOOD, TWO, live))).containsExactly(Optional.of(80), Optional.of(80));
        assertThat(limits(settings(false, GOOD, TWO))).containsExactly(Optional.of(20), Optional.of(20));
        assertThat(limits(settings(false, GOOD, TWO, set))).containsExactly(Optional.of(7), Optional.of(20));
        assertThat(limits(settings(false, GOOD, TWO, sandbox))).containsExactly(Optional.empty(), Optional.empty());
        assertThat(limits(settings(false, GOOD, TWO, sandbox, set))).containsExactly(Optional.of(7), Optional.empty());
    }

    private static List<Optional<Integer>> limits(StripeSettings settings) {
        assertThat(settings.problems()).isEmpty();
        return settings.accounts().stream().map(settings::requestsPerSecond).toList();
    }

    @Test
    void single_underscores_do_as_well() {
        Map<String, String> single = new HashMap<>();
        GOOD.forEach((name, value) -> single.put(name.replace("__", "_"), value));

        StripeSettings settings = settings(false, single);

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.accounts()).isEqualTo(settings(false, GOOD).accounts());
    }

    @Test
    void secrets_are_read_from_files(@TempDir Path folder) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "sk_test_file\n");
        Path secret = Files.writeString(folder.resolve("secret"), "whsec_file\n");

        StripeSettings settings = settings(
                false,
                Map.of(AT + "SECRET_KEY_FILE", key.toString(), AT + "WEBHOOK_SECRET_FILES_MAIN", secret.toString()));

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.accounts().getFirst().secretKey()).isEqualTo("sk_test_file");
        assertThat(settings.accounts().getFirst().webhookSecrets().values()).containsExactly("whsec_file");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(false, AT + "SECRET_KEY", "sk_live_1", "is a live key, but tollgate.live-mode is off"),
                Arguments.of(true, AT + "SECRET_KEY", "rk_test_1", "is a test key, but tollgate.live-mode is on"),
                Arguments.of(false, AT + "SECRET_KEY", "pk_test_1", "must begin with sk_test_"),
                Arguments.of(false, AT + "SECRET_KEY", "", "accounts.default.secret-key is missing"),
                Arguments.of(false, AT + "SECRET_KEY_FILE", "/nowhere/key", "is given twice"),
                Arguments.of(false, AT + "PATH_TOKEN_FILE", "/nowhere/token", "is given twice"),
                Arguments.of(false, AT + "WEBHOOK_SECRET_FILES_THIRD", "/nowhere/s", "can't be read: /nowhere/s"),
                Arguments.of(false, AT + "PUBLISHABLE_KEY", "pk_live_1", "publishable-key must begin with pk_test_"),
                Arguments.of(false, AT + "REQUESTS_PER_SECOND", "0", "requests-per-second must be 1 to 10000"),
                Arguments.of(false, AT + "REQUESTS_PER_SECOND", "10001", "requests-per-second must be 1 to 10000"),
                Arguments.of(false, AT + "PATH_TOKEN", "a/b", "path-token must be"),
                Arguments.of(
                        false, OTHER + "SECRET_KEY", GOOD.get(AT + "SECRET_KEY"), "secret-key is another account's"),
                Arguments.of(false, OTHER + "PATH_TOKEN", "token-1", "path-token is another account's"),
                Arguments.of(false, OTHER + "PATH_TOKEN", "", "path-token is missing"),
                Arguments.of(false, OTHER + "WEBHOOK_SECRETS_MAIN", "whsec_1", "one is another account's"),
                Arguments.of(false, "TOLLGATE_STRIPE_API_BASE", "ftp://x", "api-base is no http(s) address"),
                Arguments.of(false, "TOLLGATE_STRIPE_API_BASE", "::", "api-base is no http(s) address"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_named(boolean liveMode, String variable, String value, String problem) {
        StripeSettings settings = settings(liveMode, GOOD, TWO, Map.of(variable, value));

        assertThat(settings.problems()).anySatisfy(line -> assertThat(line).contains(problem));
    }

    @Test
    void nothing_configured_is_one_clear_line() {
        assertThat(settings(false).problems())
                .containsExactly("tollgate.stripe.accounts.default.secret-key is missing");
    }

    @Test
    void an_account_without_webhook_secrets_could_not_hear_of_a_payment() {
        assertThat(settings(false, Map.of(AT + "SECRET_KEY", "sk_test_1")).problems())
                .containsExactly("tollgate.stripe.accounts.default.webhook-secrets: at least one is needed");
    }

    @Test
    void more_than_five_webhook_secrets_are_too_many() {
        Map<String, String> six = new HashMap<>(Map.of(AT + "SECRET_KEY", "sk_test_1"));
        for (int i = 0; i < 6; i++) {
            six.put(AT + "WEBHOOK_SECRETS_S" + i, "whsec_" + i);
        }

        assertThat(settings(false, six).problems())
                .containsExactly("tollgate.stripe.accounts.default.webhook-secrets: at most 5");
    }

    @Test
    void a_live_key_goes_to_stripe_only() {
        Map<String, String> live = Map.of(
                AT + "SECRET_KEY",
                "sk_live_1",
                AT + "WEBHOOK_SECRETS_MAIN",
                "whsec_1",
                "TOLLGATE_STRIPE_API_BASE",
                "https://api.stripe.com.example.com");

        assertThat(settings(true, live).problems())
                .singleElement()
                .asString()
                .contains("goes to https://api.stripe.com only");
    }

    @Test
    void nothing_that_is_printed_holds_a_secret() {
        StripeSettings settings = settings(false, GOOD, TWO);

        assertThat(settings.toString() + settings.accounts() + settings.problems())
                .doesNotContain("sk_test", "rk_test", "whsec", "token-");
    }

    @SafeVarargs
    private static StripeSettings settings(boolean liveMode, Map<String, String>... variables) {
        Map<String, String> all = new HashMap<>();
        for (Map<String, String> some : variables) {
            all.putAll(some);
        }
        StripeConfig config = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(all, 300))
                .withMapping(StripeConfig.class)
                .build()
                .getConfigMapping(StripeConfig.class);
        return StripeSettings.of(config, liveMode);
    }
}
