package io.tollgate.invoices.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.tollgate.http.Amount;
import io.tollgate.http.Call;
import io.tollgate.http.Calls;
import io.tollgate.http.Faults;
import io.tollgate.http.Page;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Refuses;
import io.tollgate.invoices.Invoice;
import io.tollgate.invoices.InvoiceView;
import io.tollgate.invoices.Invoices;
import io.tollgate.tenancy.Scope;
import io.tollgate.tenancy.UserId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/invoices")
@Tag(name = "Invoices")
@Produces(MediaType.APPLICATION_JSON)
@RegisterForReflection
@RunOnVirtualThread
public class InvoicesResource {
    private static final Pattern ID = Pattern.compile("inv_[!-~]{1,255}");

    private final Invoices invoices;
    private final Calls calls;

    public InvoicesResource(Invoices invoices, Calls calls) {
        this.invoices = invoices;
        this.calls = calls;
    }

    @RegisterForReflection
    @Schema(name = "Invoice")
    public record Answer(
            String id,
            String userId,

            @Nullable @Schema(description = "The subscription that it is of, if it is of one")
            String subscriptionId,

            @Schema(enumeration = {"draft", "open", "paid", "uncollectible", "void"})
            String status,

            @Schema(description = "Below zero it is a credit")
            Amount total,

            Amount amountPaid,

            @Nullable @Schema(description = "As printed on it; once it is no draft")
            String number,

            @Nullable @Schema(description = "The provider's page of it, to read, pay and download it")
            String hostedUrl,

            @Nullable Instant periodStart,
            @Nullable Instant periodEnd,
            Instant createdAt) {
        static Answer of(InvoiceView view) {
            Invoice invoice = view.invoice();
            return new Answer(
                    invoice.id(),
                    view.user().value(),
                    invoice.subscriptionId(),
                    invoice.status().spelling(),
                    new Amount(invoice.total(), invoice.amountPaid().currency()),
                    Amount.of(invoice.amountPaid()),
                    invoice.number(),
                    invoice.hostedUrl(),
                    invoice.periodStart(),
                    invoice.periodEnd(),
                    invoice.createdAt());
        }
    }

    /// Names the list in the OpenAPI document.
    @Schema(name = "InvoiceList")
    public record InvoicePage(List<Answer> data, @Nullable String nextCursor) {}

    @GET
    @Allow(
            value = {Who.USER, Who.APP},
            scopes = Scope.ORDERS_READ)
    @Operation(
            operationId = "listInvoices",
            summary = "The provider's invoices, newest first",
            description = "A user's own; an app that names no user lists the whole project. Of subscriptions and"
                    + " others, as the provider told of them last.")
    @APIResponseSchema(value = InvoicePage.class, responseCode = "200")
    @Refuses(ProblemCode.NOT_FOUND)
    public Response list(
            @QueryParam("userId") @Parameter(ref = "UserId") @Nullable String userId,
            @QueryParam("limit") @Parameter(ref = "Limit") @Nullable String limit,
            @QueryParam("after") @Parameter(ref = "After") @Nullable String after) {
        Call call = calls.current();
        UserId user = call.userNamed(userId).orElse(null);
        Faults faults = new Faults();
        int most = faults.limit(limit);
        faults.cursor(after, id -> ID.matcher(id).matches());
        faults.check();
        List<InvoiceView> found = invoices.list(call.projectId(), user, after, most + 1);
        return Response.ok(Page.of(found, most, Answer::of, Answer::id)).build();
    }
}
