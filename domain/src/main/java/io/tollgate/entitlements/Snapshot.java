package io.tollgate.entitlements;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All that a user holds, by source: merged at the instant of the read, so that it stays right while time passes.
///
/// @param version grows whenever what is held changes, something begins, or the clock that judges it moves; 0:
///     nothing
///     was ever held
/// @param holdings what is live or will be; without what everybody has
/// @param suspended what sources would give that are withheld while their payment is disputed; credits, too
/// @param ended for features no longer held: when the last source ended
/// @param frozenAt the instant this user lives in (a test clock's); null: everybody's time
/// @param since the instant (the user's) when this version was made: what begins after it is still to be told
public record Snapshot(
        long version,
        List<Holding> holdings,
        List<Holding> suspended,
        Map<String, Instant> ended,
        @Nullable Instant frozenAt,
        Instant since) {
    public static final Snapshot EMPTY = new Snapshot(0, List.of(), List.of(), Map.of(), null, Instant.EPOCH);

    public Snapshot {
        holdings = List.copyOf(holdings);
        suspended = List.copyOf(suspended);
        ended = Map.copyOf(ended);
    }

    /// The instant to judge by: the test clock's where there is one.
    public Instant instant(Instant now) {
        return frozenAt == null ? now : frozenAt;
    }

    /// The snapshot after a decision: the same if whoever has this one needs no other.
    ///
    /// @param withheld see [#suspended()]
    /// @param now the account's instant
    public Snapshot next(
            Collection<Holding> held, Collection<Holding> withheld, Instant now, @Nullable Instant frozen) {
        List<Holding> live = notOver(held, now);
        List<Holding> heldBack = notOver(withheld, now);
        boolean same = live.equals(holdings)
                && heldBack.equals(suspended)
                && Objects.equals(frozen, frozenAt)
                && !hasBegun(now);
        return same ? this : new Snapshot(version + 1, live, heldBack, endedNow(live, now), frozen, now);
    }

    private static List<Holding> notOver(Collection<Holding> holdings, Instant now) {
        return holdings.stream()
                .filter(holding -> !holding.isOver(now))
                .sorted(Comparator.comparing(Holding::feature)
                        .thenComparing(Holding::source)
                        .thenComparing(Holding::from))
                .toList();
    }

    /// Readers of a message know only what is live at its time.
    private boolean hasBegun(Instant now) {
        return holdings.stream()
                .anyMatch(holding -> isToBegin(holding) && !holding.from().isAfter(now));
    }

    private boolean isToBegin(Holding holding) {
        return holding.from().isAfter(since);
    }

    private Map<String, Instant> endedNow(List<Holding> live, Instant now) {
        Map<String, Instant> over = new TreeMap<>(ended);
        for (Holding gone : holdings) {
            Instant end = gone.until() == null || gone.until().isAfter(now) ? now : gone.until();
            over.merge(gone.feature(), end, (a, b) -> a.isAfter(b) ? a : b);
        }
        live.forEach(holding -> over.remove(holding.feature()));
        return over;
    }

    /// When a holding begins or ends next: the past, if no decision has seen it yet; null: never.
    public @Nullable Instant nextChangeAt() {
        return holdings.stream()
                .flatMap(holding -> Stream.concat(
                        isToBegin(holding) ? Stream.of(holding.from()) : Stream.empty(),
                        Stream.ofNullable(holding.until())))
                .min(Instant::compareTo)
                .orElse(null);
    }

    /// What may be used at `now`, by feature.
    ///
    /// @param defaults what everybody has
    public List<Entitlement> at(Instant now, List<Holding> defaults) {
        Instant instant = instant(now);
        Map<String, List<Holding>> byFeature = new TreeMap<>();
        Stream.concat(holdings.stream(), defaults.stream())
                .filter(holding -> !holding.isOver(instant))
                .forEach(holding -> byFeature
                        .computeIfAbsent(holding.feature(), _ -> new ArrayList<>())
                        .add(holding));
        return byFeature.values().stream()
                .flatMap(all -> Stream.ofNullable(Merge.at(instant, all)))
                .toList();
    }

    /// What may be used of one feature at `now`; null: nothing. Nothing is allocated but the answer.
    public @Nullable Entitlement at(Instant now, String feature, List<Holding> defaults) {
        Instant instant = instant(now);
        List<Holding> relevant = new ArrayList<>(2);
        collect(holdings, feature, instant, relevant);
        collect(defaults, feature, instant, relevant);
        return relevant.isEmpty() ? null : Merge.at(instant, relevant);
    }

    /// Whether a source would give the feature at `now`, were its payment not disputed.
    public boolean isSuspended(Instant now, String feature) {
        Instant instant = instant(now);
        return suspended.stream().anyMatch(holding -> holding.feature().equals(feature) && holding.isLive(instant));
    }

    private static void collect(List<Holding> from, String feature, Instant instant, List<Holding> into) {
        for (Holding holding : from) {
            if (holding.feature().equals(feature) && !holding.isOver(instant)) {
                into.add(holding);
            }
        }
    }
}
