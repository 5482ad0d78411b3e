package io.tollgate.journeys;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A project's backend, for one of its users: asks again as a good client does.
final class Client {
    private static final int TRIES = 6;

    final Stack stack;
    final String project;
    final String user;
    private final String key;
    private int keys;

    /// @param key the project's API key
    Client(Stack stack, String project, String key, String user) {
        this.stack = stack;
        this.project = project;
        this.key = key;
        this.user = user;
    }

    Stack.Reply get(String path) {
        return stack.get(path, key);
    }

    JsonNode account() {
        return get("/users/" + user).required(200).body();
    }

    JsonNode order(String id) {
        return get("/orders/" + id).required(200).body();
    }

    /// All pages of a list of the user's.
    ///
    /// @param path with a question mark
    List<JsonNode> all(String path) {
        List<JsonNode> all = new ArrayList<>();
        String after = "";
        do {
            JsonNode page =
                    get(path + "limit=100&userId=" + user + after).required(200).body();
            page.path("data").forEach(all::add);
            after = page.hasNonNull("nextCursor")
                    ? "&after=" + page.path("nextCursor").asText()
                    : "";
        } while (!after.isEmpty());
        return all;
    }

    /// The same idempotency key until there is an answer that stands.
    ///
    /// @return empty if the service still has none after some tries
    Optional<Stack.Reply> ask(String method, String path, Object body) {
        return ask(method, path, body, key);
    }

    Optional<Stack.Reply> askAsAdmin(String method, String path, Object body) {
        return ask(method, path, body, stack.admin(project));
    }

    private Optional<Stack.Reply> ask(String method, String path, Object body, String credential) {
        String once = nextKey();
        for (int i = 1; i <= TRIES; i++) {
            Optional<Stack.Reply> reply = once(method, path, body, credential, once);
            if (reply.isPresent()) {
                return reply;
            }
            Stack.pause(100L * i);
        }
        return Optional.empty();
    }

    private synchronized String nextKey() {
        return user + "-" + keys++;
    }

    private Optional<Stack.Reply> once(String method, String path, Object body, String credential, String once) {
        try {
            Stack.Reply reply = stack.api(method, path, credential, body, once);
            if (reply.status() == 500) {
                throw new AssertionError(method + " " + path + " → 500 " + reply.body());
            }
            boolean later = List.of(429, 503).contains(reply.status())
                    || reply.text("code").equals("idempotency_in_progress");
            return later ? Optional.empty() : Optional.of(reply);
        } catch (UncheckedIOException _) {
            return Optional.empty();
        }
    }
}
