package io.tollgate.journeys;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the sandbox's records say beside the state that it holds, read once for all.
///
/// @param failedPages when the delayed payment of a checkout page has failed, by the page
/// @param succeeded when the money came, by the payment intent
/// @param spent the operations to whose keys the provider has stored a failure: what nothing came of waits for a day
///     (ADR 0011)
record Recorded(Map<String, Instant> failedPages, Map<String, Instant> succeeded, Set<String> spent) {
    private static final Pattern OPERATION = Pattern.compile("[0-9a-f]{32}");

    static Recorded of(Stack stack) {
        Set<String> spent = stack.sandbox("GET", "/requests?method=POST", null)
                .required(200)
                .body()
                .path("data")
                .valueStream()
                .filter(request -> request.path("status").asInt() == 500)
                .flatMap(request -> OPERATION
                        .matcher(request.path("idempotencyKey").asText())
                        .results()
                        .map(MatchResult::group))
                .collect(Collectors.toSet());
        return new Recorded(
                times(stack, "checkout.session.async_payment_failed"), times(stack, "payment_intent.succeeded"), spent);
    }

    private static Map<String, Instant> times(Stack stack, String type) {
        return stack.provider.list("/v1/events?type=" + type).stream()
                .collect(Collectors.toMap(
                        event -> event.at("/data/object/id").asText(),
                        event -> Held.time(event.path("created")),
                        (first, _) -> first));
    }

    /// When the money of a payment came: that of a debit long after it was asked for.
    Optional<Instant> succeeded(String intent) {
        return Optional.ofNullable(succeeded.get(intent));
    }

    Optional<Instant> failed(String page) {
        return Optional.ofNullable(failedPages.get(page));
    }

    /// Whether an object of ours waits for an operation of its own.
    ///
    /// @param ours an id, or a document that holds it
    boolean waits(String ours) {
        return spent.stream().anyMatch(ours::contains);
    }
}
