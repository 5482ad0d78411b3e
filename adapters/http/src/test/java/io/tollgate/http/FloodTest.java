package io.tollgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Forgers send as much as they like: what the provider signed is stored all the same. There is room for four large
/// bodies, so that it is full all the time.
@QuarkusTest
@QuarkusTestResource(Issuers.class)
@TestProfile(FloodTest.SmallRoom.class)
class FloodTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final byte[] BODY = new byte[MEBIBYTE];
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Inject
    World world;

    @Inject
    MeterRegistry metrics;

    @TestHTTPResource
    URI address;

    public static class SmallRoom implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("tollgate.webhooks.unverified-bytes", "4M", "tollgate.webhooks.read-timeout", "2s");
        }
    }

    /// One body serves all senders: it is the service's memory that is to be short.
    private int webhook(String signature, int bytes) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/api/v1/webhooks/stripe"))
                .header("Stripe-Signature", signature)
                .timeout(Duration.ofMinutes(1))
                .POST(HttpRequest.BodyPublishers.ofByteArray(BODY, 0, bytes))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void among_forgeries_of_a_mebibyte_each_every_genuine_event_is_stored_and_the_forgeries_are_counted()
            throws Exception {
        double refused = refused();
        List<Callable<Integer>> genuine = new ArrayList<>();
        List<Callable<Integer>> forged = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            // The stub names an event by its length.
            int bytes = i % 4 == 0 ? MEBIBYTE - 1 - i : 5_000 + i;
            genuine.add(() -> webhook("signed", bytes));
            forged.add(() -> webhook("forged", MEBIBYTE));
            forged.add(() -> webhook("forged", MEBIBYTE));
        }
        int before = world.database.inbox.rows().size();

        try (ExecutorService senders = Executors.newFixedThreadPool(32)) {
            List<Future<Integer>> refusals =
                    forged.stream().map(senders::submit).toList();
            List<Future<Integer>> stored = genuine.stream().map(senders::submit).toList();
            for (Future<Integer> answer : stored) {
                assertThat(answer.get()).isEqualTo(200);
            }
            for (Future<Integer> answer : refusals) {
                assertThat(answer.get()).isEqualTo(400);
            }
        }

        assertThat(world.database.inbox.rows()).hasSize(before + genuine.size());
        assertThat(refused() - refused).isEqualTo(forged.size());
    }

    @Test
    void who_announces_a_body_and_does_not_send_it_is_cut_and_keeps_nobody_out() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                slow.add(announce(MEBIBYTE));
            }

            assertThat(webhook("signed", 777)).isEqualTo(200);
            for (Socket socket : slow) {
                socket.setSoTimeout(30_000);
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        assertThat(webhook("signed", 778)).isEqualTo(200);
    }

    @Test
    void a_body_of_unsaid_length_is_taken_too() throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST /api/v1/webhooks/stripe HTTP/1.1\r\nHost: x\r\nStripe-Signature: signed\r\n"
                                    + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\n{ }\r\n0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200");
        }
    }

    private Socket announce(int length) throws IOException {
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.getOutputStream()
                .write(("POST /api/v1/webhooks/stripe HTTP/1.1\r\nHost: x\r\nStripe-Signature: forged\r\n"
                                + "Content-Length: " + length + "\r\n\r\n{")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private double refused() {
        return Optional.ofNullable(metrics.find("tollgate.webhooks.refused").counter())
                .map(Counter::count)
                .orElse(0.0);
    }
}
