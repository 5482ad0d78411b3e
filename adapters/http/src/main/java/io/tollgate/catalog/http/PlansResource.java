package io.tollgate.catalog.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.catalog.Catalogs;
import io.tollgate.catalog.http.CatalogDocument.PlanEntry;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Call;
import io.tollgate.http.Calls;
import io.tollgate.http.Page;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.tenancy.Caller;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Scope;
import io.tollgate.tenancy.http.Origins;
import io.tollgate.tenancy.http.ProjectFacts;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/plans")
@Tag(name = "Plans")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@RunOnVirtualThread
public class PlansResource {
    private final Catalogs catalogs;
    private final ProjectFacts projects;
    private final Origins origins;
    private final Calls calls;

    public PlansResource(Catalogs catalogs, ProjectFacts projects, Origins origins, Calls calls) {
        this.catalogs = catalogs;
        this.projects = projects;
        this.origins = origins;
        this.calls = calls;
    }

    /// Names the list in the OpenAPI document.
    @Schema(name = "PlanList")
    public record PlanPage(List<PlanEntry> data) {}

    @GET
    @Allow(
            value = {Who.PUBLIC, Who.USER, Who.APP},
            scopes = Scope.PLANS_READ)
    @Operation(
            operationId = "listPlans",
            summary = "What is sold",
            description = "Without a credential, name the project by `project`.")
    @APIResponseSchema(value = PlanPage.class, responseCode = "200")
    @Refuses({ProblemCode.PROJECT_REQUIRED, ProblemCode.NOT_FOUND})
    public Response list(@QueryParam("project") @Parameter(ref = "PublicProject") @Nullable String project) {
        ProjectId asked = project(project);
        List<PlanEntry> plans = catalogs.current(asked).plans().stream()
                .map(plan -> CatalogDocument.of(plan, false))
                .toList();
        return answer(new Page<>(plans, null), project);
    }

    @GET
    @Path("/{code}")
    @Allow(
            value = {Who.PUBLIC, Who.USER, Who.APP},
            scopes = Scope.PLANS_READ)
    @Operation(
            operationId = "getPlan",
            summary = "One plan",
            description = "With its prices, and what it gives. Without a credential, name the project by `project`.")
    @APIResponseSchema(value = PlanEntry.class, responseCode = "200")
    @Refuses({ProblemCode.PROJECT_REQUIRED, ProblemCode.NOT_FOUND, ProblemCode.PLAN_NOT_FOUND})
    public Response get(
            @PathParam("code") @Parameter(description = "The plan's code", example = "solo") String code,
            @QueryParam("project") @Parameter(ref = "PublicProject") @Nullable String project) {
        return catalogs.current(project(project))
                .plan(code)
                .map(plan -> answer(CatalogDocument.of(plan, false), project))
                .orElseThrow(() -> Problem.of(ProblemCode.PLAN_NOT_FOUND));
    }

    private ProjectId project(@Nullable String named) {
        Call call = calls.current();
        Project own = call.project();
        if (own != null) {
            if (named != null && !own.id().value().equals(named)) {
                throw Problem.of(ProblemCode.NOT_FOUND);
            }
            return own.id();
        }
        if (named == null) {
            throw Problem.of(ProblemCode.PROJECT_REQUIRED, "Name it by ?project=");
        }
        Project project = Optional.of(named)
                .filter(ProjectId::isValid)
                .flatMap(id -> projects.load(new ProjectId(id)))
                .map(ProjectFacts.Facts::project)
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND));
        origins.allow(project, calls.routing());
        return project.id();
    }

    /// Only an address that names the project means the same to everybody.
    private Response answer(Object entity, @Nullable String project) {
        boolean forAll = project != null && calls.current().caller() instanceof Caller.Public;
        return Response.ok(entity)
                .header("Cache-Control", forAll ? "public, max-age=10" : "no-store")
                .build();
    }
}
