package io.tollgate.tenancy.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Projects;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// CORS: a browser's page may read answers if its origin is exactly one of the project's. No credentials of the
/// browser's own are ever allowed.
///
/// A preflight carries no credential, so it doesn't tell the project. It is let through if the origin is any
/// project's: that grants nothing, because the answer to the request itself is for that project's origins only.
@ApplicationScoped
public class Origins {
    private static final int PAGE = 500;
    private static final int FIRST = 200;

    private final LoadingCache<String, Set<String>> ofAll;
    private final Executor lookups = Executors.newVirtualThreadPerTaskExecutor();

    public Origins(Projects projects) {
        this.ofAll = Caffeine.newBuilder()
                .maximumSize(1)
                .expireAfterWrite(Duration.ofSeconds(2))
                .build(_ -> all(projects));
    }

    private static Set<String> all(Projects projects) {
        Set<String> origins = new HashSet<>();
        ProjectId after = null;
        List<Project> page;
        do {
            page = projects.list(after, PAGE);
            page.forEach(project -> origins.addAll(project.settings().allowedOrigins()));
            after = page.isEmpty() ? after : page.getLast().id();
        } while (page.size() == PAGE);
        return origins;
    }

    void preflight(@Observes Filters filters) {
        filters.register(this::preflight, FIRST);
    }

    private void preflight(RoutingContext request) {
        String origin = request.request().getHeader("Origin");
        boolean preflight = request.request().method() == HttpMethod.OPTIONS
                && origin != null
                && request.request().getHeader("Access-Control-Request-Method") != null;
        if (!preflight) {
            request.next();
            return;
        }
        lookups.execute(() -> {
            try {
                answer(request.response(), origin, ofAll.get("").contains(origin));
            } catch (RuntimeException e) {
                request.fail(e);
            }
        });
    }

    private static void answer(HttpServerResponse response, String origin, boolean allowed) {
        if (allowed) {
            response.putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
                    .putHeader(
                            "Access-Control-Allow-Headers",
                            "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-API-Key")
                    .putHeader("Access-Control-Max-Age", "600");
        }
        response.setStatusCode(allowed ? 204 : 403).end();
    }

    /// Lets a page of the project's own origins read the answer.
    public void allow(Project project, RoutingContext request) {
        String origin = request.request().getHeader("Origin");
        if (origin != null && project.settings().allowedOrigins().contains(origin)) {
            request.response()
                    .putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Access-Control-Expose-Headers", "ETag, Retry-After, Idempotent-Replayed, Location");
        }
    }
}
