package io.tollgate.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tollgate.fixtures.sandbox.Sandbox;
import io.tollgate.fixtures.sandbox.SandboxConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// A Stripe that answers at once, always the same: a customer to a POST, a checkout session to a GET, as the sandbox
/// has them.
final class Echo implements AutoCloseable {
    /// Set by the client itself.
    private static final Set<String> RESTRICTED = Set.of("connection", "content-length", "host");

    private final HttpServer server;
    private final byte[] customer;
    private final byte[] session;
    private volatile @Nullable HttpRequest latest;

    Echo() throws IOException, InterruptedException {
        try (Sandbox sandbox = new Sandbox(new SandboxConfig(0, List.of(), SandboxConfig.DEFAULT_KEY));
                HttpClient http = HttpClient.newHttpClient()) {
            Source source = new Source(http, sandbox.baseUrl());
            customer = source.make("/v1/customers", "email=alice@example.com&metadata[tollgate_user]=alice");
            byte[] price = source.make("/v1/prices", "currency=usd&unit_amount=2500&product_data[name]=Pro");
            session = source.make(
                    "/v1/checkout/sessions",
                    "mode=payment&customer=" + id(customer) + "&line_items[0][price]=" + id(price)
                            + "&line_items[0][quantity]=1&success_url=https://example.com/"
                            + "&metadata[tollgate_project]=demo&metadata[tollgate_user]=alice");
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private record Source(HttpClient http, String base) {
        byte[] make(String path, String form) throws IOException, InterruptedException {
            HttpResponse<byte[]> made = http.send(
                    HttpRequest.newBuilder(URI.create(base + path))
                            .header("Authorization", "Bearer " + SandboxConfig.DEFAULT_KEY)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(form))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (made.statusCode() != 200) {
                throw new IllegalStateException(path + ": " + new String(made.body(), StandardCharsets.UTF_8));
            }
            return made.body();
        }
    }

    private static String id(byte[] object) throws IOException {
        return new ObjectMapper().readTree(object).path("id").asText();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// The last request that was new, to be sent again byte for byte.
    HttpRequest latest() {
        return Objects.requireNonNull(latest);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        boolean get = exchange.getRequestMethod().equals("GET");
        if (latest == null || !latest.method().equals(exchange.getRequestMethod())) {
            latest = copy(exchange, body);
        }
        byte[] answer = get ? session : customer;
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer);
        }
    }

    private HttpRequest copy(HttpExchange exchange, byte[] body) {
        HttpRequest.Builder copy = HttpRequest.newBuilder(URI.create(base() + exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!RESTRICTED.contains(name.toLowerCase(Locale.ROOT))) {
                copy.setHeader(name, String.join(",", values));
            }
        });
        return copy.build();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
