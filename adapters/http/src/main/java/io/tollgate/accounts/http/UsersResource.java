package io.tollgate.accounts.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Customer;
import io.tollgate.accounts.Profile;
import io.tollgate.accounts.usecase.ChangeProfile;
import io.tollgate.credits.Credits;
import io.tollgate.entitlements.usecase.ReadEntitlements;
import io.tollgate.entitlements.usecase.ReadEntitlements.Held;
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
import io.tollgate.orders.Order;
import io.tollgate.orders.http.PurchaseFields;
import io.tollgate.subscriptions.http.SubscriptionAnswer;
import io.tollgate.tenancy.Scope;
import io.tollgate.tenancy.http.ProjectFacts;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/users/{userId}")
@Tag(name = "Users")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@RunOnVirtualThread
public class UsersResource {
    private final Accounts accounts;
    private final Credits credits;
    private final ReadEntitlements readEntitlements;
    private final ChangeProfile changeProfile;
    private final Idempotency idempotency;
    private final InstantSource clock;
    private final Calls calls;

    public UsersResource(
            Accounts accounts,
            Credits credits,
            ReadEntitlements readEntitlements,
            ChangeProfile changeProfile,
            Idempotency idempotency,
            InstantSource clock,
            Calls calls) {
        this.accounts = accounts;
        this.credits = credits;
        this.readEntitlements = readEntitlements;
        this.changeProfile = changeProfile;
        this.idempotency = idempotency;
        this.clock = clock;
        this.calls = calls;
    }

    @RegisterForReflection
    @Schema(name = "User")
    public record Answer(
            String userId,

            @Schema(description = "The plans that give something now")
            List<String> plans,

            List<SubscriptionAnswer> subscriptions,
            List<Balance> credits,
            List<Access> access,
            @Nullable String providerCustomer,

            @Nullable @Schema(description = "Where the user lives in a test clock's time: that time")
            Instant testClockTime,

            long version) {}

    @RegisterForReflection
    @Schema(name = "UserCredits")
    public record Balance(String feature, long balance) {}

    @RegisterForReflection
    @Schema(name = "UserAccess")
    public record Access(String feature, @Nullable Instant expiresAt) {}

    @GET
    @Allow(
            value = {Who.USER, Who.APP, Who.ADMIN},
            scopes = Scope.SUBSCRIPTIONS_READ)
    @Operation(
            operationId = "getUser",
            summary = "A user's account at a glance",
            description = "A user never seen has what everybody has.")
    @APIResponseSchema(value = Answer.class, responseCode = "200")
    @Refuses(ProblemCode.NOT_FOUND)
    public Response get(@PathParam("userId") @Parameter(ref = "User") String userId) {
        AccountId id = calls.current().account(userId);
        Optional<Account> account = accounts.find(id);
        Instant now = account.map(a -> a.now(clock.instant())).orElseGet(clock::instant);
        Held held = readEntitlements
                .read(id, 0, ProjectFacts.of(calls.routing()).defaults())
                .toCompletableFuture()
                .join();
        return Response.ok(new Answer(
                        id.user().value(),
                        account.map(a -> plans(a, now)).orElse(List.of()),
                        account.stream().flatMap(UsersResource::subscriptions).toList(),
                        credits.balances(id, now).stream()
                                .map(balance -> new Balance(balance.feature(), balance.balance()))
                                .toList(),
                        held.entitlements().stream()
                                .map(e -> new Access(e.feature(), e.expiresAt()))
                                .toList(),
                        account.map(UsersResource::customer).orElse(null),
                        account.map(a -> a.clock() == null ? null : a.clock().frozenTime())
                                .orElse(null),
                        held.version()))
                .build();
    }

    @RegisterForReflection
    @Schema(name = "UserChange", examples = """
                    {"email": "alice@example.com", "name": "Alice Liddell", "metadata": {"crm": "4711"}}""")
    public record ChangeRequest(
            @Nullable String email,
            @Nullable String name,

            @Nullable @Schema(description = "Put over what was told before; at most 40 keys in all")
            Map<String, String> metadata) {}

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.SUBSCRIPTIONS_WRITE)
    @Operation(
            operationId = "changeUser",
            summary = "Tell the provider of a user",
            description =
                    "What is left out stays as it is. A job passes it on to the provider's customer, also one that"
                            + " is made later.")
    @APIResponseSchema(value = Answer.class, responseCode = "200")
    @TakesIdempotencyKey
    @Refuses(ProblemCode.NOT_FOUND)
    public Response change(@PathParam("userId") @Parameter(ref = "User") String userId, ChangeRequest request) {
        Call call = calls.current();
        AccountId id = call.account(userId);
        Faults faults = new Faults();
        String email = faults.email(request.email());
        String name = faults.prose("name", request.name(), 256);
        Map<String, String> metadata = new PurchaseFields(faults).metadata(request.metadata());
        faults.check();
        Profile.Change change = new Profile.Change(email, name, metadata);
        if (change.fields().isEmpty()) {
            throw Problem.invalid("email", "required", "One of email, name and metadata must be given");
        }
        return idempotency.accepted(operation -> {
            if (!changeProfile.change(operation, id, change, call.cause())) {
                throw Problem.invalid("metadata", "too_many", "At most " + Profile.MAX_METADATA + " keys in all");
            }
            return get(userId);
        });
    }

    private List<String> plans(Account account, Instant now) {
        Stream<String> recurring = account.subscriptions().stream()
                .filter(s -> !s.isSuspended()
                        && account.accessUntil(s, calls.current().inProject().settings())
                                .filter(now::isBefore)
                                .isPresent())
                .map(s -> s.terms().plan());
        Stream<String> once = account.orders().stream()
                .filter(order -> order instanceof Order.Paid paid
                        && !paid.isSuspended()
                        && paid.interval() != null
                        && (paid.interval().until() == null
                                || now.isBefore(paid.interval().until())))
                .map(order -> order.sale().terms().plan());
        return Stream.concat(recurring, once).distinct().sorted().toList();
    }

    /// Those that go on: how many have ended nobody knows.
    private static Stream<SubscriptionAnswer> subscriptions(Account account) {
        return account.subscriptions().stream()
                .filter(subscription -> subscription.state() != null)
                .map(subscription -> SubscriptionAnswer.of(
                        account.id().user(), subscription, account.snapshot().version()));
    }

    private static @Nullable String customer(Account account) {
        return account.customer() instanceof Customer.Known known ? known.id() : null;
    }
}
