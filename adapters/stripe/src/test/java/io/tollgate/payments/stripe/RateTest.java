package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.TimeMeter;
import io.tollgate.jobs.Replicas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Time goes on only by waiting.
class RateTest {
    private static final Duration ENOUGH = Duration.ofMinutes(1);

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger live = new AtomicInteger(1);
    private final TimeMeter time = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return now.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };
    private final BlockingStrategy waiting = now::addAndGet;

    @ParameterizedTest
    @CsvSource({"80, 1, 80", "80, 4, 20", "20, 1, 20", "20, 8, 2.5", "1, 3, 0.3333"})
    void a_replica_has_its_share_of_the_limit(int limit, int replicas, double share) throws Exception {
        live.set(replicas);

        List<Long> sent = send(rate(limit), Urgency.INTERACTIVE, 400);

        assertThat(400 / seconds(sent.getLast())).isCloseTo(share, org.assertj.core.data.Percentage.withPercentage(2));
    }

    @ParameterizedTest
    @CsvSource({"80, 100", "20, 25"})
    void in_no_second_is_more_sent_than_stripe_lets_pass(int limit, int passing) throws Exception {
        Rate rate = rate(limit);
        List<Long> sent = new ArrayList<>();
        for (int pause = 0; pause < 40; pause++) {
            sent.addAll(send(rate, Urgency.INTERACTIVE, 37));
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(31L * pause));
        }

        for (int i = 0; i < sent.size(); i++) {
            long end = sent.get(i) + TimeUnit.SECONDS.toNanos(1);
            assertThat(sent.subList(i, sent.size()).stream().filter(at -> at < end))
                    .hasSizeLessThanOrEqualTo(passing);
        }
    }

    @Test
    void the_share_follows_the_replicas_that_come_and_go() throws Exception {
        Rate rate = rate(80);
        send(rate, Urgency.INTERACTIVE, 80);

        live.set(2);
        long two = now.get();
        send(rate, Urgency.INTERACTIVE, 80);
        long one = now.get();
        live.set(1);
        send(rate, Urgency.INTERACTIVE, 80);

        assertThat(seconds(one - two)).isBetween(1.9, 2.1);
        assertThat(seconds(now.get() - one)).isBetween(0.9, 1.1);
    }

    @Test
    void who_would_wait_longer_than_he_may_is_turned_away_at_once() throws Exception {
        Rate rate = rate(1);
        assertThat(rate.take(Urgency.INTERACTIVE, ENOUGH)).isTrue();
        long before = now.get();

        assertThat(rate.take(Urgency.INTERACTIVE, Duration.ofMillis(900))).isFalse();
        assertThat(rate.take(Urgency.INTERACTIVE, Duration.ofMillis(-1))).isFalse();

        assertThat(now.get()).isEqualTo(before);
        assertThat(rate.take(Urgency.INTERACTIVE, Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void work_in_the_background_gets_three_quarters_and_whoever_waits_the_rest() throws Exception {
        Rate rate = rate(80);

        List<Long> background = send(rate, Urgency.BACKGROUND, 600);

        assertThat(600 / seconds(background.getLast())).isBetween(59.0, 61.0);
        // All that the background could have had is gone, and yet:
        assertThat(rate.take(Urgency.BACKGROUND, Duration.ZERO)).isFalse();
        assertThat(rate.take(Urgency.INTERACTIVE, Duration.ZERO)).isTrue();
    }

    private Rate rate(int limit) {
        Replicas replicas = live::get;
        return new Rate(limit, replicas, time, waiting);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    /// @return when each was sent
    private List<Long> send(Rate rate, Urgency urgency, int times) throws InterruptedException {
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            assertThat(rate.take(urgency, ENOUGH)).isTrue();
            sent.add(now.get());
        }
        return sent;
    }
}
