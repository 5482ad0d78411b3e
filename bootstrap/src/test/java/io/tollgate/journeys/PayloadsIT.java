package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Every payload that Stripe or its users have published goes through the endpoint, signed as Stripe would; and what
/// Stripe would never send.
class PayloadsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static final Stack stack = Stack.start();

    private static final Webhooks webhooks = new Webhooks(stack);

    @Test
    void every_payload_is_stored_and_ends_processed_ignored_or_parked_with_a_reason() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(payloads()), "the payloads in ../shared are not here: skipped");
        List<Path> files = files();
        assertThat(files).hasSizeGreaterThan(300);
        Map<String, Integer> refused = new TreeMap<>();
        int sent = 0;
        for (Path file : files) {
            int status = webhooks.send(withOwnId(file, sent++));
            if (status != 200) {
                refused.put(file.getFileName().toString(), status);
            }
        }

        assertThat(refused).isEmpty();
        assertThat(stack.count("select count(*) from inbox where event_id like 'evt_payload_%'"))
                .isEqualTo(files.size());
        await(
                "all of them to be settled",
                () -> stack.count("select count(*) from inbox where status = 'received'") == 0);
        assertThat(stack.query(
                        "select type || ' ' || status || ' ' || coalesce(reason, '') from inbox where event_id like"
                                + " 'evt_payload_%' and (status = 'dead' or (status <> 'processed' and coalesce(reason, '') ="
                                + " ''))"))
                .isEmpty();
    }

    @Test
    void a_forged_or_replayed_signature_stores_nothing() {
        byte[] body =
                "{\"id\":\"evt_forged\",\"type\":\"invoice.paid\",\"livemode\":false}".getBytes(StandardCharsets.UTF_8);
        long now = Instant.now().getEpochSecond();

        assertThat(webhooks.post(body, "t=" + now + ",v1=" + "0".repeat(64))).isEqualTo(400);
        assertThat(webhooks.post(body, webhooks.signature(body, now - 301))).isEqualTo(400);
        assertThat(webhooks.post(body, webhooks.signature(body, now + 301))).isEqualTo(400);
        assertThat(stack.count("select count(*) from inbox where event_id = 'evt_forged'"))
                .isZero();
    }

    @Test
    void well_signed_but_unreadable_is_stored_once_and_parked() {
        byte[] body = {'n', 'o', ' ', 'j', 's', 'o', 'n', (byte) 0xff, 0};

        assertThat(webhooks.send(body)).isEqualTo(200);
        assertThat(webhooks.send(body)).isEqualTo(200);

        assertThat(stack.query("select status || ' ' || reason || ' ' || deliveries from inbox where event_id is null"))
                .containsExactly("parked unreadable 2");
    }

    private static byte[] withOwnId(Path file, int number) throws IOException {
        JsonNode event = JSON.readTree(file.toFile());
        if (event instanceof ObjectNode object) {
            object.put("id", "evt_payload_" + number);
        }
        return JSON.writeValueAsBytes(event);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(payloads())) {
            return files.filter(file -> file.toString().endsWith(".json")
                            && !file.getFileName().toString().equals("manifest.json"))
                    .sorted()
                    .toList();
        }
    }

    private static Path payloads() {
        return Path.of(System.getProperty("tollgate.root"), "..", "shared", "stripe", "events");
    }
}
