package io.tollgate.tenancy.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.tollgate.fixtures.fakes.InMemoryDatabase;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.http.Issuers;
import io.tollgate.tenancy.ApiKeys;
import io.tollgate.tenancy.KeyText;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.Test;

/// What a flood of wrong credentials makes us do: next to nothing.
class AuthenticatorTest {
    private static final int FLOOD = 10_000;

    private final TestTime time = new TestTime();
    private final AtomicInteger lookups = new AtomicInteger();
    private final ApiKeys keys = counting(new InMemoryDatabase(time).apiKeys);

    private ApiKeys counting(ApiKeys keys) {
        return (ApiKeys) Proxy.newProxyInstance(
                ApiKeys.class.getClassLoader(), new Class<?>[] {ApiKeys.class}, (_, method, arguments) -> {
                    lookups.incrementAndGet();
                    return method.invoke(keys, arguments);
                });
    }

    private Authenticator authenticator(Map<String, String> settings) {
        return new Authenticator(
                keys,
                time,
                new SmallRyeConfigBuilder()
                        .withMapping(AuthConfig.class)
                        .withSources(new PropertiesConfigSource(settings, "test", 100))
                        .build()
                        .getConfigMapping(AuthConfig.class));
    }

    @Test
    void malformed_keys_are_refused_without_looking_any_of_them_up() {
        Authenticator authenticator = authenticator(Map.of());
        String right =
                KeyText.of(false, "key_1", new byte[KeyText.SECRET_BYTES]).reveal();

        for (int i = 0; i < FLOOD; i++) {
            int at = right.length() - 1 - i % 40;
            char wrong = right.charAt(at) == 'x' ? 'y' : 'x';
            assertThat(authenticator.verify(right.substring(0, at) + wrong + right.substring(at + 1)))
                    .isEmpty();
        }

        assertThat(lookups).hasValue(0);
        assertThat(authenticator.verify(right)).isEmpty();
        assertThat(lookups).hasValue(1);
    }

    @Test
    void unknown_key_ids_fetch_the_issuers_keys_once() throws Exception {
        AtomicInteger fetches = new AtomicInteger();
        RsaJsonWebKey key =
                new RsaJsonWebKey((RSAPublicKey) Issuers.keys("remote").getPublic());
        key.setKeyId("k1");
        byte[] published = ("{\"keys\":[" + key.toJson() + "]}").getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks", exchange -> {
            fetches.incrementAndGet();
            exchange.sendResponseHeaders(200, published.length);
            exchange.getResponseBody().write(published);
            exchange.close();
        });
        server.start();
        try {
            Authenticator authenticator = authenticator(Map.of(
                    "tollgate.auth.issuers.remote.issuer",
                    "https://remote.test",
                    "tollgate.auth.issuers.remote.audience",
                    "tollgate",
                    "tollgate.auth.issuers.remote.projects",
                    "acme",
                    "tollgate.auth.issuers.remote.jwks-url",
                    "http://localhost:" + server.getAddress().getPort() + "/jwks"));
            String claims =
                    part("{\"iss\":\"https://remote.test\",\"aud\":\"tollgate\",\"sub\":\"a\",\"exp\":4102444800}");
            for (int i = 0; i < FLOOD; i++) {
                String header = part("{\"alg\":\"RS256\",\"kid\":\"unknown" + i + "\"}");
                assertThat(authenticator.verify(header + "." + claims + ".AAAA"))
                        .isEmpty();
            }
        } finally {
            server.stop(0);
        }

        // The first fetch, and one more for the first key that it lacks.
        assertThat(fetches.get()).isBetween(1, 2);
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
