package io.tollgate.tenancy.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Settings;
import io.tollgate.tenancy.UserDirectory.Answer;
import io.tollgate.tenancy.UserId;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpUserDirectoryTest {
    private final Vertx vertx = Vertx.vertx();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getRawPath();
            asked.add(path);
            if (path.endsWith("/slow")) {
                await();
            }
            if (path.endsWith("/moved")) {
                exchange.getResponseHeaders().add("Location", "/users/alice");
            }
            exchange.sendResponseHeaders(status(path), -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        testIsOver.countDown();
        server.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void without_an_address_everybody_exists() {
        assertThat(directory(true).find(project(null), new UserId("anybody"))).isEqualTo(Answer.EXISTS);
    }

    @Test
    void the_status_says_whether_somebody_exists() {
        assertThat(find("alice")).isEqualTo(Answer.EXISTS);
        assertThat(find("nobody")).isEqualTo(Answer.UNKNOWN);
        assertThat(find("broken")).isEqualTo(Answer.UNAVAILABLE);
    }

    @Test
    void a_redirect_is_no_answer_and_is_not_followed() {
        assertThat(find("moved")).isEqualTo(Answer.UNAVAILABLE);

        assertThat(asked).containsExactly("/users/moved");
    }

    @Test
    void a_user_id_stays_one_segment_of_the_path() {
        find("../admin?x=ä b");

        assertThat(asked).containsExactly("/users/%2E%2E%2Fadmin%3Fx%3D%C3%A4%20b");
    }

    @Test
    void a_slow_directory_is_unavailable() {
        assertThat(find("slow")).isEqualTo(Answer.UNAVAILABLE);
    }

    @Test
    void a_host_that_the_deployment_does_not_list_is_never_asked() {
        HttpUserDirectory listsOthers = new HttpUserDirectory(vertx, Optional.of(List.of("users.example")), false);

        assertThat(listsOthers.find(project(address()), new UserId("alice"))).isEqualTo(Answer.UNAVAILABLE);
        assertThat(asked).isEmpty();
    }

    @Test
    void in_live_mode_a_name_that_leads_home_is_never_asked() {
        HttpUserDirectory live = directory(true);

        assertThat(live.find(project(address()), new UserId("alice"))).isEqualTo(Answer.UNAVAILABLE);
        assertThat(asked).isEmpty();
    }

    @Test
    void a_link_local_address_is_never_asked() {
        HttpUserDirectory directory = new HttpUserDirectory(vertx, Optional.of(List.of("169.254.169.254")), false);

        Answer answer =
                directory.find(project(URI.create("http://169.254.169.254/latest/%7BuserId%7D")), new UserId("alice"));

        assertThat(answer).isEqualTo(Answer.UNAVAILABLE);
    }

    private Answer find(String user) {
        return directory(false).find(project(address()), new UserId(user));
    }

    private HttpUserDirectory directory(boolean live) {
        return new HttpUserDirectory(vertx, Optional.of(List.of("localhost")), live);
    }

    private URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/users/%7BuserId%7D");
    }

    private static Project project(URI directory) {
        Settings settings = Settings.defaults().withUserDirectory(directory);
        return new Project(new ProjectId("acme"), "Acme", "default", settings, 1);
    }

    private static int status(String path) {
        return switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "alice" -> 200;
            case "nobody" -> 404;
            case "moved" -> 302;
            default -> 503;
        };
    }

    private void await() {
        try {
            testIsOver.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
