package io.tollgate.entitlements;

import io.tollgate.catalog.FeatureType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The union of holdings of one feature: the widest limit, the latest end.
final class Merge {
    private Merge() {}

    /// @param holdings of one feature, none of them over
    /// @return null if none is live yet
    static @Nullable Entitlement at(Instant now, List<Holding> holdings) {
        return holdings.size() == 1 ? alone(now, holdings.getFirst()) : union(now, holdings);
    }

    /// Nearly every check ends here, so it does no more than it must.
    private static @Nullable Entitlement alone(Instant now, Holding holding) {
        if (!holding.isLive(now)) {
            return null;
        }
        return new Entitlement(
                holding.feature(),
                holding.type(),
                holding.type() == FeatureType.LIMIT ? holding.amount() : null,
                holding.until(),
                holding.currentPeriodEnd(),
                List.of(),
                List.of(holding.source()));
    }

    private static @Nullable Entitlement union(Instant now, List<Holding> holdings) {
        List<Holding> live = holdings.stream().filter(h -> h.isLive(now)).toList();
        if (live.isEmpty()) {
            return null;
        }
        Holding first = live.getFirst();
        boolean limited = first.type() == FeatureType.LIMIT;
        return new Entitlement(
                first.feature(),
                first.type(),
                limited ? widest(live) : null,
                unbroken(now, holdings),
                latest(live),
                limited ? steps(now, holdings) : List.of(),
                live.stream().map(Holding::source).distinct().toList());
    }

    private static long widest(List<Holding> live) {
        return live.stream().mapToLong(Holding::amount).max().orElse(0);
    }

    private static @Nullable Instant latest(List<Holding> live) {
        Instant latest = Instant.MIN;
        for (Holding holding : live) {
            if (holding.currentPeriodEnd() == null) {
                return null;
            }
            latest = holding.currentPeriodEnd().isAfter(latest) ? holding.currentPeriodEnd() : latest;
        }
        return latest;
    }

    /// The end of access without a gap from `now` on: a holding that begins where another ends goes on with it.
    private static @Nullable Instant unbroken(Instant now, List<Holding> holdings) {
        Instant end = now;
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Holding holding : holdings) {
                if (holding.from().isAfter(end)) {
                    continue;
                }
                if (holding.until() == null) {
                    return null;
                }
                if (holding.until().isAfter(end)) {
                    end = holding.until();
                    grown = true;
                }
            }
        }
        return end;
    }

    /// The limit's values from `now` to the unbroken end; empty if there is only one.
    private static List<Entitlement.Step> steps(Instant now, List<Holding> holdings) {
        List<Entitlement.Step> steps = new ArrayList<>();
        Instant at = now;
        Instant end = unbroken(now, holdings);
        while (at != null && !at.equals(end)) {
            Instant instant = at;
            long limit = widest(holdings.stream().filter(h -> h.isLive(instant)).toList());
            Instant until = nextEdge(instant, holdings);
            if (!steps.isEmpty() && steps.getLast().limit() == limit) {
                steps.removeLast();
            }
            steps.add(new Entitlement.Step(limit, until));
            at = until;
        }
        return steps.size() > 1 ? steps : List.of();
    }

    private static @Nullable Instant nextEdge(Instant after, List<Holding> holdings) {
        Instant next = null;
        for (Holding holding : holdings) {
            next = sooner(next, holding.from(), after);
            next = sooner(next, holding.until(), after);
        }
        return next;
    }

    private static @Nullable Instant sooner(@Nullable Instant next, @Nullable Instant edge, Instant after) {
        if (edge == null || !edge.isAfter(after)) {
            return next;
        }
        return next == null || edge.isBefore(next) ? edge : Objects.requireNonNull(next);
    }
}
