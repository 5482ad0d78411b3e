package io.tollgate.http;

import static io.restassured.RestAssured.given;
import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tollgate.tenancy.ApiKey;
import io.tollgate.tenancy.KeyText;
import io.tollgate.tenancy.Scope;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Keys and tokens: what is believed, and all that is not.
@QuarkusTest
@QuarkusTestResource(Issuers.class)
class CredentialsTest {
    @Inject
    World world;

    @ConfigProperty(name = "test.keys")
    String keyServer;

    private static int status(String credential) {
        return as(credential).get("/api/v1/entitlements?userId=alice").statusCode();
    }

    static Stream<Arguments> claims() {
        return Stream.of(
                claim("as they should be", true, _ -> {}),
                claim("expired within the skew", true, c -> c.setExpirationTime(in(-29))),
                claim("expired", false, c -> c.setExpirationTime(in(-31))),
                claim("no expiry", false, c -> c.unsetClaim("exp")),
                claim("not yet, within the skew", true, c -> c.setNotBefore(in(29))),
                claim("not yet", false, c -> c.setNotBefore(in(31))),
                claim("another issuer", false, c -> c.setIssuer("https://evil.test")),
                claim("no issuer", false, c -> c.unsetClaim("iss")),
                claim("another audience", false, c -> c.setAudience("somebody")),
                claim("several audiences, ours among them", true, c -> c.setAudience("somebody", "tollgate")),
                claim("no audience", false, c -> c.unsetClaim("aud")),
                claim("no subject", false, c -> c.unsetClaim("sub")),
                claim("a hostile subject", false, c -> c.setSubject("a\u0000b")),
                claim("no project", false, c -> c.unsetClaim("project")),
                claim("a project that isn't there", false, c -> c.setStringClaim("project", "nowhere")),
                claim("no project's name", false, c -> c.setStringClaim("project", "../acme")),
                claim("a project that is a number", false, c -> c.setClaim("project", 5)),
                claim("no role at all", true, c -> c.unsetClaim("groups")),
                claim("a role by the other claim", true, c -> {
                    c.unsetClaim("groups");
                    c.setStringClaim("role", "user");
                }),
                claim("groups of somebody else's", true, c -> c.setStringListClaim("groups", "staff", "user")),
                claim("groups that are numbers", true, c -> c.setClaim("groups", List.of(1, 2))));
    }

    private static final Instant NOW = new io.tollgate.fixtures.fakes.TestTime().instant();

    private static org.jose4j.jwt.NumericDate in(int seconds) {
        return World.date(NOW.plusSeconds(seconds));
    }

    private static Arguments claim(String name, boolean good, Consumer<JwtClaims> change) {
        return Arguments.of(name, good, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claims")
    void a_tokens_claims_decide(String name, boolean good, Consumer<JwtClaims> change) {
        JwtClaims claims = world.claims("main", "acme", "alice", "user");
        change.accept(claims);

        assertThat(status(World.sign("main", claims))).isEqualTo(good ? 200 : 401);
    }

    @Test
    void an_issuer_speaks_only_for_its_projects_and_roles() {
        assertThat(status(World.sign("narrow", world.claims("narrow", "acme", "alice", "user"))))
                .isEqualTo(200);
        assertThat(status(World.sign("narrow", world.claims("narrow", "other", "alice", "user"))))
                .isEqualTo(401);
        assertThat(status(World.sign("narrow", world.claims("narrow", "acme", "alice", "admin"))))
                .isEqualTo(401);
        assertThat(status(World.sign("narrow", world.claims("narrow", null, "alice", "operator"))))
                .isEqualTo(401);
        assertThat(status(World.sign("narrow", world.claims("main", "acme", "alice", "user"))))
                .isEqualTo(401);
    }

    @Test
    void no_other_way_of_signing_is_believed() throws JoseException {
        JwtClaims claims = world.claims("main", "acme", "alice", "user");
        String payload = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.toJson().getBytes(StandardCharsets.UTF_8));
        String none = Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
                + "." + payload + ".";

        assertThat(status(none)).isEqualTo(401);
        assertThat(status(signed(
                        claims,
                        "HS256",
                        s -> s.setKey(
                                new HmacKey(Issuers.keys("main").getPublic().getEncoded())))))
                .isEqualTo(401);
        assertThat(status(signed(claims, "RS512", s -> {}))).isEqualTo(401);
        assertThat(status(signed(
                        claims, "RS256", s -> s.setKey(Issuers.keys("evil").getPrivate()))))
                .isEqualTo(401);
        PublicJsonWebKey evil =
                PublicJsonWebKey.Factory.newPublicJwk(Issuers.keys("evil").getPublic());
        assertThat(status(signed(claims, "RS256", s -> {
                    s.setKey(Issuers.keys("evil").getPrivate());
                    s.setJwkHeader(evil);
                })))
                .isEqualTo(401);
        for (String header : List.of("jku", "x5u")) {
            assertThat(status(signed(claims, "RS256", s -> {
                        s.setKey(Issuers.keys("evil").getPrivate());
                        s.setHeader(header, keyServer + "/evil");
                    })))
                    .isEqualTo(401);
        }
        assertThat(status(signed(claims, "RS256", s -> s.setHeader("typ", "entitlements+jwt"))))
                .isEqualTo(401);
        assertThat(status(signed(claims, "RS256", s -> s.setKeyIdHeaderValue("../../etc/passwd"))))
                .isEqualTo(200);
    }

    private static String signed(JwtClaims claims, String algorithm, Consumer<JsonWebSignature> change)
            throws JoseException {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(Issuers.keys("main").getPrivate());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setDoKeyValidation(false);
        change.accept(signature);
        return signature.getCompactSerialization();
    }

    @Test
    void a_remembered_token_is_remembered_whole() {
        String token = World.sign("main", world.claims("main", "acme", "nina", "user"));
        assertThat(as(token).get("/api/v1/entitlements").statusCode()).isEqualTo(200);

        String altered = token.substring(0, token.length() - 2) + (token.endsWith("A") ? "BB" : "AA");
        String[] parts = token.split("\\.");
        String other = World.sign("main", world.claims("main", "acme", "oscar", "user"));

        assertThat(as(altered).get("/api/v1/entitlements").statusCode()).isEqualTo(401);
        assertThat(as(parts[0] + "." + other.split("\\.")[1] + "." + parts[2])
                        .get("/api/v1/entitlements")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void unknown_key_ids_fetch_the_keys_once() {
        assertThat(status(World.sign("remote", world.claims("remote", "acme", "alice", "user"))))
                .isEqualTo(200);
        int before = fetches();

        for (int i = 0; i < 200; i++) {
            JwtClaims claims = world.claims("remote", "acme", "alice" + i, "user");
            String header = "{\"alg\":\"RS256\",\"kid\":\"k" + i + "x\"}";
            String forged =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8))
                            + "."
                            + Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(claims.toJson().getBytes(StandardCharsets.UTF_8))
                            + ".AAAA";
            assertThat(status(forged)).isEqualTo(401);
        }

        assertThat(fetches() - before).isLessThanOrEqualTo(1);
    }

    private int fetches() {
        return Integer.parseInt(given().get(keyServer + "/fetches").asString());
    }

    @Test
    void a_key_is_taken_from_either_header_and_nowhere_else() {
        String key = world.appKey(ACME);

        assertThat(status(key)).isEqualTo(200);
        assertThat(given().header("X-API-Key", key)
                        .get("/api/v1/entitlements?userId=alice")
                        .statusCode())
                .isEqualTo(200);
        assertThat(as(key).header("X-API-Key", key)
                        .get("/api/v1/entitlements?userId=alice")
                        .statusCode())
                .isEqualTo(401);
        assertThat(given().get("/api/v1/entitlements?userId=alice&apiKey=" + key + "&access_token=" + key)
                        .statusCode())
                .isEqualTo(401);
        assertThat(given().auth()
                        .preemptive()
                        .basic(key, "")
                        .get("/api/v1/entitlements?userId=alice")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void only_the_very_key_is_the_key() {
        KeyText real = KeyText.parse(world.appKey(ACME)).orElseThrow();
        String sameId =
                KeyText.of(false, real.keyId(), new byte[KeyText.SECRET_BYTES]).reveal();
        KeyText ended = KeyText.of(false, "key_ended", new byte[KeyText.SECRET_BYTES]);
        world.database.apiKeys.add(new ApiKey(
                ended.keyId(), "app_acme", ACME, "old", Set.of(Scope.values()), ended.hash(), world.time.instant()));

        assertThat(status(sameId)).isEqualTo(401);
        assertThat(status(ended.reveal())).isEqualTo(401);
        assertThat(status(KeyText.of(true, "key_unknown", new byte[32]).reveal()))
                .isEqualTo(401);
        for (String malformed : List.of("tg_", "tg_test_", real.reveal() + "0", "tg_test_" + "a".repeat(7_000))) {
            assertProblem(as(malformed).get("/api/v1/orders"), 401, "unauthenticated");
        }
    }

    @Test
    void a_revoked_key_is_dead_within_five_seconds() throws InterruptedException {
        String key = world.appKey(ACME);
        String id = KeyText.parse(key).orElseThrow().keyId();
        assertThat(status(key)).isEqualTo(200);

        assertThat(as(world.admin("acme"))
                        .delete("/api/v1/admin/apps/app_acme/keys/" + id)
                        .statusCode())
                .isEqualTo(204);

        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (status(key) != 401) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    @Test
    void a_new_key_is_shown_once_and_a_rotated_one_works_on_for_a_while() {
        String admin = world.admin("acme");
        String idempotency = java.util.UUID.randomUUID().toString();
        var create = as(admin)
                .header("Idempotency-Key", idempotency)
                .contentType("application/json")
                .body("{\"name\": \"prod\", \"scopes\": [\"entitlements:read\"]}");
        var made = create.post("/api/v1/admin/apps/app_acme/keys");
        assertThat(made.statusCode()).isEqualTo(201);
        String key = made.jsonPath().getString("key");
        assertThat(status(key)).isEqualTo(200);
        assertThat(as(admin).get("/api/v1/admin/apps/app_acme/keys").asString())
                .contains(made.jsonPath().getString("id"))
                .doesNotContain(key);
        var replayed = create.post("/api/v1/admin/apps/app_acme/keys");
        assertThat(replayed.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(replayed.asString()).doesNotContain("tg_test");

        var rotated = as(admin)
                .contentType("application/json")
                .body("{\"overlapSeconds\": 60}")
                .post("/api/v1/admin/apps/app_acme/keys/" + made.jsonPath().getString("id") + "/rotate");

        assertThat(rotated.statusCode()).isEqualTo(201);
        assertThat(status(rotated.jsonPath().getString("key"))).isEqualTo(200);
        assertThat(status(key)).isEqualTo(200);
    }
}
