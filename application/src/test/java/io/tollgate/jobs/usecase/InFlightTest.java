package io.tollgate.jobs.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.jobs.usecase.InFlight.Piece;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InFlightTest {
    private static final Duration PATIENT = Duration.ofSeconds(20);

    private final InFlight inFlight = new InFlight(2);

    @Test
    void all_pieces_are_done_and_no_more_than_may_be_at_once() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();

        inFlight.run(
                IntStream.range(0, 50)
                        .mapToObj(i -> new Piece("" + i, () -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            Thread.yield();
                            running.decrementAndGet();
                            done.incrementAndGet();
                        }))
                        .toList(),
                PATIENT);

        assertThat(done).hasValue(50);
        assertThat(most.get()).isBetween(1, 2);
        assertThat(inFlight.unfinished()).isEmpty();
        assertThat(inFlight.free()).isEqualTo(8);
    }

    @Test
    void one_that_takes_long_keeps_its_place_and_holds_up_no_other() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        inFlight.run(
                List.of(new Piece("slow", () -> {
                    await(finish);
                    finished.countDown();
                })),
                Duration.ofMillis(1));
        assertThat(inFlight.unfinished()).containsExactly("slow");
        assertThat(inFlight.free()).isEqualTo(7);

        AtomicInteger done = new AtomicInteger();
        inFlight.run(List.of(new Piece("quick", done::incrementAndGet)), PATIENT);

        assertThat(done).hasValue(1);
        finish.countDown();
        finished.await();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
