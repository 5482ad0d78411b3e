package io.tollgate.entitlements.kafka;

import io.tollgate.accounts.AccountId;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.entitlements.Snapshots;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A memory over a database of fixed content, that also notes what it was told.
@Singleton
public class RememberingSnapshots implements Snapshots {
    record News(AccountId account, long version) {}

    final List<News> news = new CopyOnWriteArrayList<>();
    final AtomicInteger droppedAll = new AtomicInteger();
    final Map<AccountId, Snapshot> stored = new ConcurrentHashMap<>();
    private final Map<AccountId, Snapshot> memory = new ConcurrentHashMap<>();

    @Override
    public @Nullable Snapshot cached(AccountId account) {
        return memory.get(account);
    }

    @Override
    public CompletionStage<Snapshot> load(AccountId account) {
        Snapshot snapshot = stored.getOrDefault(account, Snapshot.EMPTY);
        memory.put(account, snapshot);
        return CompletableFuture.completedStage(snapshot);
    }

    @Override
    public void invalidate(AccountId account, long version) {
        news.add(new News(account, version));
        memory.computeIfPresent(account, (_, known) -> known.version() < version ? null : known);
    }

    @Override
    public void invalidateAll() {
        droppedAll.incrementAndGet();
        memory.clear();
    }
}
