package io.tollgate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// wrk and pgbench, as installed on the machine.
final class Tool {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern PERCENTILE = Pattern.compile("(?m)^\\s+(50|99)%\\s+([0-9.]+)(us|ms|s)$");
    private static final Pattern NOT_2XX = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern SOCKETS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
    private static final Pattern AVERAGE = Pattern.compile("latency average = ([0-9.]+) ms");

    private Tool() {}

    static Figures wrk(List<String> arguments, Map<String, String> environment) {
        String said = run("wrk", arguments, environment);
        long refused = 0;
        Matcher not2xx = NOT_2XX.matcher(said);
        if (not2xx.find()) {
            refused += Long.parseLong(not2xx.group(1));
        }
        Matcher sockets = SOCKETS.matcher(said);
        if (sockets.find()) {
            for (int i = 1; i <= 4; i++) {
                refused += Long.parseLong(sockets.group(i));
            }
        }
        return new Figures(number(RATE, said), percentile(said, "50"), percentile(said, "99"), refused);
    }

    /// The median isn't told: what stands for it is the average.
    static Figures pgbench(List<String> arguments) {
        String said = run("pgbench", arguments, Map.of());
        return new Figures(number(TPS, said), number(AVERAGE, said), Double.NaN, 0);
    }

    private static String run(String tool, List<String> arguments, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(tool).redirectErrorStream(true);
        builder.command().addAll(arguments);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(tool + " failed:\n" + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    tool + " can't be run. Install it, on Debian: apt-get install wrk postgresql-contrib", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(tool + " was interrupted", e);
        }
    }

    private static double number(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        if (!matcher.find()) {
            throw new IllegalStateException("No " + pattern + " in:\n" + said);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static double percentile(String said, String which) {
        Matcher matcher = PERCENTILE.matcher(said);
        while (matcher.find()) {
            if (matcher.group(1).equals(which)) {
                double value = Double.parseDouble(matcher.group(2));
                return switch (matcher.group(3)) {
                    case "us" -> value / 1_000;
                    case "ms" -> value;
                    default -> value * 1_000;
                };
            }
        }
        return Double.NaN;
    }
}
