package io.tollgate.http;

import jakarta.ws.rs.core.Application;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What the OpenAPI document says of the API as a whole, and what its operations share; their parameters are
/// [SharedParameters].
@OpenAPIDefinition(
        info = @Info(title = "Tollgate", version = "1", description = """
                                Billing and entitlements: *may this user use this feature, and until when?*

                                **Who calls.** A user's frontend sends a JWT (`Authorization: Bearer`), a server an \
                                API key (`X-API-Key`, or `Authorization: Bearer tg_…`). With a key, name the user by \
                                `userId`; a user's token implies it. Each operation says who may call it. *Authorize* \
                                takes either; `./tollgate run` prints a key, and `./tollgate token --user alice` (or \
                                `--role admin`, `--role operator`) a token. The examples are the demo's.

                                **In general.** Unknown fields are refused. Times are RFC 3339, amounts integers in \
                                minor units (cents). Lists are newest first; `nextCursor` goes into `after`. A POST \
                                or PATCH with an `Idempotency-Key` may be sent again for a day: it has no second \
                                effect and gives the first answer, with the header `Idempotent-Replayed`.

                                **Refusals** are `application/problem+json` with a stable `code`, and `errors` where \
                                fields are wrong. Each operation lists the codes that it can answer; beside them, \
                                any: 405 `method_not_allowed`, 406 `not_acceptable`. After 429 and 503, try again: \
                                `Retry-After` says when.

                                **Begin** with `GET /plans`, `POST /checkout/session`, pay on the page, then ask \
                                `GET /entitlements/check`.""", license = @License(name = "Apache-2.0")),
        // In the order in which somebody new wants them.
        tags = {
            @Tag(name = "Entitlements", description = "May this user use this feature, and until when?"),
            @Tag(name = "Plans", description = "What is sold"),
            @Tag(name = "Checkout", description = "Selling on the provider's hosted page"),
            @Tag(name = "Payments", description = "Payments and cards in a page of your own"),
            @Tag(name = "Orders", description = "What was bought, and what became of it"),
            @Tag(name = "Subscriptions", description = "What is paid again: change, cancel, resume"),
            @Tag(name = "Invoices", description = "The provider's invoices, mirrored"),
            @Tag(name = "Portal", description = "The provider's own pages for a customer's cards and invoices"),
            @Tag(name = "Refunds", description = "Giving money back"),
            @Tag(name = "Users", description = "All that is known of one user"),
            @Tag(name = "Catalog", description = "Features, plans and prices as one document"),
            @Tag(name = "Administration", description = "Projects, apps, keys, and the provider's set-up"),
            @Tag(name = "Webhooks", description = "Where the provider sends its events"),
            @Tag(name = "Health", description = "How the service itself is")
        },
        security = {@SecurityRequirement(name = "key"), @SecurityRequirement(name = "token")},
        components =
                @Components(
                        securitySchemes = {
                            @SecurityScheme(
                                    securitySchemeName = "key",
                                    type = SecuritySchemeType.APIKEY,
                                    in = SecuritySchemeIn.HEADER,
                                    apiKeyName = "X-API-Key",
                                    description = "An app's key: tg_…"),
                            @SecurityScheme(
                                    securitySchemeName = "token",
                                    type = SecuritySchemeType.HTTP,
                                    scheme = "bearer",
                                    bearerFormat = "JWT",
                                    description = "A user's, admin's or operator's token")
                        },
                        requestBodies =
                                @RequestBody(
                                        name = "ProviderEvent",
                                        description = "The provider's event, byte for byte as it was signed",
                                        required = true,
                                        content =
                                                @Content(
                                                        mediaType = "application/json",
                                                        schema =
                                                                @Schema(
                                                                        type = SchemaType.OBJECT,
                                                                        additionalProperties = Schema.True.class),
                                                        examples =
                                                                @ExampleObject(name = "a paid invoice", value = """
                                                                                {"id": "evt_1Mr3I22eZvKYlo2C", "object": "event", "type": "invoice.paid",
                                                                                 "created": 1795500000, "livemode": false,
                                                                                 "data": {"object": {"id": "in_1Mr3I22eZvKYlo2C", "object": "invoice"}}}"""))),
                        responses =
                                @APIResponse(
                                        name = "Problem",
                                        description = "Refused; `code` says why",
                                        content =
                                                @Content(
                                                        mediaType = Problems.MEDIA_TYPE,
                                                        schema =
                                                                @Schema(
                                                                        implementation =
                                                                                ApiDescription.ProblemDocument.class),
                                                        examples =
                                                                @ExampleObject(name = "a wrong field", value = """
                                                                                {"type": "https://tollgate.dev/problems/invalid_request",
                                                                                 "title": "Something in the request is wrong", "status": 400,
                                                                                 "code": "invalid_request", "instance": "/api/v1/checkout/session",
                                                                                 "errors": [{"field": "successUrl", "code": "origin_not_allowed",
                                                                                             "detail": "An https page of the project's allowed origins"}]}""")))))
public class ApiDescription extends Application {
    /// How every refusal looks.
    @Schema(name = "Problem")
    public record ProblemDocument(
            @Schema(description = "A URI made of the code") String type,
            String title,
            int status,

            @Schema(description = "Stable; for programs", examples = "invalid_request")
            String code,

            @Nullable @Schema(description = "More, for people")
            String detail,

            @Schema(description = "The path that was asked") String instance,

            @Nullable @Schema(description = "Each field that is wrong")
            List<Problem.Wrong> errors) {}
}
