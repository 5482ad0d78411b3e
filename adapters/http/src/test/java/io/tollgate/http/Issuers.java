package io.tollgate.http;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.RsaJsonWebKey;

/// Three issuers: `main` may say everything, `narrow` only that somebody is a user of acme, `remote` publishes its
/// keys.
public class Issuers implements QuarkusTestResourceLifecycleManager {
    public static final String AUDIENCE = "tollgate";
    private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();
    private HttpServer server;

    /// The same key for the same name, wherever it is asked for.
    public static KeyPair keys(String name) {
        return KEYS.computeIfAbsent(name, Issuers::make);
    }

    private static KeyPair make(String name) {
        try {
            SecureRandom seeded = SecureRandom.getInstance("SHA1PRNG");
            seeded.setSeed(name.getBytes(StandardCharsets.UTF_8));
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048, seeded);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String url(String name) {
        return "https://" + name + ".issuer.test";
    }

    @Override
    public Map<String, String> start() {
        try {
            AtomicInteger fetches = new AtomicInteger();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            RsaJsonWebKey key = new RsaJsonWebKey(
                    (java.security.interfaces.RSAPublicKey) keys("remote").getPublic());
            key.setKeyId("k1");
            byte[] jwks = ("{\"keys\":[" + key.toJson() + "]}").getBytes(StandardCharsets.UTF_8);
            server.createContext("/jwks", exchange -> {
                fetches.incrementAndGet();
                exchange.sendResponseHeaders(200, jwks.length);
                exchange.getResponseBody().write(jwks);
                exchange.close();
            });
            server.createContext("/fetches", exchange -> {
                byte[] count = Integer.toString(fetches.get()).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, count.length);
                exchange.getResponseBody().write(count);
                exchange.close();
            });
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String base = "http://localhost:" + server.getAddress().getPort();
        Map<String, String> config = new HashMap<>();
        config.put("test.keys", base);
        issuer(config, "main", "*", "user,admin,operator");
        issuer(config, "narrow", "acme", "user");
        issuer(config, "remote", "acme", "user,admin");
        config.remove("tollgate.auth.issuers.remote.public-key");
        config.put("tollgate.auth.issuers.remote.jwks-url", base + "/jwks");
        return config;
    }

    private static void issuer(Map<String, String> config, String name, String projects, String roles) {
        String prefix = "tollgate.auth.issuers." + name + ".";
        config.put(prefix + "issuer", url(name));
        config.put(prefix + "audience", AUDIENCE);
        config.put(
                prefix + "public-key",
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getEncoder()
                                .encodeToString(keys(name).getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----");
        config.put(prefix + "projects", projects);
        config.put(prefix + "roles", roles);
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
