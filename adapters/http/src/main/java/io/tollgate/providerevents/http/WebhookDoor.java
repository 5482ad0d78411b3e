package io.tollgate.providerevents.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.providerevents.http.UnverifiedBodies.Seat;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/// Passed before a webhook's body is read. Anybody may send one, so what is held of them unverified is bounded:
/// beyond
/// that, requests wait with their bodies unread. Whoever was let in must send within a few seconds.
@ApplicationScoped
public class WebhookDoor {
    static final int MAX_BODY = 1024 * 1024;
    private static final String SEAT = "tollgate.seat";

    private final UnverifiedBodies room;
    private final long unannounced;
    private final Duration patience;

    public WebhookDoor(
            @ConfigProperty(name = "tollgate.webhooks.unverified-bytes", defaultValue = "64M") MemorySize room,
            @ConfigProperty(name = "tollgate.webhooks.read-timeout", defaultValue = "5s") Duration patience,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largest) {
        this.room = new UnverifiedBodies(room.asLongValue());
        this.patience = patience;
        this.unannounced = largest.asLongValue();
    }

    int waiting() {
        return room.waiting();
    }

    @Unverified
    @ServerRequestFilter(nonBlocking = true)
    public void admit(ResteasyReactiveContainerRequestContext context, RoutingContext request) {
        // Always later, so that the request is suspended by then.
        Context own = request.vertx().getOrCreateContext();
        Seat seat = room.seat(
                length(request),
                () -> own.runOnContext(_ -> {
                    hurry(request);
                    context.resume();
                }));
        request.put(SEAT, seat);
        request.addEndHandler(_ -> seat.leave());
        if (seat.take()) {
            hurry(request);
        } else {
            context.suspend();
        }
    }

    /// The body has been verified, or refused: it takes the strangers' room no longer.
    static void leave(RoutingContext request) {
        Seat seat = request.get(SEAT);
        seat.leave();
    }

    private long length(RoutingContext request) {
        String announced = request.request().getHeader("Content-Length");
        if (announced == null) {
            return request.request().isEnded() ? 0 : unannounced;
        }
        // The HTTP server has checked that it is a number.
        long length = Long.parseLong(announced);
        if (length > MAX_BODY) {
            throw Problem.of(ProblemCode.BODY_TOO_LARGE, "At most 1 MiB");
        }
        return length;
    }

    private void hurry(RoutingContext request) {
        long timer = request.vertx().setTimer(patience.toMillis(), _ -> {
            if (!request.request().isEnded()) {
                // Closes the connection, of which the end handler isn't told.
                request.response().reset();
                leave(request);
            }
        });
        request.addEndHandler(_ -> request.vertx().cancelTimer(timer));
    }
}
