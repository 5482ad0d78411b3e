package io.tollgate.journeys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.fixtures.launcher.Api;
import io.tollgate.fixtures.launcher.Keys;
import io.tollgate.fixtures.launcher.ServiceEnvironment;
import io.tollgate.fixtures.launcher.Tokens;
import io.tollgate.fixtures.sandbox.Sandbox;
import io.tollgate.fixtures.sandbox.SandboxConfig;
import io.tollgate.fixtures.sandbox.WebhookTarget;
import io.tollgate.fixtures.servers.EmbeddedKafka;
import io.tollgate.fixtures.servers.EmbeddedPostgres;
import io.tollgate.tenancy.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Everything, for real: PostgreSQL, Kafka, the Stripe sandbox, and the packaged service in a process of its own
/// with the environment of production. What the parts share is `acme`, a project with the demo's catalog.
/// A class of tests has one in a static field with `@AutoClose`: JUnit starts it with the class and stops it after.
final class Stack implements AutoCloseable {
    static final String PROJECT = "acme";
    static final String SHOP = "https://shop.example";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final Keys keys = Keys.draw();
    final Tokens tokens = keys.tokens();
    final String database;
    final EmbeddedPostgres postgres = EmbeddedPostgres.shared();
    final Sandbox sandbox;
    final String sandboxUrl;
    final Provider provider = new Provider(this);
    final List<Service> services = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private int front;
    private Described described;
    final String apiKey;
    private final Map<String, String> extra;
    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    /// @param replicas how many processes of the service the sandbox sends its webhooks to; the first is started
    private Stack(int replicas, Function<Keys, Map<String, String>> extra) {
        this.extra = extra.apply(keys);
        Topics.forget();
        this.database = postgres.createDatabase();
        for (int i = 0; i < replicas; i++) {
            ports.add(freePort());
        }
        int sandboxPort = freePort();
        this.sandboxUrl = "http://localhost:" + sandboxPort;
        this.sandbox = new Sandbox(new SandboxConfig(
                        sandboxPort,
                        ports.stream()
                                .map(port -> new WebhookTarget(
                                        "http://localhost:" + port + "/api/v1/webhooks/stripe", keys.webhookSecret()))
                                .toList(),
                        keys.stripeSecretKey())
                .withPublicUrl(sandboxUrl));
        startReplica();
        this.apiKey = seed(PROJECT);
    }

    static Stack start() {
        return new Stack(1, _ -> Map.of());
    }

    /// @param extra set over what the service is given anyway; an empty value takes away
    static Stack start(Map<String, String> extra) {
        return new Stack(1, _ -> extra);
    }

    static Stack start(Function<Keys, Map<String, String>> extra) {
        return new Stack(1, extra);
    }

    static Stack start(int replicas) {
        return new Stack(replicas, _ -> Map.of());
    }

    /// One process of the service.
    final class Service {
        final int port;
        final String address;
        final Path log;
        private Process process;

        private Service(int port) {
            this.port = port;
            this.address = "http://localhost:" + port;
            this.log = Path.of("target", "service-" + port + ".log").toAbsolutePath();
            this.process = launch();
        }

        private Process launch() {
            ServiceEnvironment environment = new ServiceEnvironment(Map.of());
            environment.service(port);
            environment.database(URI.create(postgres.uri(database)));
            environment.kafka(EmbeddedKafka.shared().bootstrapServers());
            environment.sandbox(sandboxUrl, keys);
            environment.issuer(keys);
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx400m",
                            "-jar",
                            Path.of("target", "quarkus-app", "quarkus-run.jar").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment.additions());
            builder.environment().putAll(extra);
            extra.forEach((name, value) -> builder.environment().remove(name, ""));
            try {
                return builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void awaitReady() {
            await(
                    "the service to be ready, see " + log,
                    () -> get(address + "/ready").statusCode() == 200);
        }

        /// As the kernel would: no shutdown, no goodbye.
        void kill() {
            process.destroyForcibly();
            process.onExit().join();
        }

        /// As Kubernetes would.
        void terminate() {
            process.destroy();
            process.onExit().join();
        }

        void restart() {
            process = launch();
            awaitReady();
        }

        boolean isAlive() {
            return process.isAlive();
        }

        void pause() {
            signal("STOP");
        }

        void wake() {
            signal("CONT");
        }

        private void signal(String name) {
            try {
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        String logged() {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The replica that callers talk to.
    Service service() {
        return services.get(front);
    }

    void talkTo(Service service) {
        front = services.indexOf(service);
    }

    /// Starts the next of the replicas.
    Service startReplica() {
        Service service = new Service(ports.get(services.size()));
        services.add(service);
        service.awaitReady();
        return service;
    }

    /// Makes a project with the demo's catalog, synced.
    ///
    /// @return an API key with all scopes
    String seed(String project) {
        return seed(project, "default");
    }

    /// @param account the provider's
    String seed(String project, String account) {
        try (Api api = new Api(service().address)) {
            String operator = tokens.operator(Duration.ofHours(1));
            String admin = admin(project);
            api.call(
                            "POST",
                            "/admin/projects",
                            operator,
                            Map.of("id", project, "name", project, "providerAccount", account))
                    .required();
            settings(project, Map.of());
            api.call("PUT", "/admin/catalog", admin, demoCatalog()).required();
            api.call("POST", "/admin/catalog/sync", admin, null).required();
            List<String> scopes =
                    Arrays.stream(Scope.values()).map(Scope::spelling).toList();
            String app = api.call(
                            "POST",
                            "/admin/projects/" + project + "/apps",
                            operator,
                            Map.of("name", "backend", "scopes", scopes))
                    .required()
                    .body()
                    .path("id")
                    .asText();
            return api.call("POST", "/admin/apps/" + app + "/keys", operator, Map.of("name", "tests"))
                    .required()
                    .body()
                    .path("key")
                    .asText();
        }
    }

    /// Sets what the tests' project wants beside its shop.
    void settings(Map<String, Object> wanted) {
        settings(PROJECT, wanted);
    }

    void settings(String project, Map<String, Object> wanted) {
        Map<String, Object> settings = new TreeMap<>(wanted);
        settings.put("allowedOrigins", List.of(SHOP));
        try (Api api = new Api(service().address)) {
            api.call("PUT", "/admin/projects/" + project + "/settings", tokens.operator(Duration.ofHours(1)), settings)
                    .required();
        }
    }

    static JsonNode demoCatalog() {
        try (InputStream document = Stack.class.getResourceAsStream("/demo/catalog.json")) {
            return JSON.readTree(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String admin(String project) {
        return tokens.admin(project, Duration.ofHours(1));
    }

    // ---- what a frontend does

    /// An answer of the service or the sandbox.
    record Reply(int status, JsonNode body, HttpResponse<String> raw) {
        String text(String field) {
            return body.path(field).asText();
        }

        Reply required(int expected) {
            if (status != expected) {
                throw new AssertionError(raw.request().method() + " " + raw.uri() + " → " + status + " " + raw.body());
            }
            return this;
        }
    }

    Reply api(String method, String path, String credential, Object body, String idempotencyKey) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service().address + "/api/v1" + path))
                .timeout(Duration.ofSeconds(40))
                .header("Authorization", "Bearer " + credential);
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        Reply reply = send(request.method(method, publisher(request, body)));
        described().check(method, "/api/v1" + path, reply);
        return reply;
    }

    private static HttpRequest.BodyPublisher publisher(HttpRequest.Builder request, Object body) {
        if (body == null) {
            return HttpRequest.BodyPublishers.noBody();
        }
        request.header("Content-Type", "application/json");
        return HttpRequest.BodyPublishers.ofString(json(body));
    }

    /// What the service says of its answers.
    private synchronized Described described() {
        if (described == null) {
            described =
                    new Described(send(HttpRequest.newBuilder(URI.create(service().address + "/openapi?format=json")))
                            .required(200)
                            .body());
        }
        return described;
    }

    /// Whoever reads too fast is told to wait, and does.
    Reply get(String path, String credential) {
        Reply reply = api("GET", path, credential, null, null);
        for (int i = 1; reply.status() == 429 && i <= 20; i++) {
            pause(100L * i);
            reply = api("GET", path, credential, null, null);
        }
        return reply;
    }

    Reply checkout(String user, String plan, String price, String idempotencyKey) {
        Map<String, Object> body = new TreeMap<>(Map.of(
                "userId",
                user,
                "plan",
                plan,
                "successUrl",
                SHOP + "/done?session={CHECKOUT_SESSION_ID}",
                "cancelUrl",
                SHOP + "/plans"));
        Optional.ofNullable(price).ifPresent(p -> body.put("price", p));
        return api("POST", "/checkout/session", apiKey, body, idempotencyKey);
    }

    /// Opens a page and pays on it.
    ///
    /// @return the order's id
    String buy(String user, String plan, String price) {
        Reply page = checkout(user, plan, price, UUID.randomUUID().toString()).required(201);
        pay(page.text("url"), "4242424242424242");
        return page.text("orderId");
    }

    void pay(String pageUrl, String card) {
        Reply paid = form(pageUrl + "/pay", Map.of("card", card));
        if (paid.status() / 100 != 3) {
            throw new AssertionError(
                    "paying was answered " + paid.status() + " " + paid.raw().body());
        }
    }

    JsonNode entitlements(String user) {
        return get("/entitlements?userId=" + encoded(user), apiKey)
                .required(200)
                .body();
    }

    JsonNode check(String user, String feature) {
        return get("/entitlements/check?userId=" + encoded(user) + "&feature=" + feature, apiKey)
                .required(200)
                .body();
    }

    JsonNode order(String id) {
        return get("/orders/" + id, apiKey).required(200).body();
    }

    JsonNode awaitPaid(String order) {
        await(
                "order " + order + " to be paid",
                () -> order(order).path("status").asText().equals("paid"));
        return order(order);
    }

    // ---- the sandbox

    /// Stripe's own API, as its dashboard would use it.
    Reply stripe(String method, String path, Map<String, String> form) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandboxUrl + path))
                .header("Authorization", "Bearer " + keys.stripeSecretKey())
                .header("Content-Type", "application/x-www-form-urlencoded");
        return send(request.method(
                method,
                form.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(encoded(form))));
    }

    /// The sandbox's own switches.
    Reply sandbox(String method, String path, Object body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandboxUrl + "/_sandbox" + path))
                .header("Content-Type", "application/json");
        return send(request.method(
                method,
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json(body))));
    }

    /// Puts a user on a test clock of its own.
    ///
    /// @return the clock's id
    String clock(String user, Instant frozen) {
        return clock(PROJECT, user, frozen);
    }

    String clock(String project, String user, Instant frozen) {
        String clock = provider.post(
                        "/v1/test_helpers/test_clocks", Map.of("frozen_time", Long.toString(frozen.getEpochSecond())))
                .required(200)
                .text("id");
        await("the user to be put on the clock", () -> {
            Reply linked = api(
                    "PUT",
                    "/admin/users/" + encoded(user) + "/provider-customer",
                    admin(project),
                    Map.of("testClock", clock),
                    null);
            // The provider may stumble: then it is asked for once more.
            return linked.status() != 503 && linked.required(200).status() == 200;
        });
        return clock;
    }

    /// Moves a clock, and waits until the sandbox has billed all that was due.
    void advance(String clock, Instant to) {
        provider.advance(clock, to.getEpochSecond());
    }

    Reply form(String url, Map<String, String> fields) {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encoded(fields))));
    }

    // ---- the database, for what no API shows

    List<String> query(String sql) {
        try (Connection connection = postgres.dataSource(database).getConnection();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    void execute(String sql) {
        try (Connection connection = postgres.dataSource(database).getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    long count(String sql) {
        return Long.parseLong(query(sql).getFirst());
    }

    // ---- waiting, by looking

    static void await(String what, Callable<Boolean> condition) {
        await(what, PATIENCE, condition);
    }

    static void await(String what, Duration patience, Callable<Boolean> condition) {
        Instant deadline = Instant.now().plus(patience);
        Exception last = null;
        while (Instant.now().isBefore(deadline)) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (Exception e) {
                last = e;
            }
            pause(50);
        }
        throw new AssertionError("waited in vain for " + what, last);
    }

    /// Between two looks.
    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), parse(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException _) {
            return JSON.missingNode();
        }
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The entitlement of one feature; missing if the user has none.
    static JsonNode feature(JsonNode entitlements, String feature) {
        Predicate<JsonNode> named = e -> e.path("feature").asText().equals(feature);
        for (JsonNode entitlement : entitlements.path("entitlements")) {
            if (named.test(entitlement)) {
                return entitlement;
            }
        }
        return JSON.missingNode();
    }

    @Override
    public void close() {
        services.stream().filter(Service::isAlive).forEach(Service::kill);
        sandbox.close();
        http.close();
    }
}
