package io.tollgate.bootstrap;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.health.SmallRyeHealthReporter;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Everything about the process's health in one answer. `/live` and `/ready` are for Kubernetes; this one is for
/// people
/// and dashboards, and tells of Kafka, the provider and the queues too.
@Path("/health")
public class Health {
    private final SmallRyeHealthReporter reporter;
    private final boolean liveMode;

    Health(SmallRyeHealthReporter reporter, @ConfigProperty(name = "tollgate.live-mode") boolean liveMode) {
        this.reporter = reporter;
        this.liveMode = liveMode;
    }

    @GET
    @Allow(Who.PUBLIC)
    @Blocking
    @Produces("application/json")
    @Tag(name = "Health")
    @SecurityRequirements
    @Operation(
            summary = "Health of the process and all that it depends on",
            description =
                    "For people and dashboards: 503 where something is down. Kubernetes asks `/live` and `/ready`.")
    @APIResponse(responseCode = "200", description = "All is well")
    @APIResponse(responseCode = "503", description = "Something is down: `checks` says what")
    public Response health() {
        var health = reporter.getHealth();
        JsonObject told = Json.createObjectBuilder(health.getPayload())
                .add("stripeLiveMode", liveMode)
                .build();
        return Response.status(health.isDown() ? 503 : 200)
                .entity(told.toString())
                .build();
    }
}
