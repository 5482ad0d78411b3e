package io.tollgate.bootstrap;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.postgres.QueueDepths;
import io.tollgate.postgres.QueueDepths.Depth;
import io.tollgate.postgres.QueueDepths.Depths;
import io.tollgate.postgres.QueueDepths.Overdue;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// Depth and age of inbox, outbox and jobs as metrics. Read every few seconds, not when asked: a scrape must not
/// wait
/// for the database.
@Singleton
class QueueGauges {
    private static final Depth NOTHING = new Depth(0, Duration.ZERO, 0);

    private final QueueDepths queues;
    private volatile Depths latest = new Depths(NOTHING, 0, NOTHING, NOTHING, new Overdue(0, 0));

    QueueGauges(QueueDepths queues, MeterRegistry metrics) {
        this.queues = queues;
        register("inbox", Depths::inbox, metrics);
        register("outbox", Depths::outbox, metrics);
        register("jobs", Depths::jobs, metrics);
        Gauge.builder("tollgate.inbox.parked", () -> latest.parked())
                .description("Events that wait for a human or a new release")
                .register(metrics);
        overdue("pending", Overdue::pending, metrics);
        overdue("processing", Overdue::processing, metrics);
    }

    private void overdue(String status, ToLongFunction<Overdue> of, MeterRegistry metrics) {
        Gauge.builder("tollgate.orders.overdue", () -> of.applyAsLong(latest.orders()))
                .tag("status", status)
                .description("Orders open for longer than they can be")
                .register(metrics);
    }

    Depths latest() {
        return latest;
    }

    /// @return 0: the next look is due after a pause
    int refresh() {
        latest = queues.read();
        return 0;
    }

    private void register(String queue, Function<Depths, Depth> of, MeterRegistry metrics) {
        Gauge.builder("tollgate.queue.depth", () -> of.apply(latest).depth())
                .tag("queue", queue)
                .description("What waits to be done or sent")
                .register(metrics);
        Gauge.builder(
                        "tollgate.queue.oldest.seconds",
                        () -> of.apply(latest).oldest().toSeconds())
                .tag("queue", queue)
                .description("How long the oldest has waited beyond its time")
                .register(metrics);
        Gauge.builder("tollgate.queue.dead", () -> of.apply(latest).dead())
                .tag("queue", queue)
                .description("What nobody tries any more")
                .register(metrics);
    }
}
