package io.tollgate.postgres;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;

/// Work that is done until it is done: rows with `attempts, due_at, leased_until, last_error, status`. A row with a
/// `due_at` waits, or is being worked on until its lease ends; after the last try it is a dead letter.
///
/// @param table a constant of ours
/// @param key the columns that name a row, as a condition on `$1` (and `$2` …); the number of its parameters is
///     `keys`
public record DurableWork(String table, String key, int keys) {
    /// Together they take more than a day, however the pauses fall: the provider may be away for hours, and a
    /// checkout that was never heard of again is settled after 23.
    private static final int TRIES = 21;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);

    /// Takes the rows that `which` selects by primary key.
    ///
    /// @param which a query whose parameters begin with `$1` (now) and `$2` (the lease's end)
    public String claim(String primaryKey, String which, String returning) {
        return "update " + table + " set attempts = attempts + 1, leased_until = $2, due_at = $2 where " + primaryKey
                + " in (" + which + ") returning " + returning;
    }

    /// Tries again later, or never. What is no longer waiting stays as it is.
    public Statement retry(int attempts, String error, Instant now, Object... keyValues) {
        boolean dead = attempts >= TRIES;
        String sql = "update " + table + " set status = $" + (keys + 1) + ", due_at = $" + (keys + 2)
                + ", leased_until = null, last_error = $" + (keys + 3) + " where " + key + " and due_at is not null";
        Tuple values = Tuple.from(keyValues)
                .addString(dead ? "dead" : "received")
                .addValue(dead ? null : Times.stored(now.plus(pause(attempts))))
                .addString(error.length() > 1000 ? error.substring(0, 1000) : error);
        return Statement.batch(sql, java.util.List.of(values));
    }

    /// Gives rows back at once: the try that they were taken for doesn't count.
    public Statement release(Instant now, Collection<Tuple> keyValues) {
        String sql = "update " + table + " set attempts = attempts - 1, leased_until = null, due_at = $" + (keys + 1)
                + " where " + key + " and leased_until is not null and due_at is not null";
        return Statement.batch(
                sql,
                keyValues.stream()
                        .map(values -> values.addValue(Times.stored(now)))
                        .toList());
    }

    private static Duration pause(int attempts) {
        long doubled = FIRST_PAUSE.toMillis() << Math.min(attempts - 1, 20);
        long millis = Math.min(doubled, LONGEST_PAUSE.toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    }
}
