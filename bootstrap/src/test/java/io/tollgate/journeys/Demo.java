package io.tollgate.journeys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What `./tollgate run` starts: its launcher in a process of its own, on free ports and in a home of its own.
final class Demo implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(60);

    private final Process launcher;
    private final JsonNode run;

    private Demo(Process launcher, JsonNode run) {
        this.launcher = launcher;
        this.run = run;
    }

    static Demo start() throws IOException {
        Path root = Path.of(System.getProperty("tollgate.root")).toAbsolutePath();
        Path home = Files.createTempDirectory("tollgate-demo");
        Path log = Path.of("target", "demo.log").toAbsolutePath();
        Process launcher = launch(root, home, log);
        Path runFile = home.resolve("run.json");
        Stack.await(
                "the demo to be ready, see " + log + " and " + home,
                () -> Files.exists(runFile) || !launcher.isAlive());
        if (!Files.exists(runFile)) {
            throw new AssertionError("The demo did not start:\n" + Files.readString(log));
        }
        return new Demo(launcher, new ObjectMapper().readTree(runFile.toFile()));
    }

    /// The address of one of its parts, as run.json has it.
    String address(String part) {
        return run.path(part).asText();
    }

    private static Process launch(Path root, Path home, Path log) throws IOException {
        Path fixtures = root.resolve("src-test-fixtures/target");
        List<String> ports = freePorts();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Djava.net.preferIPv4Stack=true",
                        "-Dtollgate.root=" + root,
                        "-Dtollgate.home=" + home,
                        "-cp",
                        fixtures.resolve("classes") + File.pathSeparator + fixtures.resolve("lib") + "/*",
                        "io.tollgate.fixtures.launcher.Launcher",
                        "--port",
                        ports.get(0),
                        "--shop-port",
                        ports.get(1),
                        "--sandbox-port",
                        ports.get(2))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(new File("/dev/null"))
                .start();
    }

    /// All at once, so that they differ.
    private static List<String> freePorts() throws IOException {
        List<String> ports = new ArrayList<>();
        try (ServerSocket one = socket();
                ServerSocket two = socket();
                ServerSocket three = socket()) {
            for (ServerSocket socket : List.of(one, two, three)) {
                ports.add(Integer.toString(socket.getLocalPort()));
            }
        }
        return ports;
    }

    private static ServerSocket socket() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @Override
    public void close() {
        launcher.destroy();
        try {
            if (!launcher.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                launcher.destroyForcibly();
            }
        } catch (InterruptedException _) {
            launcher.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
