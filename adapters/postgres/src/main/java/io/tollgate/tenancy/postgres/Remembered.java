package io.tollgate.tenancy.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.tenancy.ProjectId;
import java.util.Optional;
import java.util.function.Supplier;

/// What is kept in memory of projects until their generation changes. The names: see PostgresSnapshots.
@RegisterForReflection(
        classNames = {"com.github.benmanes.caffeine.cache.SSSMS", "com.github.benmanes.caffeine.cache.PSMS"})
public final class Remembered<K, V> {
    private final Generations generations;
    private final Cache<K, Entry<V>> cache;

    public Remembered(Generations generations, int atMost) {
        this.generations = generations;
        this.cache = Caffeine.newBuilder().maximumSize(atMost).recordStats().build();
    }

    /// @param generation the project's, read with the value or before it, never after
    public record Entry<V>(ProjectId project, long generation, V value) {}

    /// @param load what isn't there isn't remembered
    public Optional<V> get(K key, Supplier<Optional<Entry<V>>> load) {
        Entry<V> known = cache.getIfPresent(key);
        if (known != null && generations.isCurrent(known.project, known.generation)) {
            return Optional.of(known.value);
        }
        Optional<Entry<V>> loaded = load.get();
        loaded.ifPresent(entry -> cache.put(key, entry));
        return loaded.map(Entry::value);
    }
}
