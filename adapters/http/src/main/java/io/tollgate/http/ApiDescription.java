package io.tollgate.http;

import jakarta.ws.rs.core.Application;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What the OpenAPI document says of the API as a whole.
@OpenAPIDefinition(
        info = @Info(title = "Tollgate", version = "1", description = """
                                Billing and entitlements: *may this user use this feature, and until when?*

                                A user's frontend sends a JWT (`Authorization: Bearer`), a server an API key \
                                (`X-API-Key`, or `Authorization: Bearer tg_…`). With a key, name the user by `userId`; a \
                                user's token implies it. Errors are `application/problem+json` with a stable `code`. \
                                Unknown fields are refused. Times are RFC 3339, amounts integers in minor units. \
                                Send an `Idempotency-Key` with every POST: repeated, it has no second effect.""", license = @License(name = "Apache-2.0")),
        // In the order in which somebody new wants them.
        tags = {
            @Tag(name = "Entitlements"),
            @Tag(name = "Plans"),
            @Tag(name = "Checkout"),
            @Tag(name = "Orders"),
            @Tag(name = "Users"),
            @Tag(name = "Catalog"),
            @Tag(name = "Administration"),
            @Tag(name = "Webhooks")
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
            String type,
            String title,
            int status,
            @Schema(examples = "invalid_request") String code,
            @Nullable String detail,
            String instance,
            @Nullable List<Problem.Wrong> errors) {}
}
