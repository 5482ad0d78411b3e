package io.tollgate.console;

import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// `/console`: what runs here, and the way to its documentation, health and metrics. Text only, no script.
///
/// A bare route: what stands at the REST API's door asks for tokens and keys, which a browser's first visit has
/// not.
@ApplicationScoped
public class StartPage {
    private static final String POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; object-src 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";

    private final Template page;
    private final String version;
    private final boolean liveMode;

    public StartPage(
            @Location("console/start.html") Template page,
            @ConfigProperty(name = "quarkus.application.version") String version,
            @ConfigProperty(name = "tollgate.live-mode") boolean liveMode) {
        this.page = page;
        this.version = version;
        this.liveMode = liveMode;
    }

    void open(@Observes Router router) {
        router.get("/console").handler(this::answer);
    }

    private void answer(RoutingContext request) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", POLICY)
                .end(page.data("version", version, "liveMode", liveMode).render());
    }
}
