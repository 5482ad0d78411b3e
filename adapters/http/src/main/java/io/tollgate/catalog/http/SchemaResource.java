package io.tollgate.catalog.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1/schemas/catalog")
@Tag(name = "Catalog")
@RegisterForReflection
@RunOnVirtualThread
public class SchemaResource {
    static final String RESOURCE = "/schemas/catalog.schema.json";

    @GET
    @Produces("application/schema+json")
    @Allow(Who.PUBLIC)
    @Operation(
            operationId = "getCatalogSchema",
            summary = "The JSON Schema of the catalog document",
            description = "What PUT /admin/catalog takes: editors check a document by it while it is being written.")
    @APIResponse(responseCode = "200", description = "A JSON Schema (2020-12)")
    public Response get() {
        try (InputStream schema = Objects.requireNonNull(SchemaResource.class.getResourceAsStream(RESOURCE))) {
            return Response.ok(schema.readAllBytes())
                    .header("Cache-Control", "public, max-age=3600")
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
