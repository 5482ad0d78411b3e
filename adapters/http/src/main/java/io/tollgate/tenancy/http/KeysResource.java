package io.tollgate.tenancy.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Faults;
import io.tollgate.http.Page;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.http.TakesIdempotencyKey;
import io.tollgate.idempotency.http.Idempotency;
import io.tollgate.tenancy.ApiKey;
import io.tollgate.tenancy.ApiKeys;
import io.tollgate.tenancy.App;
import io.tollgate.tenancy.Scope;
import io.tollgate.tenancy.usecase.IssueKey;
import io.tollgate.tenancy.usecase.RevokeKey;
import io.tollgate.tenancy.usecase.RotateKey;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/admin/apps/{appId}/keys")
@Tag(name = "Administration")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@RunOnVirtualThread
public class KeysResource {
    private static final long LONGEST_OVERLAP_SECONDS = Duration.ofDays(30).toSeconds();

    private final ApiKeys keys;
    private final IssueKey issueKey;
    private final RotateKey rotateKey;
    private final RevokeKey revokeKey;
    private final Administered administered;
    private final Idempotency idempotency;

    public KeysResource(
            ApiKeys keys,
            IssueKey issueKey,
            RotateKey rotateKey,
            RevokeKey revokeKey,
            Administered administered,
            Idempotency idempotency) {
        this.keys = keys;
        this.issueKey = issueKey;
        this.rotateKey = rotateKey;
        this.revokeKey = revokeKey;
        this.administered = administered;
        this.idempotency = idempotency;
    }

    @RegisterForReflection
    @Schema(name = "KeyRequest", examples = """
                    {"name": "prod"}""")
    public record Request(
            @Nullable @Schema(required = true, examples = "prod")
            String name,

            @Nullable @Schema(description = "Absent: all of the app's")
            List<@Nullable String> scopes) {}

    @RegisterForReflection
    @Schema(name = "Rotation", examples = """
                    {"overlapSeconds": 3600}""")
    public record Rotation(
            @Nullable
            @Schema(
                    description = "How long the old key works on",
                    minimum = "0",
                    maximum = "2592000",
                    defaultValue = "0")
            Long overlapSeconds) {}

    @RegisterForReflection
    @Schema(name = "Key")
    public record Answer(
            String id,
            String name,
            List<String> scopes,
            @Nullable Instant expiresAt) {
        static Answer of(ApiKey key) {
            return new Answer(key.id(), key.name(), Administered.spelled(key.scopes()), key.expiresAt());
        }
    }

    @RegisterForReflection
    @Schema(name = "NewKey")
    public record Issued(
            String id,
            String name,
            List<String> scopes,

            @Schema(description = "The key itself: shown once, and stored nowhere")
            String key)
            implements Idempotency.Secretive {
        static Issued of(IssueKey.Outcome.Issued issued) {
            Answer answer = Answer.of(issued.key());
            return new Issued(
                    answer.id(), answer.name(), answer.scopes(), issued.text().reveal());
        }

        @Override
        public Object withoutSecret() {
            return new Answer(id, name, scopes, null);
        }

        @Override
        public String toString() {
            return "Issued[" + id + "]";
        }
    }

    /// Names the list in the OpenAPI document.
    @Schema(name = "KeyList")
    public record KeyPage(List<Answer> data) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow({Who.OPERATOR, Who.ADMIN})
    @Operation(
            operationId = "createKey",
            summary = "Give an app a key",
            description = "The key is answered once: an answer replayed by its Idempotency-Key holds it no more.")
    @APIResponseSchema(value = Issued.class, responseCode = "201")
    @TakesIdempotencyKey
    @Refuses(ProblemCode.NOT_FOUND)
    public Response create(@PathParam("appId") @Parameter(ref = "AppId") String appId, Request request) {
        App app = administered.app(appId);
        return idempotency.accepted(app.project(), _ -> {
            Faults faults = new Faults();
            String name = faults.requiredProse("name", request.name(), 250);
            Set<Scope> scopes = request.scopes() == null ? null : Administered.scopes(faults, request.scopes());
            faults.check();
            return answer(issueKey.issue(app, name, scopes));
        });
    }

    @GET
    @Allow({Who.OPERATOR, Who.ADMIN})
    @Operation(
            operationId = "listKeys",
            summary = "An app's keys",
            description = "Without their secrets, which are stored nowhere.")
    @APIResponseSchema(value = KeyPage.class, responseCode = "200")
    @Refuses(ProblemCode.NOT_FOUND)
    public Response list(@PathParam("appId") @Parameter(ref = "AppId") String appId) {
        App app = administered.app(appId);
        List<Answer> all =
                keys.ofApp(app.project(), app.id()).stream().map(Answer::of).toList();
        return Response.ok(new Page<>(all, null)).build();
    }

    @POST
    @Path("/{keyId}/rotate")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow({Who.OPERATOR, Who.ADMIN})
    @Operation(
            operationId = "rotateKey",
            summary = "Replace a key",
            description = "The old key works on for `overlapSeconds`, the new one at once; it is answered once.")
    @APIResponseSchema(value = Issued.class, responseCode = "201")
    @TakesIdempotencyKey
    @Refuses(ProblemCode.NOT_FOUND)
    public Response rotate(
            @PathParam("appId") @Parameter(ref = "AppId") String appId,
            @PathParam("keyId") @Parameter(ref = "KeyId") String keyId,
            Rotation rotation) {
        App app = administered.app(appId);
        return idempotency.accepted(app.project(), _ -> {
            long overlap = Objects.requireNonNullElse(rotation.overlapSeconds(), 0L);
            if (overlap < 0 || overlap > LONGEST_OVERLAP_SECONDS) {
                throw Problem.invalid("overlapSeconds", "out_of_range", "0 to " + LONGEST_OVERLAP_SECONDS);
            }
            return rotateKey
                    .rotate(app, keyId, Duration.ofSeconds(overlap))
                    .map(KeysResource::answer)
                    .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND));
        });
    }

    @DELETE
    @Path("/{keyId}")
    @Allow({Who.OPERATOR, Who.ADMIN})
    @Operation(
            operationId = "revokeKey",
            summary = "Revoke a key",
            description = "Within 5 seconds it is dead on every replica, for good.")
    @APIResponse(responseCode = "204", description = "Revoked")
    @Refuses(ProblemCode.NOT_FOUND)
    public Response revoke(
            @PathParam("appId") @Parameter(ref = "AppId") String appId,
            @PathParam("keyId") @Parameter(ref = "KeyId") String keyId) {
        if (!revokeKey.revoke(administered.app(appId), keyId)) {
            throw Problem.of(ProblemCode.NOT_FOUND);
        }
        return Response.noContent().build();
    }

    private static Response answer(IssueKey.Outcome outcome) {
        return switch (outcome) {
            case IssueKey.Outcome.Issued issued ->
                Response.status(201).entity(Issued.of(issued)).build();
            case IssueKey.Outcome.MoreThanApp more ->
                throw Problem.invalid(
                        "scopes",
                        "more_than_app",
                        "The app itself lacks " + String.join(", ", Administered.spelled(more.excess())));
        };
    }
}
