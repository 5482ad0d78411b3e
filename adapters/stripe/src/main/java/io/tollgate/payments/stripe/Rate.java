package io.tollgate.payments.stripe;

import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.tollgate.jobs.Replicas;
import java.time.Duration;

/// How many requests a second this replica may send for one account: its share of the account's limit, which all
/// live replicas share alike. A quarter of a second's worth may go out at once, so in no second more than five
/// quarters of the limit: by default just what Stripe lets pass (100 live, 25 test).
final class Rate {
    private final int perSecond;
    private final Replicas replicas;
    private final TimeMeter time;
    private final BlockingStrategy waiting;
    private volatile Share share;

    Rate(int perSecond, Replicas replicas) {
        this(perSecond, replicas, TimeMeter.SYSTEM_NANOTIME, BlockingStrategy.PARKING);
    }

    Rate(int perSecond, Replicas replicas, TimeMeter time, BlockingStrategy waiting) {
        this.perSecond = perSecond;
        this.replicas = replicas;
        this.time = time;
        this.waiting = waiting;
        this.share = new Share(replicas.live());
    }

    /// Waits for a request's turn.
    ///
    /// @return false if that doesn't come within `atMost`
    boolean take(Urgency urgency, Duration atMost) throws InterruptedException {
        Share mine = current();
        long start = time.currentTimeNanos();
        if (urgency == Urgency.BACKGROUND && !taken(mine.background, atMost.toNanos())) {
            return false;
        }
        return taken(mine.all, atMost.toNanos() - (time.currentTimeNanos() - start));
    }

    private boolean taken(Bucket bucket, long nanos) throws InterruptedException {
        return bucket.tryConsume(1) || (nanos > 0 && bucket.asBlocking().tryConsume(1, nanos, waiting));
    }

    private Share current() {
        int live = replicas.live();
        Share known = share;
        if (known.replicas != live) {
            synchronized (this) {
                known = share.replicas == live ? share : new Share(live);
                share = known;
            }
        }
        return known;
    }

    /// Begins empty: a replica that starts, or learns that another has gone, has no second's worth to catch up.
    private final class Share {
        private final int replicas;
        private final Bucket all;
        private final Bucket background;

        Share(int replicas) {
            this.replicas = replicas;
            this.all = bucket(perSecond);
            this.background = bucket(Urgency.shareOfBackground(perSecond));
        }

        private Bucket bucket(int ofAll) {
            int atOnce = Math.max(1, ofAll / (4 * replicas));
            return Bucket.builder()
                    .addLimit(limit -> limit.capacity(atOnce)
                            .refillGreedy(ofAll, Duration.ofSeconds(replicas))
                            .initialTokens(0))
                    .withCustomTimePrecision(time)
                    .build();
        }
    }
}
