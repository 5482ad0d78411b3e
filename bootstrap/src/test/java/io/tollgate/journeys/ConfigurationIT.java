package io.tollgate.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is missing or contradictory is told at once, in words, by the packaged service.
class ConfigurationIT {
    private record Ended(int code, String output) {}

    private static Ended run(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Path.of("target", "quarkus-app", "quarkus-run.jar").toString())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("TOLLGATE_") || name.startsWith("QUARKUS_"));
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(Stack.freePort()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static void assertClear(Ended ended) {
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains("Tollgate can't start").contains("docs/configuration.md");
        assertThat(ended.output()).doesNotContain("Exception", "\tat ", "\"frames\"", "\"level\":\"ERROR\"");
    }

    @Test
    void with_nothing_configured_it_ends_with_one_list_of_all_that_is_missing() throws Exception {
        Ended ended = run(Map.of());

        assertClear(ended);
        assertThat(ended.output())
                .contains(
                        "the configuration has 4 problem(s)",
                        "  - TOLLGATE_DATABASE_HOST is missing",
                        "  - TOLLGATE_KAFKA_BOOTSTRAP_SERVERS is missing",
                        "  - tollgate.auth.issuers.<name>.issuer is missing",
                        "  - tollgate.stripe.accounts.default.secret-key is missing");
    }

    @Test
    void what_contradicts_itself_is_listed_beside_what_is_missing() throws Exception {
        Ended ended = run(Map.of(
                "TOLLGATE_DATABASE_HOST",
                "localhost",
                "TOLLGATE_DATABASE_PASSWORD_FILE",
                "/nowhere/password",
                "TOLLGATE_KAFKA_BOOTSTRAP_SERVERS",
                "localhost:9",
                "TOLLGATE_STRIPE_API_BASE",
                "http://localhost:9",
                "TOLLGATE_STRIPE_ACCOUNTS__DEFAULT__SECRET_KEY",
                "sk_live_canary",
                "TOLLGATE_PUBLIC_URL",
                "billing.example.com",
                "TOLLGATE_AUTH_ISSUERS__LOGIN__ISSUER",
                "https://login.test",
                "TOLLGATE_AUTH_ISSUERS__LOGIN__ALGORITHM",
                "HS256"));

        assertClear(ended);
        assertThat(ended.output())
                .contains(
                        "TOLLGATE_DATABASE_PASSWORD_FILE can't be read",
                        "secret-key is a live key, but tollgate.live-mode is off",
                        "secret-key is a live key: it goes to https://api.stripe.com only",
                        "webhook-secrets: at least one is needed",
                        "TOLLGATE_PUBLIC_URL is no http(s) address",
                        "issuers.login.audience is missing",
                        "issuers.login.projects is missing",
                        "issuers.login.algorithm must be one of public keys",
                        "issuers.login.jwks-url or public-key: set exactly one of the two")
                .doesNotContain("sk_live_canary");
    }

    @Test
    void a_database_that_is_not_there_is_named() throws Exception {
        int nothing = Stack.freePort();

        Ended ended = run(Map.of(
                "TOLLGATE_DATABASE_HOST",
                "localhost",
                "TOLLGATE_DATABASE_PORT",
                Integer.toString(nothing),
                "TOLLGATE_KAFKA_BOOTSTRAP_SERVERS",
                "localhost:9",
                "QUARKUS_FLYWAY_CONNECT_RETRIES",
                "0",
                "TOLLGATE_STRIPE_ACCOUNTS__DEFAULT__SECRET_KEY",
                "sk_test_1",
                "TOLLGATE_STRIPE_ACCOUNTS__DEFAULT__WEBHOOK_SECRETS_CURRENT",
                "whsec_1",
                "TOLLGATE_AUTH_ISSUERS__LOGIN__ISSUER",
                "https://login.test",
                "TOLLGATE_AUTH_ISSUERS__LOGIN__AUDIENCE",
                "tollgate",
                "TOLLGATE_AUTH_ISSUERS__LOGIN__JWKS_URL",
                "https://login.test/jwks",
                "TOLLGATE_AUTH_ISSUERS__LOGIN__PROJECTS",
                "*"));

        assertClear(ended);
        assertThat(ended.output()).contains("the database at jdbc:postgresql://localhost:" + nothing + "/tollgate");
    }
}
