package io.tollgate.http;

import java.util.Locale;

/// Every error that a caller can meet: a closed list, spelled in snake_case.
public enum ProblemCode {
    MALFORMED_BODY(400, "The body can't be read"),
    INVALID_REQUEST(400, "Something in the request is wrong"),
    USER_REQUIRED(400, "Name the user by userId"),
    PROJECT_REQUIRED(400, "Name the project"),
    IDEMPOTENCY_KEY_REQUIRED(400, "Send an Idempotency-Key"),
    EXISTING_SUBSCRIBERS_REQUIRED(400, "Say whom the change reaches"),
    INVALID_SIGNATURE(400, "The signature is wrong"),
    UNAUTHENTICATED(401, "Nobody known"),
    PAYMENT_DECLINED(402, "The payment provider declined"),
    FORBIDDEN(403, "Not for this caller"),
    INSUFFICIENT_SCOPE(403, "The key lacks a scope"),
    NOT_FOUND(404, "No such thing"),
    PLAN_NOT_FOUND(404, "No such plan"),
    PRICE_NOT_FOUND(404, "No such price"),
    PAYMENT_METHOD_NOT_FOUND(404, "The user has no such payment method"),
    USER_NOT_FOUND(404, "No such user"),
    METHOD_NOT_ALLOWED(405, "Not this method"),
    NOT_ACCEPTABLE(406, "Only JSON is answered"),
    ALREADY_SUBSCRIBED(409, "Subscribed already"),
    CUSTOMER_MISSING(409, "The provider has the user's customer no more"),
    CURRENCY_CONFLICT(409, "Billed in another currency"),
    SUPERSEDED(409, "A later checkout took its place"),
    PRICE_NOT_SYNCED(409, "The provider doesn't know the price yet"),
    ORDER_NOT_OPEN(409, "The order is not open"),
    ORDER_NOT_PAID(409, "The order has not been paid"),
    RECURRING_PRICE(422, "The price is paid again each interval"),
    ONE_TIME_PRICE(422, "The price is paid once"),
    AMOUNT_NOT_ALLOWED(422, "No bare amounts of this currency"),
    AMOUNT_OUT_OF_RANGE(422, "Outside of the project's limits"),
    SUBSCRIPTION_ENDED(409, "The subscription has ended"),
    SUBSCRIPTION_INCOMPLETE(409, "The subscription's first payment is still due"),
    NOTHING_TO_RESUME(409, "Nothing keeps the subscription from going on"),
    NOTHING_TO_CHANGE(409, "The subscription is like that already"),
    PREVIEW_EXPIRED(409, "The preview is too old"),
    NO_PROVIDER_CUSTOMER(409, "The user has no provider customer yet"),
    CUSTOMER_EXISTS(409, "The user has a provider customer already"),
    PUBLIC_URL_MISSING(409, "The deployment does not know its own address"),
    PROJECT_EXISTS(409, "The project exists already"),
    IDEMPOTENCY_IN_PROGRESS(409, "The first request is still running"),
    VERSION_MISMATCH(412, "Changed meanwhile"),
    VERSION_NOT_REACHED(412, "The version has not arrived yet"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "Not this media type"),
    IDEMPOTENCY_KEY_REUSED(422, "The key was used with another body"),
    EXISTING_SUBSCRIBERS_UNSUPPORTED(422, "Changes can't reach existing subscribers yet"),
    PROVIDER_REFUSED(422, "The payment provider refused"),
    TAX_NOT_CONFIGURED(422, "The provider account is not set up for automatic tax"),
    TAX_LOCATION_MISSING(422, "Tax needs the customer's address"),
    TAX_REQUIRED(422, "The project sells nothing without tax"),
    REFUND_EXCEEDS_PAID(422, "More than is left of the payment"),
    WRONG_CURRENCY(422, "Not the currency that was paid in"),
    NOT_TEST_MODE(422, "Only in test mode"),
    RATE_LIMITED(429, "Too many requests"),
    TOO_MANY_OPEN_PURCHASES(429, "Too many purchases of the user are open"),
    TOO_MANY_DECLINES(429, "Too many cards of the user were declined"),
    TOO_MANY_IDEMPOTENCY_KEYS(429, "Too many idempotency keys in a day"),
    INTERNAL_ERROR(500, "Something went wrong here"),
    DIRECTORY_UNAVAILABLE(503, "The user directory doesn't answer"),
    PROVIDER_UNAVAILABLE(503, "The payment provider doesn't answer");

    private final int status;
    private final String title;
    private final String spelling = name().toLowerCase(Locale.ROOT);

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String spelling() {
        return spelling;
    }
}
