package io.tollgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Everything that is measured, started by the demo's own launcher in a home of its own: real PostgreSQL, Kafka and
/// sandbox, and the packaged service with its limits raised.
final class Stand implements AutoCloseable {
    private static final String HOME = ".tollgate/bench";
    private static final Duration START = Duration.ofMinutes(3);

    private final Path home;
    private final Process launcher;
    private final JsonNode run;

    private Stand(Path home, Process launcher, JsonNode run) {
        this.home = home;
        this.launcher = launcher;
        this.run = run;
    }

    static Stand start(Path root) throws IOException {
        Path home = Files.createDirectories(root.resolve(HOME));
        Path runFile = home.resolve("run.json");
        Files.deleteIfExists(runFile);
        Process launcher = launch(root, home);
        long deadline = System.nanoTime() + START.toNanos();
        while (!Files.exists(runFile)) {
            if (!launcher.isAlive() || System.nanoTime() > deadline) {
                launcher.destroy();
                throw new IllegalStateException("The service did not start; see " + home.resolve("launcher.log"));
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        return new Stand(home, launcher, new ObjectMapper().readTree(runFile.toFile()));
    }

    private static Process launch(Path root, Path home) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.net.preferIPv4Stack=true",
                "-Dtollgate.root=" + root,
                "-Dtollgate.home=" + HOME,
                "-Dtollgate.application=bootstrap/target/bench-app/quarkus-run.jar",
                "-cp",
                System.getProperty("java.class.path"),
                "io.tollgate.fixtures.launcher.Launcher",
                "--fresh",
                "--port",
                "18080",
                "--shop-port",
                "18088",
                "--sandbox-port",
                "18111");
        for (String limit : new String[] {"CHECKS", "WRITES", "ANONYMOUS"}) {
            builder.environment().put("TOLLGATE_LIMITS_" + limit + "_PER_SECOND", "100000000");
        }
        return builder.redirectErrorStream(true)
                .redirectOutput(home.resolve("launcher.log").toFile())
                .redirectInput(new File("/dev/null"))
                .start();
    }

    /// As run.json has it.
    String get(String field) {
        return run.path(field).asText();
    }

    String userToken(String user) {
        return run.path("userTokens").path(user).asText();
    }

    /// A file of the bench's own.
    Path file(String name) {
        return home.resolve(name);
    }

    @Override
    public void close() {
        launcher.destroy();
        try {
            if (!launcher.waitFor(60, TimeUnit.SECONDS)) {
                launcher.destroyForcibly();
            }
        } catch (InterruptedException _) {
            launcher.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
