package io.tollgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Opens checkouts by the public API, many at once.
final class Checkouts implements AutoCloseable {
    private static final int AT_ONCE = 16;

    private final Stand stand;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    Checkouts(Stand stand) {
        this.stand = stand;
    }

    record Opened(String user, String order, String session) {}

    List<Opened> open(String prefix, int count) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Opened>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String user = prefix + i;
                all.add(threads.submit(() -> open(user)));
            }
            List<Opened> opened = new ArrayList<>();
            for (Future<Opened> one : all) {
                opened.add(one.get());
            }
            return opened;
        }
    }

    private Opened open(String user) throws IOException, InterruptedException {
        String page = stand.get("shop") + "/";
        byte[] body = json.writeValueAsBytes(
                Map.of("userId", user, "plan", "pass", "price", "pass-once", "successUrl", page, "cancelUrl", page));
        HttpRequest request = HttpRequest.newBuilder(URI.create(stand.get("api") + "/api/v1/checkout/session"))
                .header("X-API-Key", stand.get("apiKey"))
                .header("Idempotency-Key", "bench-" + user)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        JsonNode answer = send(request, 201);
        return new Opened(
                user, answer.path("orderId").asText(), answer.path("sessionId").asText());
    }

    /// The session as the provider has it.
    JsonNode session(Opened opened) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(URI.create(stand.get("sandbox") + "/v1/checkout/sessions/" + opened.session()))
                        .header("Authorization", "Bearer " + stand.get("stripeSecretKey"))
                        .build(),
                200);
    }

    private JsonNode send(HttpRequest request, int expected) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        JsonNode answer = json.readTree(response.body());
        if (response.statusCode() != expected) {
            throw new IllegalStateException(request.uri() + " answered " + response.statusCode() + ": " + answer);
        }
        return answer;
    }

    @Override
    public void close() {
        http.close();
    }
}
