package io.tollgate.entitlements.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.accounts.AccountId;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.entitlements.Snapshots;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.Json;
import io.tollgate.postgres.Statement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Snapshots in memory, bounded in number and age, else by one primary-key read.
@Singleton
// Caffeine finds the kind of cache that it is asked for by its name, which a native image doesn't see.
@RegisterForReflection(
        classNames = {"com.github.benmanes.caffeine.cache.SSSMSW", "com.github.benmanes.caffeine.cache.PSWMS"})
public final class PostgresSnapshots implements Snapshots {
    static final String SNAPSHOT = "select snapshot::text from accounts where project_id = $1 and user_id = $2";

    private static final int AT_MOST = 200_000;

    /// Covers news that never come.
    private static final Duration OLDEST = Duration.ofSeconds(60);

    private final Function<Statement, Future<RowSet<Row>>> database;
    private final Json json;
    private final Cache<AccountId, Snapshot> cache;
    private final ConcurrentMap<AccountId, Loads> loading = new ConcurrentHashMap<>();

    /// Loads of one account that are on their way.
    ///
    /// @param atLeast the newest version heard of meanwhile: what is older isn't to be remembered
    private record Loads(int running, long atLeast) {
        Loads begun() {
            return new Loads(running + 1, atLeast);
        }

        @Nullable
        Loads ended() {
            return running == 1 ? null : new Loads(running - 1, atLeast);
        }

        Loads heardOf(long version) {
            return new Loads(running, Math.max(atLeast, version));
        }
    }

    @Inject
    public PostgresSnapshots(Database database, Json json) {
        this(database::send, json, Ticker.systemTicker());
    }

    PostgresSnapshots(Function<Statement, Future<RowSet<Row>>> database, Json json, Ticker ticker) {
        this.database = database;
        this.json = json;
        this.cache = Caffeine.newBuilder()
                .maximumSize(AT_MOST)
                .expireAfterWrite(OLDEST)
                .ticker(ticker)
                .recordStats()
                .build();
    }

    @Override
    public @Nullable Snapshot cached(AccountId account) {
        return cache.getIfPresent(account);
    }

    @Override
    public CompletionStage<Snapshot> load(AccountId account) {
        loading.compute(account, (_, loads) -> loads == null ? new Loads(1, 0) : loads.begun());
        return read(account)
                .whenComplete((snapshot, _) -> loading.computeIfPresent(account, (_, loads) -> {
                    // Within the map's lock of this account: news come before or after, never in between.
                    if (snapshot != null && snapshot.version() >= loads.atLeast) {
                        remember(account, snapshot);
                    }
                    return loads.ended();
                }));
    }

    /// Two loads may end in the other order than they began.
    private void remember(AccountId account, Snapshot loaded) {
        cache.asMap().merge(account, loaded, (known, read) -> known.version() > read.version() ? known : read);
    }

    private CompletionStage<Snapshot> read(AccountId account) {
        return database.apply(Statement.of(
                        SNAPSHOT, account.project().value(), account.user().value()))
                .map(rows -> {
                    for (Row row : rows) {
                        return json.read(row.getString(0), SnapshotDocument.class)
                                .toSnapshot();
                    }
                    return Snapshot.EMPTY;
                })
                .toCompletionStage();
    }

    @Override
    public void invalidate(AccountId account, long version) {
        loading.computeIfPresent(account, (_, loads) -> loads.heardOf(version));
        cache.asMap().computeIfPresent(account, (_, known) -> known.version() < version ? null : known);
    }

    @Override
    public void invalidateAll() {
        loading.replaceAll((_, loads) -> loads.heardOf(Long.MAX_VALUE));
        cache.invalidateAll();
    }
}
