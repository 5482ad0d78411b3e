package io.tollgate.entitlements.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.tollgate.accounts.AccountId;
import io.tollgate.catalog.FeatureType;
import io.tollgate.entitlements.Entitlement;
import io.tollgate.entitlements.usecase.CheckAnswer;
import io.tollgate.entitlements.usecase.CheckEntitlement;
import io.tollgate.entitlements.usecase.ProjectDefaults;
import io.tollgate.entitlements.usecase.ReadEntitlements;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Call;
import io.tollgate.http.Calls;
import io.tollgate.http.Faults;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.tenancy.Scope;
import io.tollgate.tenancy.http.ProjectFacts;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// May this user use this feature, and until when? Nothing here blocks: the answer is in memory, or a primary-key
/// read
/// away.
@Path("/api/v1/entitlements")
@Tag(name = "Entitlements")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@NonBlocking
public class EntitlementsResource {
    private static final int MAX_FEATURE = 63;

    private final CheckEntitlement checkEntitlement;
    private final ReadEntitlements readEntitlements;
    private final ObjectMapper json;

    public EntitlementsResource(
            CheckEntitlement checkEntitlement, ReadEntitlements readEntitlements, ObjectMapper json) {
        this.checkEntitlement = checkEntitlement;
        this.readEntitlements = readEntitlements;
        this.json = json;
    }

    @RegisterForReflection
    @Schema(name = "Check")
    public record Check(
            boolean allowed,

            @Schema(enumeration = {"entitled", "not_entitled", "expired", "suspended", "limit_reached", "no_credits"})
            String reason,

            @Nullable @Schema(description = "The end of access; when it ended, if it is over; absent: no end")
            Instant expiresAt,

            @Nullable Long limit,
            @Nullable Long remaining,

            @Schema(description = "Of the user's snapshot; only grows")
            long version) {}

    @RegisterForReflection
    @Schema(name = "Entitlements")
    public record Snapshot(String userId, long version, List<Held> entitlements) {}

    @RegisterForReflection
    @Schema(name = "Entitlement")
    public record Held(
            String feature,
            @Schema(enumeration = {"flag", "limit"}) String type,
            @Nullable Long limit,
            @Nullable Long used,
            @Nullable Instant expiresAt,
            @Nullable Instant currentPeriodEnd,

            @Nullable @Schema(description = "Where the limit falls before the end")
            List<Step> steps,

            List<String> sources) {
        static Held of(Entitlement held) {
            return new Held(
                    held.feature(),
                    held.type().name().toLowerCase(Locale.ROOT),
                    held.limit(),
                    held.type() == FeatureType.LIMIT ? 0L : null,
                    held.expiresAt(),
                    held.currentPeriodEnd(),
                    held.steps().isEmpty()
                            ? null
                            : held.steps().stream()
                                    .map(step -> new Step(step.limit(), step.until()))
                                    .toList(),
                    held.sources());
        }
    }

    @RegisterForReflection
    @Schema(name = "EntitlementStep")
    public record Step(long limit, @Nullable Instant until) {}

    @GET
    @Path("/check")
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.ENTITLEMENTS_READ)
    @Operation(
            operationId = "checkEntitlement",
            summary = "May this user use this feature, and until when?",
            description = "With `minVersion`, waits half a second at most for what the caller has seen elsewhere.")
    @APIResponseSchema(value = Check.class, responseCode = "200")
    @Refuses({ProblemCode.USER_REQUIRED, ProblemCode.NOT_FOUND, ProblemCode.VERSION_NOT_REACHED})
    public Uni<Check> check(
            @QueryParam("userId") @Parameter(ref = "UserId") @Nullable String userId,
            @QueryParam("feature")
                    @Parameter(required = true, description = "Its code in the catalog", example = "reports")
                    @Nullable
                    String feature,
            @QueryParam("minVersion") @Parameter(ref = "MinVersion") @Nullable String minVersion,
            @Context RoutingContext request) {
        Call call = Calls.of(request);
        AccountId account = call.account(userId);
        long least = 0;
        if (minVersion != null || feature == null || !isAskable(feature)) {
            Faults faults = new Faults();
            faults.required("feature", feature, MAX_FEATURE);
            least = faults.number("minVersion", minVersion, 0, Long.MAX_VALUE, 0);
            faults.check();
        }
        long atLeast = least;
        String asked = feature == null ? "" : feature;
        ProjectDefaults defaults = ProjectFacts.of(request).defaults();
        return Uni.createFrom()
                .completionStage(() -> checkEntitlement.check(account, asked, atLeast, defaults))
                .map(answer -> switch (answer) {
                    case CheckAnswer.Known known ->
                        new Check(
                                known.allowed(),
                                spelled(known.reason()),
                                known.expiresAt(),
                                known.limit(),
                                known.remaining(),
                                known.version());
                    case CheckAnswer.VersionNotReached behind ->
                        throw Problem.of(ProblemCode.VERSION_NOT_REACHED).with("version", behind.version());
                });
    }

    @GET
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.ENTITLEMENTS_READ)
    @Operation(
            operationId = "getEntitlements",
            summary = "All that a user may use now",
            description = "A user never seen has what everybody has. Send the ETag as If-None-Match to save the body.")
    @APIResponseSchema(value = Snapshot.class, responseCode = "200")
    @APIResponse(responseCode = "304", description = "Nothing has changed")
    @Refuses({ProblemCode.USER_REQUIRED, ProblemCode.NOT_FOUND, ProblemCode.VERSION_NOT_REACHED})
    public Uni<Response> read(
            @QueryParam("userId") @Parameter(ref = "UserId") @Nullable String userId,
            @QueryParam("minVersion") @Parameter(ref = "MinVersion") @Nullable String minVersion,
            @HeaderParam("If-None-Match")
                    @Parameter(description = "The ETag of an earlier answer: 304 if it still holds")
                    @Nullable
                    String known,
            @Context RoutingContext request) {
        AccountId account = Calls.of(request).account(userId);
        Faults faults = new Faults();
        long least = faults.number("minVersion", minVersion, 0, Long.MAX_VALUE, 0);
        faults.check();
        ProjectDefaults defaults = ProjectFacts.of(request).defaults();
        return Uni.createFrom()
                .completionStage(() -> readEntitlements.read(account, least, defaults))
                .map(held -> {
                    if (held.version() < least) {
                        throw Problem.of(ProblemCode.VERSION_NOT_REACHED).with("version", held.version());
                    }
                    List<Held> all = held.entitlements().stream().map(Held::of).toList();
                    return answer(new Snapshot(account.user().value(), held.version(), all), known);
                });
    }

    /// No code holds a NUL, which the database would refuse.
    private static boolean isAskable(String feature) {
        return !feature.isEmpty() && feature.length() <= MAX_FEATURE && feature.indexOf('\0') < 0;
    }

    private static String spelled(CheckAnswer.Reason reason) {
        return switch (reason) {
            case ENTITLED -> "entitled";
            case SUSPENDED -> "suspended";
            case NOT_ENTITLED -> "not_entitled";
            case EXPIRED -> "expired";
            case LIMIT_REACHED -> "limit_reached";
            case NO_CREDITS -> "no_credits";
        };
    }

    /// The tag covers the body as well as the version: what is live changes with time alone.
    private Response answer(Snapshot snapshot, @Nullable String known) {
        byte[] body = bytes(snapshot);
        CRC32C sum = new CRC32C();
        sum.update(body);
        String tag = "\"" + snapshot.version() + "-" + Long.toHexString(sum.getValue()) + "\"";
        Response.ResponseBuilder response = known != null && matches(known, tag)
                ? Response.notModified()
                : Response.ok(new String(body, StandardCharsets.UTF_8));
        return response.header("ETag", tag)
                .header("Cache-Control", "private, no-cache")
                .build();
    }

    private static boolean matches(String known, String tag) {
        return Arrays.stream(known.split(",", 20))
                .map(String::strip)
                .map(candidate -> candidate.startsWith("W/") ? candidate.substring(2) : candidate)
                .anyMatch(candidate -> candidate.equals("*") || candidate.equals(tag));
    }

    private byte[] bytes(Snapshot snapshot) {
        try {
            return json.writeValueAsBytes(snapshot);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a snapshot must be writable", e);
        }
    }
}
