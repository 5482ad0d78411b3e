package io.tollgate.tenancy.http;

import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.UserDirectory;
import io.tollgate.tenancy.UserId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/// `GET` on the project's address, `{userId}` replaced: 2xx is yes, 404 and 410 are no, all else is no answer. A
/// project names the address, so it must not lead anywhere else than to the hosts that the deployment allows
/// (security.md, 31):
/// the resolved address is checked and then used, redirects aren't followed, no body is read, and all within 2 s.
@ApplicationScoped
public class HttpUserDirectory implements UserDirectory {
    private static final int TIMEOUT_MS = 2_000;

    private final Logger log = Logger.getLogger(HttpUserDirectory.class);
    private final HttpClient http;
    private final Set<String> allowedHosts;
    private final boolean loopbackAllowed;

    public HttpUserDirectory(
            Vertx vertx,
            @ConfigProperty(name = "tollgate.directory.allowed-hosts") Optional<List<String>> allowedHosts,
            @ConfigProperty(name = "tollgate.live-mode") boolean live) {
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(TIMEOUT_MS).setMaxPoolSize(20));
        this.allowedHosts = Set.copyOf(allowedHosts.orElse(List.of()));
        this.loopbackAllowed = !live;
    }

    @Override
    public Answer find(Project project, UserId user) {
        URI template = project.settings().userDirectory();
        if (template == null) {
            return Answer.EXISTS;
        }
        try {
            return ask(URI.create(filled(template, user)));
        } catch (IOException | ExecutionException | TimeoutException e) {
            return unavailable(project, e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable(project, "interrupted");
        }
    }

    private Answer ask(URI address) throws IOException, ExecutionException, TimeoutException, InterruptedException {
        if (!allowedHosts.contains(address.getHost())) {
            throw new IOException("the deployment does not allow this host");
        }
        boolean tls = "https".equals(address.getScheme());
        int port = address.getPort() >= 0 ? address.getPort() : tls ? 443 : 80;
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(
                        port, pinned(address.getHost()).getHostAddress()))
                .setHost(address.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery()))
                .setFollowRedirects(false)
                .setTimeout(TIMEOUT_MS);
        Future<Integer> status = http.request(request)
                .compose(sent -> sent.send().map(response -> {
                    // The status says it all: what follows is not read, and that it's cut off is no error.
                    response.exceptionHandler(_ -> {});
                    sent.reset();
                    return response.statusCode();
                }));
        return answer(status.toCompletionStage().toCompletableFuture().get(TIMEOUT_MS, TimeUnit.MILLISECONDS));
    }

    private static Answer answer(int status) {
        if (status >= 200 && status < 300) {
            return Answer.EXISTS;
        }
        return status == 404 || status == 410 ? Answer.UNKNOWN : Answer.UNAVAILABLE;
    }

    /// The address that is connected to: what was checked is what is used, however the name resolves a moment
    /// later.
    private InetAddress pinned(String host) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        boolean refused = address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || address.isLoopbackAddress() && !loopbackAllowed;
        if (refused) {
            throw new IOException("the host resolves to an address that is not allowed");
        }
        return address;
    }

    private static String filled(URI template, UserId user) {
        String encoded = URLEncoder.encode(user.value(), StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");
        return template.toString().replace("{userId}", encoded).replace("%7BuserId%7D", encoded);
    }

    private Answer unavailable(Project project, String why) {
        MDC.put("project", project.id().value());
        log.warnf("the user directory did not answer: %s", why);
        MDC.remove("project");
        return Answer.UNAVAILABLE;
    }
}
