package io.tollgate.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// `./tollgate bench [--seconds N]`: measures the hot paths beside the bare things that bound them.
public final class Bench {
    private static final int CONNECTIONS = 64;
    private static final int ACCOUNTS = 400_000;
    private static final int IN_TRANSACTIONS = 20_000;
    private static final int WARM = 500;
    private static final int PROCESSED = 4_000;
    /// More than two cores can accept in a second.
    private static final int EVENTS_PER_SECOND = 9_000;

    private final Stand stand;
    private final Tables tables;
    private final Checkouts checkouts;
    private final int seconds;
    private final Map<String, Figures> found = new LinkedHashMap<>();
    private int firstUser = 1;

    private Bench(Stand stand, Tables tables, Checkouts checkouts, int seconds) {
        this.stand = stand;
        this.tables = tables;
        this.checkouts = checkouts;
        this.seconds = seconds;
    }

    public static void main(String[] args) throws Exception {
        int seconds = args.length == 2 && args[0].equals("--seconds") ? Integer.parseInt(args[1]) : 10;
        System.out.println("Starting the service, PostgreSQL, Kafka and the sandbox.");
        try (Stand stand = Stand.start(Path.of(System.getProperty("tollgate.root")));
                Tables tables = new Tables(stand.get("postgres"));
                Checkouts checkouts = new Checkouts(stand)) {
            new Bench(stand, tables, checkouts, seconds).run();
        }
    }

    private void run() throws Exception {
        System.out.println("Preparing: " + (WARM + PROCESSED) + " checkouts, " + ACCOUNTS + " accounts.");
        List<Checkouts.Opened> warm = checkouts.open("warm-", WARM);
        List<Checkouts.Opened> opened = checkouts.open("paid-", PROCESSED);
        Events events = new Events(checkouts.session(warm.getFirst()));
        tables.process(paid(events, "warm", warm), "warm");
        tables.seedAccounts(ACCOUNTS, "warm-0");

        reads();
        webhooks(events);
        processed(events, opened);
        report();
    }

    private void reads() {
        String check = "/api/v1/entitlements/check?feature=reports";
        List<String> key = List.of("-H", "X-API-Key: " + stand.get("apiKey"));
        List<String> token = List.of("-H", "Authorization: Bearer " + stand.userToken("alice"));
        measure("constant", () -> get("/_bench/constant", List.of()));
        measure("check, cached, API key", () -> get(check + "&userId=warm-0", key));
        measure("check, cached, JWT", () -> get(check, token));
        measure("bare select", () -> users("/_bench/select?userId=seed-", List.of()));
        measure("check, miss", () -> users(check + "&userId=seed-", key));
    }

    private void webhooks(Events events) throws Exception {
        String secret = stand.get("stripeWebhookSecret");
        Path file = stand.file("events.txt");
        int count = EVENTS_PER_SECOND * seconds;
        events.write(file, "bare", count, true, secret);
        measure("bare insert", () -> post("/_bench/insert", file));
        tables.settleDown();
        // Twice, because a second delivery of the same event would be cheaper than the first.
        for (String prefix : List.of("unmeasured", "accepted")) {
            events.write(file, prefix, count, true, secret);
            if (prefix.equals("accepted")) {
                keep("webhook accepted", post("/api/v1/webhooks/stripe", file));
            } else {
                post("/api/v1/webhooks/stripe", file);
            }
        }
        if (tables.duplicates("accepted") > 0) {
            System.out.println("Events ran out while webhooks were measured: that figure is void.");
        }
        Files.delete(file);
    }

    private void processed(Events events, List<Checkouts.Opened> opened) throws Exception {
        tables.settleDown();
        keep("webhook processed", Figures.rate(tables.process(paid(events, "paid", opened), "paid")));
        tables.awaitQuiet();
        tables.seedInbox(IN_TRANSACTIONS, "evt_paid0");
        Path script = stand.file("account.pgbench");
        Files.writeString(script, tables.script(resource("account.pgbench"), "paid-0", IN_TRANSACTIONS));
        keep(
                "pgbench, the account's transaction",
                Tool.pgbench(List.of(
                        "-n",
                        "-M",
                        "prepared",
                        "-c",
                        "16",
                        "-j",
                        "1",
                        "-T",
                        Integer.toString(seconds),
                        "-f",
                        script.toString(),
                        stand.get("postgres"))));
    }

    private static Map<String, byte[]> paid(Events events, String prefix, List<Checkouts.Opened> opened)
            throws IOException {
        Map<String, byte[]> paid = new LinkedHashMap<>();
        for (Checkouts.Opened one : opened) {
            String id = prefix + paid.size();
            paid.put(id, events.paid(id, one));
        }
        return paid;
    }

    private interface Measurement {
        Figures take();
    }

    /// Once to warm up, once for the figure.
    private void measure(String name, Measurement measurement) {
        measurement.take();
        keep(name, measurement.take());
    }

    private void keep(String name, Figures figures) {
        found.put(name, figures);
        System.out.printf(Locale.ROOT, "  %s: %,.0f/s%n", name, figures.perSecond());
    }

    private Figures get(String path, List<String> headers) {
        return wrk(path, headers, Map.of());
    }

    private Figures users(String path, List<String> headers) {
        Map<String, String> environment = Map.of("BENCH_PATH", path, "BENCH_FROM", "0", "BENCH_THREADS", "1");
        List<String> arguments = new ArrayList<>(headers);
        arguments.addAll(List.of("-s", script("users.lua")));
        Map<String, String> from = new LinkedHashMap<>(environment);
        from.put("BENCH_FROM", Integer.toString(firstUser));
        // So far apart that no user is asked about twice while it may be remembered.
        firstUser = (firstUser + ACCOUNTS / 4) % (ACCOUNTS - ACCOUNTS / 4);
        return wrk("/", arguments, from);
    }

    private Figures post(String path, Path file) {
        return wrk("/", List.of("-s", script("events.lua")), Map.of("BENCH_PATH", path, "BENCH_FILE", file.toString()));
    }

    private Figures wrk(String path, List<String> more, Map<String, String> environment) {
        List<String> arguments = new ArrayList<>(List.of("-t1", "-c" + CONNECTIONS, "-d" + seconds + "s", "--latency"));
        arguments.addAll(more);
        arguments.add(stand.get("api") + path);
        return Tool.wrk(arguments, environment);
    }

    private String script(String name) {
        try {
            Path file = stand.file(name);
            Files.writeString(file, resource(name));
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Bench.class.getResourceAsStream("/bench/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void report() {
        System.out.printf(
                Locale.ROOT,
                "%n%d cores shared with the load, %d connections, %d s each, one run%n%n",
                Runtime.getRuntime().availableProcessors(),
                CONNECTIONS,
                seconds);
        System.out.printf(
                Locale.ROOT, "%-36s %12s %10s %10s   %s%n", "", "per second", "p50 ms", "p99 ms", "of its limit (aim)");
        line("constant", "", 0);
        line("check, cached, API key", "constant", 0.9);
        line("check, cached, JWT", "constant", 0.9);
        line("bare select", "", 0);
        line("check, miss", "bare select", 0.8);
        line("bare insert", "", 0);
        line("webhook accepted", "bare insert", 0.85);
        line("pgbench, the account's transaction", "", 0);
        line("webhook processed", "pgbench, the account's transaction", 0.4);
    }

    private void line(String name, String limit, double aim) {
        Figures figures = Objects.requireNonNull(found.get(name));
        Figures of = found.get(limit);
        String ratio =
                of == null ? "" : String.format(Locale.ROOT, "%.2f (%.2f)", figures.perSecond() / of.perSecond(), aim);
        String refused = figures.refused() == 0 ? "" : "  VOID: " + figures.refused() + " refused";
        System.out.printf(
                Locale.ROOT,
                "%-36s %,12.0f %10s %10s   %s%s%n",
                name,
                figures.perSecond(),
                millis(figures.p50()),
                millis(figures.p99()),
                ratio,
                refused);
    }

    private static String millis(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }
}
