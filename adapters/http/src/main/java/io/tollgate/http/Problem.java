package io.tollgate.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.accounts.Restraint;
import io.tollgate.payments.DeclineReason;
import io.tollgate.payments.RefusalReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A refusal, on its way to the caller. No stack trace: it is an answer, not a bug.
public final class Problem extends RuntimeException {
    private final ProblemCode code;
    private final @Nullable String detail;
    private final List<Wrong> errors;
    private final Map<String, Object> extras;
    private final @Nullable Duration retryAfter;

    private Problem(ProblemCode code, @Nullable String detail, List<Wrong> errors, Map<String, Object> extras) {
        this(code, detail, errors, extras, null);
    }

    private Problem(
            ProblemCode code,
            @Nullable String detail,
            List<Wrong> errors,
            Map<String, Object> extras,
            @Nullable Duration retryAfter) {
        super(code.spelling(), null, false, false);
        this.code = code;
        this.detail = detail;
        this.errors = List.copyOf(errors);
        this.extras = Map.copyOf(extras);
        this.retryAfter = retryAfter;
    }

    /// One field that is wrong.
    ///
    /// @param field where: `amount.currency`, `plans[0].code`, or a parameter's or header's name
    /// @param code stable, snake_case
    @RegisterForReflection
    public record Wrong(String field, String code, String detail) {}

    public static Problem of(ProblemCode code) {
        return new Problem(code, null, List.of(), Map.of());
    }

    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, List.of(), Map.of());
    }

    /// What the payment provider declined or refused, as docs/stripe-errors.md says: a payment method 402, a
    /// customer that it bills in another currency, or has no more, 409, all else 422.
    ///
    /// @param code of [io.tollgate.payments.Outcome.Declined]
    /// @param message safe to show
    public static Problem ofProvider(String code, String message) {
        return of(ofProvider(code), message).with("reason", code);
    }

    private static ProblemCode ofProvider(String code) {
        if (DeclineReason.of(code).isPresent()) {
            return ProblemCode.PAYMENT_DECLINED;
        }
        return RefusalReason.of(code).map(Problem::ofProvider).orElse(ProblemCode.PROVIDER_REFUSED);
    }

    private static ProblemCode ofProvider(RefusalReason reason) {
        return switch (reason) {
            case CURRENCY_CONFLICT -> ProblemCode.CURRENCY_CONFLICT;
            case CUSTOMER_MISSING -> ProblemCode.CUSTOMER_MISSING;
            case TAX_LOCATION_MISSING -> ProblemCode.TAX_LOCATION_MISSING;
            case TAX_NOT_CONFIGURED -> ProblemCode.TAX_NOT_CONFIGURED;
            case AMOUNT_TOO_LARGE,
                    AMOUNT_TOO_SMALL,
                    CHARGE_ALREADY_REFUNDED,
                    PAYMENT_INTENT_UNEXPECTED_STATE,
                    PORTAL_NOT_CONFIGURED -> ProblemCode.PROVIDER_REFUSED;
        };
    }

    public static Problem invalid(String field, String code, String detail) {
        return invalid(List.of(new Wrong(field, code, detail)));
    }

    public static Problem invalid(List<Wrong> errors) {
        return new Problem(ProblemCode.INVALID_REQUEST, null, errors, Map.of());
    }

    public static Problem malformed(String field, String code, String detail) {
        return new Problem(ProblemCode.MALFORMED_BODY, null, List.of(new Wrong(field, code, detail)), Map.of());
    }

    /// The same with another member beside the standard ones.
    public Problem with(String name, Object value) {
        Map<String, Object> more = new java.util.HashMap<>(extras);
        more.put(name, value);
        return new Problem(code, detail, errors, more, retryAfter);
    }

    /// Somebody tried too much: another try is in vain before some time has gone by.
    public static Problem of(Restraint why) {
        ProblemCode code =
                switch (why) {
                    case Restraint.TooManyOpen _ -> ProblemCode.TOO_MANY_OPEN_PURCHASES;
                    case Restraint.TooManyDeclines _ -> ProblemCode.TOO_MANY_DECLINES;
                };
        return new Problem(code, null, List.of(), Map.of(), why.pause());
    }

    /// For the header Retry-After.
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    public ProblemCode code() {
        return code;
    }

    public @Nullable String detail() {
        return detail;
    }

    public List<Wrong> errors() {
        return errors;
    }

    public Map<String, Object> extras() {
        return extras;
    }
}
