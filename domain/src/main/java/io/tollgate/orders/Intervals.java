package io.tollgate.orders;

import io.tollgate.catalog.Price;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Folds the one-time purchases of a plan, in order of payment, into intervals: one bought before the last ends
/// adds on to its end. What was refunded takes no part, so a refund folds anew, without a gap.
public final class Intervals {
    private static final Comparator<Order.Paid> IN_ORDER_OF_PAYMENT = Comparator.comparing(Order.Paid::paidAt)
            .thenComparing(paid -> paid.id().value());

    private Intervals() {}

    /// @return all of `orders`, those paid with their intervals as they are now
    public static List<Order> fold(List<Order> orders) {
        Map<OrderId, Interval> intervals = orders.stream()
                .filter(order -> order instanceof Order.Paid paid
                        && !paid.isTakenBack()
                        && !paid.sale().terms().isRecurring()
                        && !paid.sale().terms().isBareAmount())
                .map(Order.Paid.class::cast)
                .collect(Collectors.groupingBy(paid -> paid.sale().terms().plan()))
                .values()
                .stream()
                .flatMap(ofPlan -> foldPlan(ofPlan).entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return orders.stream()
                .map(order -> order instanceof Order.Paid paid ? paid.with(intervals.get(paid.id())) : order)
                .toList();
    }

    private static Map<OrderId, Interval> foldPlan(List<Order.Paid> ofPlan) {
        Map<OrderId, Interval> folded = new HashMap<>();
        List<Order.Paid> run = new ArrayList<>();
        Instant end = Instant.MIN;
        for (Order.Paid paid : ofPlan.stream().sorted(IN_ORDER_OF_PAYMENT).toList()) {
            if (isForLifeAlone(paid)) {
                folded.put(paid.id(), new Interval(paid.paidAt(), null, paid.paidAt()));
                continue;
            }
            if (end != null && paid.paidAt().isAfter(end)) {
                close(run, end, folded);
            }
            Instant from = end == null || paid.paidAt().isAfter(end) ? paid.paidAt() : end;
            Instant until = until(paid, from);
            folded.put(paid.id(), new Interval(from, until, null));
            run.add(paid);
            end = end == null || until == null ? null : until;
        }
        close(run, end, folded);
        return folded;
    }

    /// Credits that never expire add on to nothing, and nothing to them. So they are history at once, or
    /// whoever buys them each week would carry them all along for ever.
    private static boolean isForLifeAlone(Order.Paid paid) {
        return paid.sale().terms().isCreditPack() && until(paid, paid.paidAt()) == null;
    }

    private static void close(List<Order.Paid> run, @Nullable Instant end, Map<OrderId, Interval> folded) {
        run.forEach(paid -> folded.computeIfPresent(
                paid.id(), (_, interval) -> new Interval(interval.from(), interval.until(), end)));
        run.clear();
    }

    private static @Nullable Instant until(Order.Paid paid, Instant from) {
        return paid.sale().terms().price() instanceof Price.OneTime oneTime && oneTime.accessPeriod() != null
                ? plus(from, oneTime.accessPeriod())
                : null;
    }

    private static Instant plus(Instant from, Period period) {
        return from.atOffset(ZoneOffset.UTC).plus(period).toInstant();
    }
}
