package io.tollgate.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// The service's tables, filled and read from beside it.
final class Tables implements AutoCloseable {
    private static final String SEED = """
            insert into accounts (project_id, user_id, snapshot, version)
            select project_id, 'seed-' || i, snapshot, version from accounts, generate_series(1, ?) i
            where project_id = 'demo' and user_id = ?""";

    private static final String SEED_INBOX = """
            insert into inbox (id, provider_account, connected_account, event_key, event_id, type, body, received_at,
                               status, settled_at)
            select 'whk_pg_' || i, 'default', '', 'pg' || i, 'pg' || i, type, body, received_at, 'processed', now()
            from inbox, generate_series(1, ?) i where event_id = ?""";

    private static final String RECEIVE = """
            insert into inbox (id, provider_account, connected_account, event_key, event_id, type, body, received_at,
                               status, due_at)
            values ('whk_' || ?, 'default', '', 'id:evt_' || ?, 'evt_' || ?, 'checkout.session.completed', ?, now(),
                    'received', now())""";

    private static final String SETTLED = """
            select count(*) filter (where due_at is null), count(*) filter (where status = 'processed'), count(*),
                   extract(epoch from max(settled_at) - min(settled_at))
            from inbox where event_id like ?""";

    /// What the account's transaction writes, as it was written for a real one.
    private static final String DOCUMENTS = """
            select a.snapshot::text, o.document::text, u.entry::text
            from accounts a
            join orders o on (o.project_id, o.user_id) = (a.project_id, a.user_id)
            join audit u on (u.project_id, u.user_id) = (a.project_id, a.user_id) and u.action = 'order.paid'
            where a.project_id = 'demo' and a.user_id = ?""";

    private final Connection connection;

    Tables(String uri) throws SQLException {
        URI database = URI.create(uri);
        String[] user = database.getUserInfo().split(":", 2);
        connection = DriverManager.getConnection(
                "jdbc:postgresql://" + database.getHost() + ":" + database.getPort() + database.getPath(),
                user[0],
                user[1]);
    }

    /// @param like an account whose snapshot all of them get
    void seedAccounts(int count, String like) throws SQLException {
        run("create table bench_insert (id text primary key, body bytea not null)");
        try (PreparedStatement seed = connection.prepareStatement(SEED)) {
            seed.setInt(1, count);
            seed.setString(2, like);
            seed.executeUpdate();
        }
        settleDown();
    }

    void seedInbox(int count, String likeEvent) throws SQLException {
        try (PreparedStatement seed = connection.prepareStatement(SEED_INBOX)) {
            seed.setInt(1, count);
            seed.setString(2, likeEvent);
            seed.executeUpdate();
        }
        settleDown();
    }

    /// What was written before isn't to be paid for by what is measured next.
    void settleDown() throws SQLException {
        run("vacuum analyze");
        run("checkpoint");
    }

    /// Puts events into the inbox in one commit, and waits until all have been worked off.
    ///
    /// @return events a second, from the first that was settled to the last
    double process(Map<String, byte[]> events, String prefix) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement receive = connection.prepareStatement(RECEIVE)) {
            for (Map.Entry<String, byte[]> event : events.entrySet()) {
                receive.setString(1, event.getKey());
                receive.setString(2, event.getKey());
                receive.setString(3, event.getKey());
                receive.setBytes(4, event.getValue());
                receive.addBatch();
            }
            receive.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
        return awaitSettled("evt_" + prefix + "%");
    }

    private double awaitSettled(String like) throws SQLException {
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (System.nanoTime() < deadline) {
            try (PreparedStatement settled = connection.prepareStatement(SETTLED)) {
                settled.setString(1, like);
                ResultSet row = settled.executeQuery();
                row.next();
                if (row.getLong(1) == row.getLong(3)) {
                    if (row.getLong(2) != row.getLong(3)) {
                        throw new IllegalStateException((row.getLong(3) - row.getLong(2)) + " were not processed");
                    }
                    return row.getLong(3) / row.getDouble(4);
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
        throw new IllegalStateException("The inbox was not worked off in time");
    }

    /// Waits until nothing is waiting any more, so that it doesn't disturb what is measured next.
    void awaitQuiet() throws SQLException {
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (count("select count(*) from inbox where due_at is not null") + count("select count(*) from outbox") > 0
                && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    /// How many of the events were sent more than once: those are cheaper, and the measurement is void.
    long duplicates(String prefix) throws SQLException {
        return count("select count(*) from inbox where deliveries > 1 and event_id like 'evt_" + prefix + "%'");
    }

    /// The pgbench script with this user's documents in place of the names.
    String script(String template, String user, int accounts) throws SQLException {
        try (PreparedStatement documents = connection.prepareStatement(DOCUMENTS)) {
            documents.setString(1, user);
            ResultSet row = documents.executeQuery();
            row.next();
            return template.replace("@ACCOUNTS@", Integer.toString(accounts))
                    .replace("@SNAPSHOT@", text(row.getString(1)))
                    .replace("@ORDER@", text(row.getString(2)))
                    .replace("@AUDIT@", text(row.getString(3)))
                    .replace("@HASH@", "ab".repeat(32))
                    .replace("@EVENT@", "7b".repeat(900));
        }
    }

    /// A literal without a colon, which would be a variable to pgbench.
    private static String text(String value) {
        String hex = HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8));
        return "convert_from('\\x" + hex + "'::bytea, 'UTF8')";
    }

    private long count(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
