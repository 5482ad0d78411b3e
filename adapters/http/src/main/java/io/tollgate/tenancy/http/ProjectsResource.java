package io.tollgate.tenancy.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Calls;
import io.tollgate.http.Faults;
import io.tollgate.http.Page;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.http.TakesIdempotencyKey;
import io.tollgate.http.Words;
import io.tollgate.idempotency.http.Idempotency;
import io.tollgate.ids.Ids;
import io.tollgate.tenancy.AmountLimit;
import io.tollgate.tenancy.App;
import io.tollgate.tenancy.AutomaticTax;
import io.tollgate.tenancy.LatePayment;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Projects;
import io.tollgate.tenancy.PurchaseLimits;
import io.tollgate.tenancy.Scope;
import io.tollgate.tenancy.Settings;
import io.tollgate.tenancy.TrialReuse;
import io.tollgate.tenancy.usecase.ChangeSettings;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/admin/projects")
@Tag(name = "Administration")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@RunOnVirtualThread
public class ProjectsResource {

    private final Projects projects;
    private final ChangeSettings changeSettings;
    private final Administered administered;
    private final Idempotency idempotency;
    private final Ids ids;
    private final ProjectFacts facts;
    private final Calls calls;

    public ProjectsResource(
            Projects projects,
            ChangeSettings changeSettings,
            Administered administered,
            Idempotency idempotency,
            Ids ids,
            ProjectFacts facts,
            Calls calls) {
        this.projects = projects;
        this.changeSettings = changeSettings;
        this.administered = administered;
        this.idempotency = idempotency;
        this.ids = ids;
        this.facts = facts;
        this.calls = calls;
    }

    @RegisterForReflection
    @Schema(name = "ProjectRequest", examples = """
                    {"id": "acme", "name": "Acme"}""")
    public record Request(
            @Nullable @Schema(required = true, pattern = "[a-z0-9][a-z0-9-]{0,62}", examples = "acme")
            String id,

            @Nullable @Schema(required = true, examples = "Acme")
            String name,

            @Nullable @Schema(description = "By its name in the deployment's configuration", defaultValue = "default")
            String providerAccount) {}

    @RegisterForReflection
    @Schema(name = "Project")
    public record Answer(String id, String name, String providerAccount) {
        static Answer of(Project project) {
            return new Answer(project.id().value(), project.name(), project.providerAccount());
        }
    }

    @RegisterForReflection
    @Schema(name = "Settings", description = "What is left out has its default", examples = """
                    {"allowedOrigins": ["http://localhost:8088", "http://127.0.0.1:8088", "http://localhost:8080"],
                     "renewalSlack": "PT24H",
                     "amountLimits": [{"currency": "usd", "min": 100, "max": 50000}]}""")
    public record SettingsDocument(
            @Nullable
            @Schema(description = "For CORS and redirect URLs, exactly", examples = "[\"https://shop.example.com\"]")
            List<@Nullable String> allowedOrigins,

            @Nullable @Schema(examples = "PT24H", defaultValue = "PT24H")
            String renewalSlack,

            @Nullable @Schema(examples = "PT336H", defaultValue = "PT336H")
            String processingSlack,

            @Nullable
            @Schema(description = "Where users are looked up; {userId} is replaced. Absent: every user exists")
            String userDirectory,

            @Nullable
            @Schema(
                    description =
                            "Whether the provider reckons taxes: ifPossible sells without where it can't, required"
                                    + " refuses, and sells no plan by a payment intent",
                    enumeration = {"off", "ifPossible", "required"},
                    defaultValue = "off")
            String automaticTax,

            @Nullable
            @Schema(
                    description = "Money that comes for an order that had failed, expired or been canceled",
                    enumeration = {"honour", "refund"},
                    defaultValue = "honour")
            String latePayment,

            @Nullable
            @Schema(
                    description = "A subscription whose trial turns out to have been used before",
                    enumeration = {"cancel", "chargeNow"},
                    defaultValue = "cancel")
            String trialReuse,

            @Nullable
            @Schema(description = "What payments of a free amount may charge; a currency that isn't here is refused")
            List<@Nullable AmountLimitDocument> amountLimits,

            @Nullable @Schema(description = "How much one user may try to buy, against the trying out of stolen cards")
            PurchaseLimitsDocument purchaseLimits) {
        static SettingsDocument of(Settings settings) {
            return new SettingsDocument(
                    List.copyOf(settings.allowedOrigins()),
                    settings.renewalSlack().toString(),
                    settings.processingSlack().toString(),
                    settings.userDirectory() == null
                            ? null
                            : settings.userDirectory().toString(),
                    Words.camelCase(settings.automaticTax()),
                    Words.camelCase(settings.latePayment()),
                    Words.camelCase(settings.trialReuse()),
                    settings.amountLimits().stream()
                            .map(AmountLimitDocument::of)
                            .toList(),
                    PurchaseLimitsDocument.of(settings.purchaseLimits()));
        }

        Settings read() {
            Faults faults = new Faults();
            Settings usual = Settings.defaults();
            List<@Nullable String> origins = Objects.requireNonNullElse(allowedOrigins, List.of());
            Settings read = new Settings(
                    origins.stream()
                            .map(origin -> Objects.requireNonNullElse(origin, ""))
                            .toList(),
                    faults.duration("renewalSlack", renewalSlack, usual.renewalSlack()),
                    faults.duration("processingSlack", processingSlack, usual.processingSlack()),
                    directory(faults),
                    faults.word("automaticTax", automaticTax, AutomaticTax.class, usual.automaticTax()),
                    faults.word("latePayment", latePayment, LatePayment.class, usual.latePayment()),
                    faults.word("trialReuse", trialReuse, TrialReuse.class, usual.trialReuse()),
                    limits(faults),
                    purchaseLimits == null ? usual.purchaseLimits() : purchaseLimits.read());
            faults.check();
            return read;
        }

        private List<AmountLimit> limits(Faults faults) {
            List<@Nullable AmountLimitDocument> given = Objects.requireNonNullElse(amountLimits, List.of());
            List<AmountLimit> read = new ArrayList<>();
            for (int i = 0; i < given.size(); i++) {
                String at = "amountLimits[" + i + "]";
                AmountLimitDocument limit = given.get(i);
                if (limit == null) {
                    faults.add(at, "required", "Must be given");
                } else {
                    read.add(limit.read(faults, at));
                }
            }
            return read;
        }

        private @Nullable URI directory(Faults faults) {
            if (userDirectory == null) {
                return null;
            }
            try {
                // The place of the user's id is no URI's syntax; it is looked at where it is filled in.
                URI uri = URI.create(userDirectory.replace("{userId}", "%7BuserId%7D"));
                if ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())) {
                    return uri;
                }
            } catch (IllegalArgumentException e) {
                // told below
            }
            faults.add("userDirectory", "invalid_url", "An address with {userId} in it");
            return null;
        }
    }

    @RegisterForReflection
    @Schema(name = "AmountLimit")
    public record AmountLimitDocument(
            @Nullable @Schema(required = true, examples = "usd")
            String currency,

            @Nullable @Schema(required = true, description = "In minor units, included", examples = "100")
            Long min,

            @Nullable @Schema(required = true, description = "In minor units, included", examples = "50000")
            Long max) {
        static AmountLimitDocument of(AmountLimit limit) {
            return new AmountLimitDocument(limit.currency(), limit.min(), limit.max());
        }

        AmountLimit read(Faults faults, String at) {
            return new AmountLimit(
                    faults.required(at + ".currency", currency, 3),
                    given(faults, at + ".min", min),
                    given(faults, at + ".max", max));
        }

        private static long given(Faults faults, String at, @Nullable Long amount) {
            if (amount == null) {
                faults.add(at, "required", "Must be given");
                return 0;
            }
            return amount;
        }
    }

    @RegisterForReflection
    @Schema(name = "PurchaseLimits", description = "What is left out has its default")
    public record PurchaseLimitsDocument(
            @Nullable
            @Schema(
                    description = "Pages, payments and set-ups that wait to be used, at a time",
                    minimum = "1",
                    maximum = "100",
                    defaultValue = "10")
            Integer open,

            @Nullable
            @Schema(
                    description = "Declined cards within an hour, after which nothing more is begun",
                    minimum = "1",
                    maximum = "100",
                    defaultValue = "10")
            Integer declinedPerHour) {
        static PurchaseLimitsDocument of(PurchaseLimits limits) {
            return new PurchaseLimitsDocument(limits.open(), limits.declinedPerHour());
        }

        PurchaseLimits read() {
            PurchaseLimits usual = PurchaseLimits.USUAL;
            return new PurchaseLimits(
                    Objects.requireNonNullElse(open, usual.open()),
                    Objects.requireNonNullElse(declinedPerHour, usual.declinedPerHour()));
        }
    }

    @RegisterForReflection
    @Schema(name = "AppRequest", examples = """
                    {"name": "mailer", "scopes": ["entitlements:read"]}""")
    public record AppRequest(
            @Nullable @Schema(required = true, examples = "backend")
            String name,

            @Nullable
            @Schema(required = true, description = "What its keys may do at most", examples = "[\"entitlements:read\"]")
            List<@Nullable String> scopes) {}

    @RegisterForReflection
    @Schema(name = "App")
    public record AppAnswer(String id, String name, List<String> scopes) {
        static AppAnswer of(App app) {
            return new AppAnswer(app.id(), app.name(), Administered.spelled(app.scopes()));
        }
    }

    /// Names the list in the OpenAPI document.
    @Schema(name = "ProjectList")
    public record ProjectPage(List<Answer> data, @Nullable String nextCursor) {}

    /// Names the list in the OpenAPI document.
    @Schema(name = "AppList")
    public record AppPage(List<AppAnswer> data) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Who.OPERATOR)
    @Operation(
            operationId = "createProject",
            summary = "Create a project",
            description = "Its id makes it repeatable: a second time is 409.")
    @APIResponseSchema(value = Answer.class, responseCode = "201")
    @Refuses(ProblemCode.PROJECT_EXISTS)
    public Response create(Request request) {
        Faults faults = new Faults();
        String id = faults.required("id", request.id(), 63);
        if (!id.isEmpty() && !ProjectId.isValid(id)) {
            faults.add("id", "invalid_project_id", "1 to 63 of a-z, 0-9 and hyphen, no hyphen first");
        }
        String name = faults.requiredProse("name", request.name(), 250);
        String provider = faults.optional("providerAccount", request.providerAccount(), 63);
        faults.check();
        Project project =
                new Project(new ProjectId(id), name, provider == null ? "default" : provider, Settings.defaults(), 0);
        if (!projects.create(project)) {
            throw Problem.of(ProblemCode.PROJECT_EXISTS);
        }
        facts.forget(project.id());
        return Response.status(201).entity(Answer.of(project)).build();
    }

    @GET
    @Allow({Who.OPERATOR, Who.ADMIN})
    @Operation(operationId = "listProjects", summary = "Projects", description = "By id. An admin sees its own.")
    @APIResponseSchema(value = ProjectPage.class, responseCode = "200")
    public Response list(
            @QueryParam("limit") @Parameter(ref = "Limit") @Nullable String limit,
            @QueryParam("after") @Parameter(ref = "After") @Nullable String after) {
        Faults faults = new Faults();
        int most = faults.limit(limit);
        faults.cursor(after, ProjectId::isValid);
        faults.check();
        Project own = calls.current().project();
        List<Project> found =
                own != null ? List.of(own) : projects.list(after == null ? null : new ProjectId(after), most + 1);
        return Response.ok(Page.of(found, most, Answer::of, Answer::id)).build();
    }

    @GET
    @Path("/{id}/settings")
    @Allow({Who.OPERATOR, Who.ADMIN})
    @Operation(
            operationId = "getSettings",
            summary = "A project's settings",
            description = "What was never set has its default.")
    @APIResponseSchema(value = SettingsDocument.class, responseCode = "200")
    @Refuses(ProblemCode.NOT_FOUND)
    public Response settings(@PathParam("id") @Parameter(ref = "ProjectId") String id) {
        return Response.ok(SettingsDocument.of(administered.project(id).settings()))
                .build();
    }

    @PUT
    @Path("/{id}/settings")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow({Who.OPERATOR, Who.ADMIN})
    @Operation(
            operationId = "putSettings",
            summary = "Set a project's settings",
            description = "All at once: what is left out gets its default again.")
    @APIResponseSchema(value = SettingsDocument.class, responseCode = "200")
    @Refuses(ProblemCode.NOT_FOUND)
    public Response change(@PathParam("id") @Parameter(ref = "ProjectId") String id, SettingsDocument document) {
        ProjectId project = administered.project(id).id();
        return switch (changeSettings.change(project, document.read())) {
            case ChangeSettings.Outcome.Changed changed -> {
                facts.forget(project);
                yield Response.ok(SettingsDocument.of(changed.project().settings()))
                        .build();
            }
            case ChangeSettings.Outcome.NoSuchProject _ -> throw Problem.of(ProblemCode.NOT_FOUND);
            case ChangeSettings.Outcome.Refused refused ->
                throw Problem.invalid(refused.wrongs().stream()
                        .map(wrong -> new Problem.Wrong(wrong.field(), wrong.code(), wrong.detail()))
                        .toList());
        };
    }

    @POST
    @Path("/{id}/apps")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow({Who.OPERATOR, Who.ADMIN})
    @Operation(
            operationId = "createApp",
            summary = "Create an app",
            description = "A service that calls with keys of its own, which may have its scopes or fewer.")
    @APIResponseSchema(value = AppAnswer.class, responseCode = "201")
    @TakesIdempotencyKey
    @Refuses(ProblemCode.NOT_FOUND)
    public Response createApp(@PathParam("id") @Parameter(ref = "ProjectId") String id, AppRequest request) {
        ProjectId project = administered.project(id).id();
        return idempotency.accepted(project, _ -> {
            Faults faults = new Faults();
            String name = faults.requiredProse("name", request.name(), 250);
            if (request.scopes() == null) {
                faults.add("scopes", "required", "Must be given");
            }
            Set<Scope> scopes = Administered.scopes(faults, request.scopes());
            faults.check();
            App app = new App(ids.next("app"), project, name, scopes);
            projects.addApp(app);
            return Response.status(201).entity(AppAnswer.of(app)).build();
        });
    }

    @GET
    @Path("/{id}/apps")
    @Allow({Who.OPERATOR, Who.ADMIN})
    @Operation(
            operationId = "listApps",
            summary = "A project's apps",
            description = "With the scopes that their keys may have at most.")
    @APIResponseSchema(value = AppPage.class, responseCode = "200")
    @Refuses(ProblemCode.NOT_FOUND)
    public Response apps(@PathParam("id") @Parameter(ref = "ProjectId") String id) {
        List<AppAnswer> apps = projects.apps(administered.project(id).id()).stream()
                .map(AppAnswer::of)
                .toList();
        return Response.ok(new Page<>(apps, null)).build();
    }
}
