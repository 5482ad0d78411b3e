package io.tollgate.journeys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Events as the provider would send them: signed, and made up where a test wants one that the sandbox wouldn't send.
final class Webhooks {
    private final Stack stack;

    Webhooks(Stack stack) {
        this.stack = stack;
    }

    /// @return the status of the answer
    int send(byte[] body) {
        return post(body, signature(body, Instant.now().getEpochSecond()));
    }

    int send(JsonNode event) {
        return send(event.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// All at the same time.
    List<Integer> sendAtOnce(List<? extends JsonNode> events) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls = events.stream()
                    .<Callable<Integer>>map(event -> () -> send(event))
                    .toList();
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    int post(byte[] body, String signature) {
        return stack.send(HttpRequest.newBuilder(URI.create(stack.service().address + "/api/v1/webhooks/stripe"))
                        .header("Content-Type", "application/json")
                        .header("Stripe-Signature", signature)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)))
                .status();
    }

    String signature(byte[] body, long time) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(stack.keys.webhookSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            return "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The sandbox's own event about an object.
    ObjectNode told(String type, String object) {
        return stack.provider.list("/v1/events?type=" + type).stream()
                .filter(event -> event.at("/data/object/id").asText().equals(object))
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /// The same news as another event, and perhaps changed.
    static ObjectNode another(ObjectNode event) {
        return event.deepCopy().put("id", "evt_" + UUID.randomUUID().toString().replace("-", ""));
    }

    static ObjectNode object(ObjectNode event) {
        return (ObjectNode) event.at("/data/object");
    }
}
