package io.tollgate.entitlements.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.AccountId;
import io.tollgate.catalog.FeatureType;
import io.tollgate.entitlements.Holding;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.publishing.EventEncoder.Message;
import io.tollgate.publishing.kafka.CloudEventEncoder;
import io.tollgate.publishing.kafka.KafkaTopics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotNewsTest {
    private static final Instant NOW = Instant.parse("2026-01-15T10:00:00Z");
    private static final AccountId ALICE = AccountId.of("acme", "alice");

    private final RememberingSnapshots snapshots = new RememberingSnapshots();
    private final SnapshotNews news = new SnapshotNews(snapshots);

    @Test
    void a_forged_snapshot_grants_nothing() {
        Snapshot forged = new Snapshot(
                99,
                List.of(new Holding("reports", FeatureType.FLAG, 1, "ord_forged", NOW, null, null)),
                List.of(),
                Map.of(),
                null,
                NOW);
        snapshots.load(ALICE);

        Message message = new CloudEventEncoder().snapshot("evt_1", ALICE, forged, NOW);
        news.hear(record(message.key(), message.value()));

        assertThat(snapshots.cached(ALICE)).isNull();
        assertThat(snapshots.load(ALICE).toCompletableFuture().join()).isEqualTo(Snapshot.EMPTY);
    }

    @Test
    void an_older_version_leaves_what_is_known() {
        snapshots.stored.put(ALICE, new Snapshot(7, List.of(), List.of(), Map.of(), null, NOW));
        snapshots.load(ALICE);

        news.hear(record("acme:alice", json("{\"data\":{\"version\":7}}")));

        assertThat(snapshots.cached(ALICE)).isNotNull();
    }

    @Test
    void an_erased_users_tombstone_is_newer_than_everything() {
        news.hear(record("acme:alice", null));

        assertThat(snapshots.news).containsExactly(new RememberingSnapshots.News(ALICE, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"data\":7}",
                "{\"data\":{\"version\":\"7\"}}",
                "{\"data\":{\"version\":-1}}",
                "{\"data\":{\"version\":1.5}}",
                "{\"data\":{\"version\":9223372036854775808}}"
            })
    void a_value_we_would_not_have_written_is_counted_and_ignored(String value) {
        news.hear(record("acme:alice", json(value)));

        assertThat(snapshots.news).isEmpty();
        assertThat(news.malformed()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "acme", "acme:%", "acme:%zz", "acme:%0A", "ACME:alice", "acme:a b", "acme:%61", "a:b:c"})
    void a_key_we_would_not_have_written_is_counted_and_ignored(String key) {
        news.hear(record(key, json("{\"data\":{\"version\":7}}")));

        assertThat(snapshots.news).isEmpty();
        assertThat(news.malformed()).isEqualTo(1);
    }

    @Property(tries = 300)
    void no_bytes_break_it(@ForAll byte[] key, @ForAll byte[] value) {
        news.hear(new ConsumerRecord<>(KafkaTopics.ENTITLEMENTS, 0, 0, key, value));

        assertThat(snapshots.news).isEmpty();
    }

    @Test
    void what_everybody_has_is_no_accounts_news() {
        news.hear(record("acme:", json("{\"data\":{\"version\":7}}")));

        assertThat(snapshots.news).isEmpty();
        assertThat(news.malformed()).isZero();
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, byte @Nullable [] value) {
        return new ConsumerRecord<>(KafkaTopics.ENTITLEMENTS, 0, 0, key.getBytes(StandardCharsets.UTF_8), value);
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
