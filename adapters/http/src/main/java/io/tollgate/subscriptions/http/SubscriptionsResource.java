package io.tollgate.subscriptions.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Changing.ChangeDecision;
import io.tollgate.accounts.Changing.Wish;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Call;
import io.tollgate.http.Calls;
import io.tollgate.http.Faults;
import io.tollgate.http.Page;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.http.TakesIdempotencyKey;
import io.tollgate.idempotency.http.Idempotency;
import io.tollgate.subscriptions.ChangePreview;
import io.tollgate.subscriptions.Subscription;
import io.tollgate.subscriptions.SubscriptionChange;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.subscriptions.SubscriptionView;
import io.tollgate.subscriptions.Subscriptions;
import io.tollgate.subscriptions.usecase.ChangeSubscription;
import io.tollgate.subscriptions.usecase.PreviewChange;
import io.tollgate.tenancy.Scope;
import io.tollgate.tenancy.UserId;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/subscriptions")
@Tag(name = "Subscriptions")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@RunOnVirtualThread
public class SubscriptionsResource {
    private static final int MAX_QUANTITY = 1_000_000;
    private static final Pattern ID = Pattern.compile("sub_[0-9A-Za-z-]{1,64}");

    private final Subscriptions subscriptions;
    private final ChangeSubscription changeSubscription;
    private final PreviewChange previewChange;
    private final Idempotency idempotency;
    private final Calls calls;

    public SubscriptionsResource(
            Subscriptions subscriptions,
            ChangeSubscription changeSubscription,
            PreviewChange previewChange,
            Idempotency idempotency,
            Calls calls) {
        this.subscriptions = subscriptions;
        this.changeSubscription = changeSubscription;
        this.previewChange = previewChange;
        this.idempotency = idempotency;
        this.calls = calls;
    }

    @GET
    @Path("/{id}")
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.SUBSCRIPTIONS_READ)
    @Operation(
            operationId = "getSubscription",
            summary = "One subscription",
            description = "As the provider told of it last; an ended one, too. It never asks the provider.")
    @APIResponseSchema(value = SubscriptionAnswer.class, responseCode = "200")
    @Refuses(ProblemCode.NOT_FOUND)
    public Response get(@PathParam("id") @Parameter(ref = "SubscriptionId") String id) {
        return Response.ok(SubscriptionAnswer.of(find(id))).build();
    }

    /// Names the list in the OpenAPI document.
    @Schema(name = "SubscriptionList")
    public record SubscriptionPage(
            List<SubscriptionAnswer> data, @Nullable String nextCursor) {}

    @GET
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.SUBSCRIPTIONS_READ)
    @Operation(
            operationId = "listSubscriptions",
            summary = "Subscriptions, newest first, ended ones too",
            description = "A user's own; an app that names no user lists the whole project.")
    @APIResponseSchema(value = SubscriptionPage.class, responseCode = "200")
    @Refuses(ProblemCode.NOT_FOUND)
    public Response list(
            @QueryParam("userId") @Parameter(ref = "UserId") @Nullable String userId,
            @QueryParam("status")
                    @Parameter(
                            description = "Only those with this status",
                            schema =
                                    @Schema(
                                            enumeration = {
                                                "incomplete",
                                                "incompleteExpired",
                                                "trialing",
                                                "active",
                                                "pastDue",
                                                "unpaid",
                                                "paused",
                                                "canceled"
                                            }))
                    @Nullable
                    String status,
            @QueryParam("limit") @Parameter(ref = "Limit") @Nullable String limit,
            @QueryParam("after") @Parameter(ref = "After") @Nullable String after) {
        Call call = calls.current();
        UserId user = call.userNamed(userId).orElse(null);
        Faults faults = new Faults();
        Optional<SubscriptionStatus> wanted = Arrays.stream(SubscriptionStatus.values())
                .filter(s -> s.spelling().equals(status))
                .findFirst();
        if (status != null && wanted.isEmpty()) {
            faults.add("status", "unknown_status", "A status of a subscription");
        }
        int most = faults.limit(limit);
        faults.cursor(after, id -> ID.matcher(id).matches());
        faults.check();
        List<SubscriptionView> found = subscriptions.list(call.projectId(), user, wanted.orElse(null), after, most + 1);
        return Response.ok(Page.of(found, most, SubscriptionAnswer::of, SubscriptionAnswer::id))
                .build();
    }

    @RegisterForReflection
    @Schema(name = "SubscriptionCancellation", examples = """
                    {"atPeriodEnd": true}""")
    public record CancelRequest(
            @Nullable
            @Schema(
                    description = "true: it goes on until the running period ends, and can be resumed until then;"
                            + " false: it ends now, and nothing is given back",
                    defaultValue = "true")
            Boolean atPeriodEnd) {}

    @POST
    @Path("/{id}/cancel")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.SUBSCRIPTIONS_WRITE)
    @Operation(
            operationId = "cancelSubscription",
            summary = "End a subscription",
            description = "At the end of the running period, unless `atPeriodEnd` is false.")
    @APIResponseSchema(value = SubscriptionAnswer.class, responseCode = "200")
    @TakesIdempotencyKey
    @Refuses(like = ChangeProblems.class)
    public Response cancel(@PathParam("id") @Parameter(ref = "SubscriptionId") String id, CancelRequest request) {
        return change(id, new Wish.Cancel(request.atPeriodEnd() == null || request.atPeriodEnd()));
    }

    @POST
    @Path("/{id}/resume")
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.SUBSCRIPTIONS_WRITE)
    @Operation(
            operationId = "resumeSubscription",
            summary = "Let a subscription go on",
            description = "Undoes whatever keeps it from going on: an end at a later time, paused collection, the"
                    + " status `paused`. What has ended can't be resumed.")
    @APIResponseSchema(value = SubscriptionAnswer.class, responseCode = "200")
    @TakesIdempotencyKey
    @Refuses(value = ProblemCode.NOTHING_TO_RESUME, like = ChangeProblems.class)
    public Response resume(@PathParam("id") @Parameter(ref = "SubscriptionId") String id) {
        return change(id, new Wish.Resume());
    }

    @RegisterForReflection
    @Schema(name = "SubscriptionChange", examples = """
                    {"plan": "enterprise", "price": "enterprise-month"}""")
    public record ChangeRequest(
            @Nullable @Schema(required = true, examples = "enterprise")
            String plan,

            @Nullable
            @Schema(
                    description = "The price's code; may be left out where the plan has only one, or the subscription"
                            + " has the plan already",
                    examples = "enterprise-month")
            String price,

            @Nullable @Schema(minimum = "1", maximum = "1000000", description = "May be left out: as many as it has")
            Integer quantity,

            @Nullable
            @Schema(
                    format = "date-time",
                    description = "Of a preview that is at most 15 minutes old: what it showed is what is charged")
            String prorationDate) {}

    @POST
    @Path("/{id}/change")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.SUBSCRIPTIONS_WRITE)
    @Operation(
            operationId = "changeSubscription",
            summary = "Give a subscription another plan, price or quantity",
            description = "At once, both up and down. What is left of the running period is charged at once, or"
                    + " credited for later invoices; if it can't be charged nothing changes. Credits of the new plan"
                    + " come with the next paid period.")
    @APIResponseSchema(value = SubscriptionAnswer.class, responseCode = "200")
    @TakesIdempotencyKey
    @Refuses(
            value = {
                ProblemCode.PLAN_NOT_FOUND,
                ProblemCode.PRICE_NOT_FOUND,
                ProblemCode.PRICE_NOT_SYNCED,
                ProblemCode.ONE_TIME_PRICE,
                ProblemCode.ALREADY_SUBSCRIBED,
                ProblemCode.PREVIEW_EXPIRED
            },
            like = ChangeProblems.class)
    public Response change(@PathParam("id") @Parameter(ref = "SubscriptionId") String id, ChangeRequest request) {
        Faults faults = new Faults();
        String plan = faults.required("plan", request.plan(), 63);
        String price = faults.optional("price", request.price(), 63);
        quantity(faults, request.quantity());
        Instant prorationDate = faults.instant("prorationDate", request.prorationDate());
        faults.check();
        return change(id, new Wish.Change(plan, price, request.quantity(), prorationDate));
    }

    private static void quantity(Faults faults, @Nullable Integer quantity) {
        if (quantity != null && (quantity < 1 || quantity > MAX_QUANTITY)) {
            faults.add("quantity", "out_of_range", "1 to " + MAX_QUANTITY);
        }
    }

    private Response change(String id, Wish wish) {
        Call call = calls.current();
        return idempotency.accepted(operation -> {
            SubscriptionView view = find(id);
            AccountId account = call.account(view.user());
            return changeSubscription
                    .change(new ChangeSubscription.Command(
                            operation, account, view.subscription().order(), call.cause(), wish))
                    .map(decision -> answer(view.user(), decision))
                    .orElseThrow(
                            () -> Problem.of(ProblemCode.PROVIDER_UNAVAILABLE, "Send the same Idempotency-Key again"));
        });
    }

    private static Response answer(UserId user, ChangeDecision decision) {
        if (decision instanceof ChangeDecision.Settled(Subscription subscription, long version)) {
            return Response.ok(SubscriptionAnswer.of(user, subscription, version))
                    .build();
        }
        throw ChangeProblems.of(decision);
    }

    @RegisterForReflection
    @Schema(name = "SubscriptionChangePreview")
    public record PreviewAnswer(
            String plan,
            int quantity,

            @Schema(description = "ISO 4217, lower-case; of all amounts")
            String currency,

            @Schema(description = "To be charged at once, in minor units")
            long amountDue,

            @Schema(description = "In minor units; below zero: credited for later invoices")
            long total,

            List<Line> lines,

            @Schema(description = "Give it back with the change within 15 minutes, and it costs exactly this")
            Instant prorationDate) {
        @RegisterForReflection
        @Schema(name = "SubscriptionChangeLine")
        public record Line(
                String description,

                @Schema(description = "In minor units; below zero: a credit")
                long amount,

                boolean proration) {}

        static PreviewAnswer of(String plan, SubscriptionChange.Reprice change, ChangePreview preview) {
            return new PreviewAnswer(
                    plan,
                    change.quantity(),
                    preview.amountDue().currency(),
                    preview.amountDue().amount(),
                    preview.total(),
                    preview.lines().stream()
                            .map(line -> new Line(line.description(), line.amount(), line.proration()))
                            .toList(),
                    preview.prorationDate());
        }
    }

    @GET
    @Path("/{id}/change-preview")
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.SUBSCRIPTIONS_READ)
    @Operation(
            operationId = "previewSubscriptionChange",
            summary = "What another plan, price or quantity would cost now",
            description = "As the provider reckons it. Nothing changes.")
    @APIResponseSchema(value = PreviewAnswer.class, responseCode = "200")
    @Refuses(
            value = {
                ProblemCode.PLAN_NOT_FOUND,
                ProblemCode.PRICE_NOT_FOUND,
                ProblemCode.PRICE_NOT_SYNCED,
                ProblemCode.ONE_TIME_PRICE,
                ProblemCode.ALREADY_SUBSCRIBED,
                ProblemCode.NOTHING_TO_CHANGE
            },
            like = ChangeProblems.class)
    public Response preview(
            @PathParam("id") @Parameter(ref = "SubscriptionId") String id,
            @QueryParam("plan")
                    @Parameter(required = true, description = "The wanted plan's code", example = "enterprise")
                    @Nullable
                    String plan,
            @QueryParam("price")
                    @Parameter(
                            description =
                                    "The wanted price's code; may be left out where the plan has only one, or the subscription has the plan already",
                            example = "enterprise-month")
                    @Nullable
                    String price,
            @QueryParam("quantity")
                    @Parameter(
                            description = "How many; left out: as many as it has",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000000"))
                    @Nullable
                    String quantity) {
        Faults faults = new Faults();
        String wantedPlan = faults.required("plan", plan, 63);
        String wantedPrice = faults.optional("price", price, 63);
        long wantedQuantity = faults.number("quantity", quantity, 1, MAX_QUANTITY, 1);
        faults.check();
        SubscriptionView view = find(id);
        PreviewChange.Outcome outcome = previewChange.preview(new PreviewChange.Query(
                calls.current().account(view.user()),
                view.subscription().order(),
                wantedPlan,
                wantedPrice,
                quantity == null ? null : (int) wantedQuantity));
        return switch (outcome) {
            case PreviewChange.Outcome.Previewed(ChangePreview preview, SubscriptionChange.Reprice change) ->
                Response.ok(PreviewAnswer.of(wantedPlan, change, preview)).build();
            case PreviewChange.Outcome.Refused(ChangeDecision.Settled _) ->
                throw Problem.of(ProblemCode.NOTHING_TO_CHANGE);
            case PreviewChange.Outcome.Refused(ChangeDecision decision) -> throw ChangeProblems.of(decision);
            case PreviewChange.Outcome.Declined(String code, String message) -> throw Problem.ofProvider(code, message);
            case PreviewChange.Outcome.ProviderUnavailable _ -> throw Problem.of(ProblemCode.PROVIDER_UNAVAILABLE);
        };
    }

    /// What may not be seen is as if unknown.
    private SubscriptionView find(String id) {
        if (!ID.matcher(id).matches()) {
            throw Problem.of(ProblemCode.NOT_FOUND);
        }
        Call call = calls.current();
        return subscriptions
                .find(call.projectId(), id)
                .filter(view -> call.maySee(view.user()))
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND));
    }
}
