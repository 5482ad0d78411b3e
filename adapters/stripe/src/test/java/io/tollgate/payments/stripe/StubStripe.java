package io.tollgate.payments.stripe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A server that answers what it is told to, and keeps what it was asked.
final class StubStripe implements AutoCloseable {
    private final HttpServer server;
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Asked> asked = new ArrayList<>();
    private Answer always = Answer.of(500, "");

    /// @param body decoded, in order; for a GET the query's
    record Asked(String method, String path, Map<String, String> body, String raw, Map<String, List<String>> headers) {
        @Nullable
        String header(String name) {
            List<String> values = headers.get(name.toLowerCase(java.util.Locale.ROOT));
            return values == null ? null : String.join(",", values);
        }
    }

    /// @param drop closes the connection without an answer
    /// @param hang keeps it open without one
    /// @param until answered only then; null: at once
    record Answer(
            int status,
            String body,
            Map<String, String> headers,
            boolean drop,
            boolean hang,
            @Nullable CountDownLatch until) {
        static Answer of(int status, String body) {
            return new Answer(status, body, Map.of(), false, false, null);
        }

        static Answer dropped() {
            return new Answer(0, "", Map.of(), true, false, null);
        }

        static Answer never() {
            return new Answer(0, "", Map.of(), false, true, null);
        }

        Answer with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Answer(status, body, more, drop, hang, until);
        }

        Answer after(CountDownLatch latch) {
            return new Answer(status, body, headers, drop, hang, latch);
        }
    }

    StubStripe() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// The next answers, in order; then [#always].
    synchronized StubStripe next(Answer... next) {
        answers.addAll(List.of(next));
        return this;
    }

    StubStripe next(int status, String body) {
        return next(Answer.of(status, body));
    }

    synchronized StubStripe always(Answer answer) {
        always = answer;
        return this;
    }

    synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    Asked onlyAsked() {
        List<Asked> all = asked();
        if (all.size() != 1) {
            throw new AssertionError("asked " + all.size() + " times: " + all);
        }
        return all.getFirst();
    }

    /// Until it has been asked so often in all.
    synchronized void awaitAsked(int times) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (asked.size() < times) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("asked " + asked.size() + " times, not " + times);
            }
            wait(left);
        }
    }

    private synchronized Answer record(Asked request) {
        asked.add(request);
        notifyAll();
        Answer next = answers.poll();
        return next == null ? always : next;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String raw = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean get = exchange.getRequestMethod().equals("GET");
        String query = exchange.getRequestURI().getRawQuery();
        Map<String, List<String>> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values));
        String parameters = get ? (query == null ? "" : query) : raw;
        Answer answer = record(new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                decode(parameters),
                parameters,
                headers));
        if (answer.hang()) {
            return;
        }
        hold(answer.until());
        if (!answer.drop()) {
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private static void hold(@Nullable CountDownLatch until) {
        try {
            if (until != null) {
                until.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> decode(String form) {
        Map<String, String> decoded = new LinkedHashMap<>();
        for (String pair : form.isEmpty() ? new String[0] : form.split("&")) {
            int at = pair.indexOf('=');
            String name = URLDecoder.decode(pair.substring(0, at), StandardCharsets.UTF_8);
            if (decoded.put(name, URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8)) != null) {
                throw new AssertionError("given twice: " + name);
            }
        }
        return decoded;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
