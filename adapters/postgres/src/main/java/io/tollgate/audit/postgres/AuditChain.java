package io.tollgate.audit.postgres;

import io.tollgate.audit.Cause;
import io.tollgate.ids.Ids;
import io.tollgate.postgres.Json;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Times;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Entries that are about to be added to one chain: each is hashed with the hash before it, so that none can be
/// changed or taken out unseen. Whoever adds holds the lock of the row that keeps the chain's head. No user id is
/// hashed: erasing one must not break a chain.
public final class AuditChain {
    /// Parameters: project, user (empty: the project's own chain), seq, id, at, action, subject, entry, hash.
    public static final String INSERT = """
            insert into audit (project_id, user_id, seq, audit_id, at, action, subject, entry, hash)
            values ($1, $2, $3, $4, $5, $6, $7, cast(cast($8 as text) as json), $9)""";

    private final Json json;
    private final List<Entry> added = new ArrayList<>();
    private long seq;
    private byte[] head;

    /// @param head the last entry's hash; empty before the first
    public AuditChain(Json json, long seq, byte[] head) {
        this.json = json;
        this.seq = seq;
        this.head = head;
    }

    /// @param entry canonical: exactly these characters are hashed
    public record Entry(long seq, String id, Instant at, String action, String subject, String entry, byte[] hash) {}

    /// @param detail what else is to be known of it
    public void add(Ids ids, Instant at, String action, String subject, Cause cause, Map<String, Object> detail) {
        String id = ids.next("aud");
        seq++;
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put("id", id);
        entry.put("seq", seq);
        entry.put("at", Times.truncated(at).toString());
        entry.put("action", action);
        entry.put("subject", subject);
        entry.put("actorKind", cause.kind());
        entry.put("actorId", cause.actorId());
        entry.put("reason", cause.reason());
        entry.put("detail", detail);
        String canonical = json.write(entry);
        head = next(head, canonical);
        added.add(new Entry(seq, id, at, action, subject, canonical, head));
    }

    /// The hash of an entry that follows `head`.
    public static byte[] next(byte[] head, String entry) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(head);
            return sha.digest(entry.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public long seq() {
        return seq;
    }

    public byte[] head() {
        return head;
    }

    public List<Entry> added() {
        return added;
    }

    public Statement insert(String project, String user) {
        return Statement.batch(
                INSERT,
                added.stream()
                        .map(e -> Tuple.from(List.of(
                                project,
                                user,
                                e.seq,
                                e.id,
                                Times.stored(e.at),
                                e.action,
                                e.subject,
                                e.entry,
                                Buffer.buffer(e.hash))))
                        .toList());
    }
}
