package io.tollgate.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The call that is being answered, kept beside the request.
@ApplicationScoped
public class Calls {
    private static final String CALL = "tollgate.call";
    private static final String BODY_HASH = "tollgate.body-hash";

    private final CurrentVertxRequest request;

    public Calls(CurrentVertxRequest request) {
        this.request = request;
    }

    public Call current() {
        return of(routing());
    }

    public RoutingContext routing() {
        return Objects.requireNonNull(request.getCurrent(), "no request");
    }

    /// SHA-256 of the body as it was read, hex; empty without a body.
    public String bodyHash() {
        @Nullable String hash = routing().get(BODY_HASH);
        return hash == null ? "" : hash;
    }

    void bodyHash(String hash) {
        routing().put(BODY_HASH, hash);
    }

    /// For where no request scope is worth its price.
    public static Call of(RoutingContext routing) {
        Call call = routing.get(CALL);
        return Objects.requireNonNull(call, "the gate has not been passed");
    }

    public static void set(RoutingContext routing, Call call) {
        routing.put(CALL, call);
    }
}
