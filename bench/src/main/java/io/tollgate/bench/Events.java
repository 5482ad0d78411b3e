package io.tollgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The provider's events about paid checkouts, made from one real session of the sandbox.
final class Events {
    private final ObjectMapper json = new ObjectMapper();
    private final ObjectNode session;

    Events(JsonNode session) {
        this.session = session.deepCopy();
    }

    /// @param opened what was opened; the event says that it is paid
    byte[] paid(String id, Checkouts.Opened opened) throws IOException {
        ObjectNode paid = session.deepCopy();
        paid.put("id", opened.session());
        paid.put("status", "complete");
        paid.put("payment_status", "paid");
        paid.put("payment_intent", "pi_" + id);
        paid.put("client_reference_id", opened.order());
        paid.putObject("metadata")
                .put("tollgate_project", "demo")
                .put("tollgate_user", opened.user())
                .put("tollgate_order", opened.order());
        return event(id, paid, false);
    }

    /// Signed events for wrk, a line each.
    ///
    /// @param live they are of the wrong mode: stored and parked, so that nothing is left to be done about them
    void write(Path file, String prefix, int count, boolean live, String secret)
            throws IOException, GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < count; i++) {
                byte[] body = event(prefix + i, session, live);
                String time = Long.toString(Instant.now().getEpochSecond());
                mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
                String signature = HexFormat.of().formatHex(mac.doFinal(body));
                out.write("t=" + time + ",v1=" + signature + "\t" + new String(body, StandardCharsets.UTF_8) + "\n");
            }
        }
    }

    private byte[] event(String id, JsonNode object, boolean live) throws IOException {
        ObjectNode event = json.createObjectNode();
        event.put("id", "evt_" + id);
        event.put("object", "event");
        event.put("api_version", "2025-09-30.clover");
        event.put("created", Instant.now().getEpochSecond());
        event.put("livemode", live);
        event.put("pending_webhooks", 1);
        event.put("type", "checkout.session.completed");
        event.putObject("request").putNull("id").putNull("idempotency_key");
        event.putObject("data").set("object", object);
        return json.writeValueAsBytes(event);
    }
}
