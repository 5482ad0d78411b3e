package io.tollgate.catalog.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.CatalogDiff;
import io.tollgate.catalog.Catalogs;
import io.tollgate.catalog.usecase.ApplyCatalog;
import io.tollgate.catalog.usecase.ApplyCatalog.ExistingSubscribers;
import io.tollgate.catalog.usecase.SyncCatalog;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Call;
import io.tollgate.http.Calls;
import io.tollgate.http.Faults;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.http.TakesIdempotencyKey;
import io.tollgate.idempotency.http.Idempotency;
import io.tollgate.tenancy.http.ProjectFacts;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/admin/catalog")
@Tag(name = "Catalog")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@RunOnVirtualThread
public class CatalogResource {
    private static final Pattern ETAG = Pattern.compile("(?:W/)?\"(\\d{1,18})\"");

    private final Catalogs catalogs;
    private final ApplyCatalog applyCatalog;
    private final SyncCatalog syncCatalog;
    private final Idempotency idempotency;
    private final ProjectFacts facts;
    private final Calls calls;

    public CatalogResource(
            Catalogs catalogs,
            ApplyCatalog applyCatalog,
            SyncCatalog syncCatalog,
            Idempotency idempotency,
            ProjectFacts facts,
            Calls calls) {
        this.catalogs = catalogs;
        this.applyCatalog = applyCatalog;
        this.syncCatalog = syncCatalog;
        this.idempotency = idempotency;
        this.facts = facts;
        this.calls = calls;
    }

    @RegisterForReflection
    @Schema(name = "CatalogChanges")
    public record Changes(List<Change> changes) {
        static Changes of(List<CatalogDiff.Change> changes) {
            return new Changes(changes.stream()
                    .map(change ->
                            new Change(change.kind().name().toLowerCase(Locale.ROOT), change.plan(), change.what()))
                    .toList());
        }
    }

    @RegisterForReflection
    @Schema(name = "CatalogChange")
    public record Change(
            @Schema(enumeration = {"added", "changed", "archived"})
            String kind,

            @Nullable String plan,
            String what) {}

    @RegisterForReflection
    @Schema(name = "CatalogSync")
    public record Synced(boolean dryRun, List<SyncedPrice> prices) {}

    @RegisterForReflection
    @Schema(name = "CatalogSyncPrice")
    public record SyncedPrice(
            String plan,
            String price,
            @Schema(enumeration = {"bound", "kept"}) String action,
            @Nullable @JsonProperty String providerPriceId) {}

    @GET
    @Allow(Who.ADMIN)
    @Operation(
            operationId = "getCatalog",
            summary = "The whole catalog",
            description = "As PUT takes it, with an ETag for If-Match.")
    @APIResponseSchema(value = CatalogDocument.class, responseCode = "200")
    public Response get() {
        return answer(catalogs.current(calls.current().projectId()));
    }

    @PUT
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml"})
    @Allow(Who.ADMIN)
    @Operation(
            operationId = "putCatalog",
            summary = "Put the whole catalog",
            description = "What is left out is archived, never deleted. With `dryRun=true` nothing is changed, and the "
                    + "changes are answered. Where plans that are sold change, `existingSubscribers` must be said.")
    @RequestBody(
            required = true,
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = CatalogDocument.class),
                        examples = @ExampleObject(name = "two plans", value = """
                                                {"features": [{"code": "reports", "type": "flag", "name": "Reports"}],
                                                 "plans": [
                                                   {"code": "free", "name": "Free", "default": true},
                                                   {"code": "pro", "name": "Pro", "trialDays": 14,
                                                    "prices": [{"code": "pro-month", "type": "recurring", "interval": "P1M",
                                                                "amount": {"amount": 1999, "currency": "usd"}}],
                                                    "features": [{"code": "reports", "type": "flag"}]}]}""")),
                @Content(mediaType = "application/yaml", schema = @Schema(implementation = CatalogDocument.class))
            })
    @APIResponse(
            responseCode = "200",
            description = "The catalog as it is now; with a dry run, the changes",
            content = @Content(schema = @Schema(anyOf = {CatalogDocument.class, Changes.class})))
    @Refuses({
        ProblemCode.EXISTING_SUBSCRIBERS_REQUIRED,
        ProblemCode.VERSION_MISMATCH,
        ProblemCode.EXISTING_SUBSCRIBERS_UNSUPPORTED
    })
    public Response put(
            CatalogDocument document,
            @QueryParam("dryRun") @Parameter(ref = "DryRun") @Nullable String dryRun,
            @QueryParam("existingSubscribers")
                    @Parameter(
                            description = "When the change reaches those who have bought; only `never` is possible yet",
                            schema = @Schema(enumeration = {"never", "now", "nextPeriod"}))
                    @Nullable
                    String existing,
            @HeaderParam("If-Match")
                    @Parameter(description = "The ETag of GET: refused if the catalog has changed since")
                    @Nullable
                    String ifMatch) {
        Call call = calls.current();
        Faults faults = new Faults();
        boolean dry = faults.flag("dryRun", dryRun);
        ExistingSubscribers said = existing(faults, existing);
        Catalog wanted = document.read(faults);
        faults.check();
        ApplyCatalog.Outcome outcome = applyCatalog.apply(
                new ApplyCatalog.Command(call.projectId(), wanted, version(ifMatch), said, dry, call.cause()));
        return switch (outcome) {
            case ApplyCatalog.Outcome.Applied applied -> {
                facts.forget(call.projectId());
                yield dry
                        ? Response.ok(Changes.of(applied.changes()))
                                .header("ETag", tag(applied.catalog()))
                                .build()
                        : answer(applied.catalog());
            }
            case ApplyCatalog.Outcome.Invalid invalid ->
                throw Problem.invalid(invalid.problems().stream()
                        .map(p -> new Problem.Wrong(p.path(), p.code(), p.detail()))
                        .toList());
            case ApplyCatalog.Outcome.VersionMismatch mismatch ->
                throw Problem.of(ProblemCode.VERSION_MISMATCH).with("version", mismatch.newest());
            case ApplyCatalog.Outcome.SubscribersUnsaid unsaid ->
                throw Problem.of(
                                ProblemCode.EXISTING_SUBSCRIBERS_REQUIRED,
                                "Plans that are sold change: say ?existingSubscribers=never")
                        .with("changes", Changes.of(unsaid.changes()).changes());
            case ApplyCatalog.Outcome.SubscribersUnsupported _ ->
                throw Problem.of(
                        ProblemCode.EXISTING_SUBSCRIBERS_UNSUPPORTED,
                        "Only never is possible yet: whoever has bought keeps the terms");
        };
    }

    @POST
    @Path("/sync")
    @Allow(Who.ADMIN)
    @Operation(
            operationId = "syncCatalog",
            summary = "Make the provider know the plans and prices",
            description = "May be sent again at any time.")
    @APIResponseSchema(value = Synced.class, responseCode = "200")
    @TakesIdempotencyKey
    @Refuses({ProblemCode.PROVIDER_REFUSED, ProblemCode.PROVIDER_UNAVAILABLE})
    public Response sync(@QueryParam("dryRun") @Parameter(ref = "DryRun") @Nullable String dryRun) {
        Call call = calls.current();
        Faults faults = new Faults();
        boolean dry = faults.flag("dryRun", dryRun);
        faults.check();
        return idempotency.accepted(_ -> {
            SyncCatalog.Outcome outcome = syncCatalog.sync(call.inProject(), dry);
            facts.forget(call.projectId());
            return switch (outcome) {
                case SyncCatalog.Outcome.Finished finished -> {
                    List<SyncedPrice> prices = finished.prices().stream()
                            .map(price -> new SyncedPrice(
                                    price.plan(),
                                    price.price(),
                                    price.action().name().toLowerCase(Locale.ROOT),
                                    price.providerPriceId()))
                            .toList();
                    yield Response.ok(new Synced(dry, prices)).build();
                }
                case SyncCatalog.Outcome.Refused refused ->
                    throw Problem.of(ProblemCode.PROVIDER_REFUSED, refused.message())
                            .with("plan", refused.plan())
                            .with("reason", refused.code());
                case SyncCatalog.Outcome.ProviderUnavailable _ -> throw Problem.of(ProblemCode.PROVIDER_UNAVAILABLE);
            };
        });
    }

    private static ExistingSubscribers existing(Faults faults, @Nullable String said) {
        return switch (said) {
            case null -> ExistingSubscribers.UNSAID;
            case "never" -> ExistingSubscribers.NEVER;
            case "now" -> ExistingSubscribers.NOW;
            case "nextPeriod" -> ExistingSubscribers.NEXT_PERIOD;
            default -> {
                faults.add("existingSubscribers", "unknown_value", "never, now or nextPeriod");
                yield ExistingSubscribers.UNSAID;
            }
        };
    }

    /// @return null: whichever is the newest
    private static @Nullable Long version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return null;
        }
        Matcher matcher = ETAG.matcher(ifMatch.strip());
        if (!matcher.matches()) {
            throw Problem.invalid("If-Match", "invalid_etag", "The ETag of GET, with its quotes");
        }
        return Long.valueOf(matcher.group(1));
    }

    private static Response answer(Catalog catalog) {
        return Response.ok(CatalogDocument.of(catalog))
                .header("ETag", tag(catalog))
                .build();
    }

    private static String tag(Catalog catalog) {
        return "\"" + catalog.version() + "\"";
    }
}
