package io.tollgate.entitlements.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.catalog.FeatureType;
import io.tollgate.entitlements.Holding;
import io.tollgate.entitlements.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A snapshot as stored.
@RegisterForReflection
public record SnapshotDocument(
        long version,
        List<HoldingDocument> holdings,
        @Nullable List<HoldingDocument> suspended,
        Map<String, Instant> ended,
        @Nullable Instant frozenAt,
        @Nullable Instant since) {
    @RegisterForReflection
    public record HoldingDocument(
            String feature,
            FeatureType type,
            long amount,
            String source,
            Instant from,
            @Nullable Instant until,
            @Nullable Instant currentPeriodEnd) {}

    public static SnapshotDocument of(Snapshot snapshot) {
        return new SnapshotDocument(
                snapshot.version(),
                of(snapshot.holdings()),
                snapshot.suspended().isEmpty() ? null : of(snapshot.suspended()),
                snapshot.ended(),
                snapshot.frozenAt(),
                snapshot.since());
    }

    private static List<HoldingDocument> of(List<Holding> holdings) {
        return holdings.stream()
                .map(h -> new HoldingDocument(
                        h.feature(), h.type(), h.amount(), h.source(), h.from(), h.until(), h.currentPeriodEnd()))
                .toList();
    }

    public Snapshot toSnapshot() {
        return new Snapshot(
                version,
                toHoldings(holdings),
                suspended == null ? List.of() : toHoldings(suspended),
                ended,
                frozenAt,
                since == null ? Instant.EPOCH : since);
    }

    private static List<Holding> toHoldings(List<HoldingDocument> documents) {
        return documents.stream()
                .map(h -> new Holding(h.feature, h.type, h.amount, h.source, h.from, h.until, h.currentPeriodEnd))
                .toList();
    }
}
