package io.tollgate.accounts;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/// What tells somebody who tries out cards from a buyer: the declines of the last hour, and the set-ups of a day that
/// are open. Both are bounded, whatever is told and asked for.
///
/// @param declines by time
/// @param setups in the order in which they were begun
public record Attempts(List<Decline> declines, List<Setup> setups) {
    public static final Attempts NONE = new Attempts(List.of(), List.of());

    /// For so long a decline counts.
    public static final Duration REMEMBERED = Duration.ofHours(1);

    /// More are not remembered: no project allows as many ([io.tollgate.tenancy.PurchaseLimits#MOST]).
    private static final int MOST = 100;

    private static final Comparator<Decline> BY_TIME =
            Comparator.comparing(Decline::at).thenComparing(Decline::attempt);

    /// A card was declined, for a payment or to be kept.
    ///
    /// @param attempt the provider's name of the attempt: told by several events, it is one
    /// @param at in the account's time
    public record Decline(String attempt, Instant at) {}

    /// A card may be kept by it, until it has ended.
    ///
    /// @param operation ours
    public record Setup(String operation, Instant begunAt) {}

    public Attempts {
        declines = List.copyOf(declines);
        setups = List.copyOf(setups);
    }

    /// In any order, any number of times, with the same end.
    ///
    /// @param now in the account's time
    Attempts with(Decline decline, Instant now) {
        List<Decline> remembered = Stream.concat(declines.stream(), Stream.of(decline))
                .filter(known -> counts(known, now))
                .sorted(BY_TIME)
                // Of one attempt the first that was told.
                .collect(toMap(Decline::attempt, identity(), (earlier, _) -> earlier, LinkedHashMap::new))
                .values()
                .stream()
                .toList();
        return new Attempts(remembered.subList(Math.max(0, remembered.size() - MOST), remembered.size()), setups);
    }

    /// The declines that count.
    List<Decline> recent(Instant now) {
        return declines.stream().filter(decline -> counts(decline, now)).toList();
    }

    private static boolean counts(Decline decline, Instant now) {
        return now.isBefore(decline.at().plus(REMEMBERED));
    }

    boolean hasBegun(String operation) {
        return setups.stream().anyMatch(setup -> setup.operation().equals(operation));
    }

    Attempts with(Setup begun) {
        Stream<Setup> open = setups.stream()
                .filter(setup -> begun.begunAt().isBefore(setup.begunAt().plus(Keeping.SETUP_OPEN)));
        return new Attempts(declines, Stream.concat(open, Stream.of(begun)).toList());
    }

    Attempts without(String operation) {
        return new Attempts(
                declines,
                setups.stream()
                        .filter(setup -> !setup.operation().equals(operation))
                        .toList());
    }
}
