package io.tollgate.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Turns whatever goes wrong into `application/problem+json` (RFC 9457). What is not a refusal of ours is logged
/// here,
/// and only here; the caller learns nothing of its inside.
@ApplicationScoped
public class Problems {
    public static final String MEDIA_TYPE = "application/problem+json";
    private static final Logger LOG = Logger.getLogger(Problems.class);
    static final String TYPE = "https://tollgate.dev/problems/";

    private final ObjectMapper json;

    public Problems(ObjectMapper json) {
        this.json = json;
    }

    @ServerExceptionMapper
    public Response refused(Problem problem, RoutingContext request) {
        return response(problem, request.request().path());
    }

    /// What the framework refuses by itself: unknown paths, methods, media types, parameters that can't be read.
    @ServerExceptionMapper
    public Response refused(WebApplicationException refusal, RoutingContext request) {
        int status = refusal.getResponse().getStatus();
        if (status >= 500) {
            return failed(refusal, request);
        }
        Response response = response(Problem.of(code(status)), request.request().path());
        String allow = refusal.getResponse().getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? response
                : Response.fromResponse(response)
                        .header(HttpHeaders.ALLOW, allow)
                        .build();
    }

    @ServerExceptionMapper
    public Response failed(Throwable failure, RoutingContext request) {
        LOG.errorf(
                failure, "Request failed method=%s path=%s", request.request().method(), request.normalizedPath());
        return response(
                Problem.of(ProblemCode.INTERNAL_ERROR), request.request().path());
    }

    public Response response(Problem problem, String instance) {
        Response.ResponseBuilder response = Response.status(problem.code().status())
                .type(MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(body(problem, instance));
        switch (problem.code()) {
            case UNAUTHENTICATED -> response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            // Limits are per second.
            case RATE_LIMITED, IDEMPOTENCY_IN_PROGRESS -> response.header(HttpHeaders.RETRY_AFTER, 1);
            // So long the caller isn't counted again.
            case TOO_MANY_IDEMPOTENCY_KEYS -> response.header(HttpHeaders.RETRY_AFTER, 300);
            default -> {}
        }
        // Rounded up: the second in which it becomes possible has gone by then.
        problem.retryAfter()
                .ifPresent(after -> response.header(
                        HttpHeaders.RETRY_AFTER, after.plusMillis(999).toSeconds()));
        return response.build();
    }

    /// For refusals that never reach a resource.
    public void send(Problem problem, RoutingContext to) {
        HttpServerResponse response = to.response();
        if (response.ended() || response.headWritten()) {
            return;
        }
        response.setStatusCode(problem.code().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body(problem, to.request().path()));
    }

    public String body(Problem problem, String instance) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", TYPE + problem.code().spelling());
        body.put("title", problem.code().title());
        body.put("status", problem.code().status());
        body.put("code", problem.code().spelling());
        if (problem.detail() != null) {
            body.put("detail", problem.detail());
        }
        body.put("instance", instance);
        body.putAll(problem.extras());
        if (!problem.errors().isEmpty()) {
            body.put("errors", problem.errors());
        }
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem must be writable", e);
        }
    }

    private static ProblemCode code(int status) {
        return switch (status) {
            case 401 -> ProblemCode.UNAUTHENTICATED;
            case 403 -> ProblemCode.FORBIDDEN;
            case 404 -> ProblemCode.NOT_FOUND;
            case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 406 -> ProblemCode.NOT_ACCEPTABLE;
            case 413 -> ProblemCode.BODY_TOO_LARGE;
            case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
            default -> ProblemCode.INVALID_REQUEST;
        };
    }
}
