package io.tollgate.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// What every answer carries, refusals included, and the last word on paths that nobody knows.
@ApplicationScoped
public class SafetyHeaders {
    /// Before anything that might answer.
    private static final int FIRST = 300;

    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence HSTS = HttpHeaders.createOptimized("max-age=31536000; includeSubDomains");
    private static final CharSequence NOTHING =
            HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");
    /// Swagger UI starts itself by an inline script.
    private static final CharSequence DOCS = HttpHeaders.createOptimized("default-src 'self'; "
            + "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "frame-ancestors 'none'");

    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence X_CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence STRICT_TRANSPORT = HttpHeaders.createOptimized("Strict-Transport-Security");
    private static final CharSequence CSP = HttpHeaders.createOptimized("Content-Security-Policy");

    private final Problems problems;

    public SafetyHeaders(Problems problems) {
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(SafetyHeaders::add, FIRST);
    }

    void lastWord(@Observes Router router) {
        router.route().last().handler(request -> problems.send(Problem.of(ProblemCode.NOT_FOUND), request));
    }

    private static void add(RoutingContext request) {
        MultiMap headers = request.response().headers();
        headers.add(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
        headers.add(REFERRER_POLICY, NO_REFERRER);
        headers.add(STRICT_TRANSPORT, HSTS);
        headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        // Last: what an operation says of itself stands alone, not beside the rule for all.
        request.addHeadersEndHandler(_ -> {
            if (!headers.contains(CSP)) {
                headers.add(CSP, request.request().path().startsWith("/docs") ? DOCS : NOTHING);
            }
            if (!headers.contains(HttpHeaders.CACHE_CONTROL)) {
                headers.add(HttpHeaders.CACHE_CONTROL, NO_STORE);
            }
        });
        request.next();
    }
}
