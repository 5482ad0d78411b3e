package io.tollgate.tenancy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.tollgate.http.Issuers;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An issuer that is configured wrongly is told of at start, not when its first user can't log in.
class IssuerChecksTest {
    private static final String MAIN = "tollgate.auth.issuers.main.";

    private static Map<String, String> right() {
        return new HashMap<>(Map.of(
                MAIN + "issuer",
                "https://main.test",
                MAIN + "audience",
                "tollgate",
                MAIN + "projects",
                "acme,shop",
                MAIN + "public-key",
                Base64.getEncoder()
                        .encodeToString(Issuers.keys("main").getPublic().getEncoded())));
    }

    private static List<String> problems(Map<String, String> settings) {
        AuthConfig config = new SmallRyeConfigBuilder()
                .withMapping(AuthConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(AuthConfig.class);
        return IssuerChecks.problems(config);
    }

    @Test
    void what_is_right_has_no_problems() {
        assertThat(problems(right())).isEmpty();
    }

    @Test
    void without_issuers_nobody_could_call() {
        assertThat(problems(Map.of()))
                .containsExactly("tollgate.auth.issuers.<name>.issuer is missing: nobody could call with a token");
    }

    @Test
    void all_that_is_missing_is_told_at_once() {
        assertThat(problems(Map.of(MAIN + "algorithm", "HS256", MAIN + "roles", "root")))
                .containsExactly(
                        MAIN + "issuer is missing: the claim iss of its tokens",
                        MAIN + "audience is missing: the claim aud that its tokens must carry",
                        MAIN + "projects is missing: those that it may name, or *",
                        MAIN + "roles must be of user, admin, operator",
                        MAIN + "algorithm must be one of public keys, such as RS256, not HS256",
                        MAIN + "jwks-url or public-key: set exactly one of the two");
    }

    @ParameterizedTest
    @CsvSource({
        "algorithm, none, 'algorithm must be one of public keys, such as RS256, not none'",
        "algorithm, ES256, public-key can't be read as a key for ES256",
        "public-key, MIIBIjAN, public-key can't be read as a key for RS256",
        "jwks-url, https://main.test/jwks, jwks-url or public-key: set exactly one of the two",
        "projects, ../acme, projects: no project can be named ../acme",
    })
    void a_mistake_is_told_with_its_place(String setting, String value, String problem) {
        Map<String, String> settings = right();
        settings.put(MAIN + setting, value);

        assertThat(problems(settings)).containsExactly(MAIN + problem);
    }

    @Test
    void keys_are_published_at_an_address() {
        Map<String, String> settings = right();
        settings.remove(MAIN + "public-key");
        settings.put(MAIN + "jwks-url", "file:///etc/passwd");

        assertThat(problems(settings)).containsExactly(MAIN + "jwks-url is no http(s) address");
    }

    @Test
    void two_issuers_are_told_apart_by_their_names() {
        Map<String, String> settings = right();
        right().forEach((key, value) -> settings.put(key.replace("main", "second"), value));

        assertThat(problems(settings)).containsExactly("tollgate.auth.issuers.second.issuer is another one's, too");
    }
}
