package io.tollgate.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The reactive client for code that waits, on virtual threads.
@Singleton
public final class Database {
    /// Longer than any statement's own timeout: only a connection that is silently gone gets here.
    private static final Duration GONE = Duration.ofSeconds(60);

    /// Deadlock, serialization failure, lock timeout: nothing was done, and it may be done again.
    private static final Set<String> AGAIN = Set.of("40P01", "40001", "55P03");

    private static final int TRIES = 8;

    private final Pool pool;

    public Database(Pool pool) {
        this.pool = pool;
    }

    /// Sends one statement without waiting.
    public Future<RowSet<Row>> send(Statement statement) {
        return send(pool, statement);
    }

    /// Runs one statement and waits.
    public RowSet<Row> run(Statement statement) {
        return await(send(statement));
    }

    /// Runs statements in one transaction and one round trip.
    ///
    /// @return their rows
    public List<RowSet<Row>> runTogether(List<Statement> statements) {
        Opened opened = open(statements);
        opened.transaction().commit(List.of());
        return opened.rows();
    }

    /// Begins a transaction and runs its first statements, in one round trip.
    public Opened open(List<Statement> first) {
        List<Statement> statements = new ArrayList<>(List.of(Statement.of("BEGIN")));
        statements.addAll(first);
        Future<Begun> opening = pool.getConnection().compose(connection -> {
            // On the connection's event loop: all are written before the first answer is awaited.
            Transaction transaction = new Transaction(connection, Vertx.currentContext());
            return together(connection, statements)
                    .onFailure(_ -> transaction.rollback())
                    .map(rows -> new Begun(transaction, rows));
        });
        try {
            Begun begun = await(opening);
            return new Opened(begun.transaction, begun.rows.subList(1, begun.rows.size()));
        } catch (RuntimeException e) {
            // Nobody waits for it any more.
            opening.onSuccess(begun -> begun.transaction.rollback());
            throw e;
        }
    }

    private record Begun(Transaction transaction, List<RowSet<Row>> rows) {}

    /// @param rows of the first statements
    public record Opened(Transaction transaction, List<RowSet<Row>> rows) {}

    /// An open transaction: to be ended by exactly one of its methods.
    public static final class Transaction {
        private final SqlConnection connection;
        private final Context context;

        private Transaction(SqlConnection connection, Context context) {
            this.connection = connection;
            this.context = context;
        }

        /// Runs `last` and commits, in one round trip; if anything fails, nothing was done.
        public List<RowSet<Row>> commit(List<Statement> last) {
            List<Statement> statements = new ArrayList<>(last);
            // After an error PostgreSQL takes COMMIT for ROLLBACK, so what was sent behind the error does no harm.
            statements.add(Statement.of("COMMIT"));
            Promise<List<RowSet<Row>>> done = Promise.promise();
            // Whether it went well or not, and whether or not anybody still waits: after COMMIT the connection is free.
            context.runOnContext(_ -> together(connection, statements)
                    .onComplete(_ -> connection.close())
                    .onComplete(done));
            return await(done.future()).subList(0, last.size());
        }

        /// Ends it without having done anything. Doesn't wait.
        public void rollback() {
            context.runOnContext(_ -> connection.query("ROLLBACK").execute().onComplete(_ -> connection.close()));
        }
    }

    /// Tries again, later and later, what was undone by a deadlock or a lock timeout.
    public static <R> R again(Supplier<R> what) {
        for (int attempt = 1; ; attempt++) {
            try {
                return what.get();
            } catch (PgException e) {
                if (attempt == TRIES || !AGAIN.contains(e.getSqlState())) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    private static void pause(int attempt) {
        long atMost = 10L << attempt;
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(atMost / 2, atMost));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Future<List<RowSet<Row>>> together(SqlConnection connection, List<Statement> statements) {
        List<Future<RowSet<Row>>> sent = statements.stream()
                .map(statement -> send(connection, statement))
                .toList();
        return Future.join(sent).transform(all -> sent.stream()
                .filter(Future::failed)
                .findFirst()
                // Of several, the first is the reason of the others.
                .map(failed -> Future.<List<RowSet<Row>>>failedFuture(failed.cause()))
                .orElseGet(() ->
                        Future.succeededFuture(sent.stream().map(Future::result).toList())));
    }

    private static Future<RowSet<Row>> send(SqlClient client, Statement statement) {
        return statement.rows().size() == 1
                ? client.preparedQuery(statement.sql()).execute(statement.rows().getFirst())
                : client.preparedQuery(statement.sql()).executeBatch(statement.rows());
    }

    /// The one place that waits.
    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(GONE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("the database failed", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the database does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
