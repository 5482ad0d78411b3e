package io.tollgate.journeys;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Stripe's API as its dashboard uses it: by somebody who tries again until there is an answer.
final class Provider {
    private static final int TRIES = 40;
    private final Stack stack;

    Provider(Stack stack) {
        this.stack = stack;
    }

    JsonNode get(String path) {
        return call("GET", path, "").required(200).body();
    }

    /// All pages of a list, oldest first: the order in which things came to be.
    ///
    /// @param path with a question mark
    List<JsonNode> list(String path) {
        List<JsonNode> all = new ArrayList<>();
        String after = "";
        boolean more = true;
        while (more) {
            JsonNode page = get(path + "&limit=100" + after);
            page.path("data").forEach(all::add);
            more = page.path("has_more").asBoolean() && !all.isEmpty();
            after = all.isEmpty()
                    ? ""
                    : "&starting_after=" + all.getLast().path("id").asText();
        }
        return all.reversed();
    }

    /// The same key again after a lost answer; another one after a stored failure, as a person would press the button
    /// again.
    Stack.Reply post(String path, Map<String, String> form) {
        return call("POST", path, Stack.encoded(form));
    }

    Stack.Reply delete(String path) {
        return call("DELETE", path, "");
    }

    /// Moves a test clock, and waits until all that was due is done.
    void advance(String clock, long to) {
        String path = "/v1/test_helpers/test_clocks/" + clock;
        if (!isAt(get(path), to)) {
            post(path + "/advance", Map.of("frozen_time", Long.toString(to)));
        }
        Stack.await("the clock " + clock, () -> {
            JsonNode now = get(path);
            if (now.path("status").asText().equals("internal_failure")) {
                throw new IllegalStateException("the clock " + clock + " has failed");
            }
            return isAt(now, to);
        });
    }

    private static boolean isAt(JsonNode clock, long to) {
        return clock.path("frozen_time").asLong() >= to
                && clock.path("status").asText().equals("ready");
    }

    private Stack.Reply call(String method, String path, String body) {
        String key = UUID.randomUUID().toString();
        for (int i = 1; i <= TRIES; i++) {
            try {
                Stack.Reply reply = stack.send(request(method, path, body, key));
                if (reply.status() == 500) {
                    key = UUID.randomUUID().toString();
                } else if (reply.status() != 429) {
                    return reply;
                }
            } catch (UncheckedIOException _) {
                // The answer was lost: the same again.
            }
            Stack.pause(20L * i);
        }
        throw new AssertionError("no answer to " + method + " " + path + " in " + TRIES + " tries");
    }

    private HttpRequest.Builder request(String method, String path, String body, String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stack.sandboxUrl + path))
                .header("Authorization", "Bearer " + stack.keys.stripeSecretKey())
                .header("Content-Type", "application/x-www-form-urlencoded");
        if (method.equals("POST")) {
            request.header("Idempotency-Key", key);
        }
        return request.method(
                method,
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
    }
}
