package io.tollgate.jobs.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkLoopTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final BlockingQueue<String> steps = new LinkedBlockingQueue<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private WorkLoop loop = new WorkLoop("idle", () -> 0, LONG, (_, e) -> failures.add(e));

    @AfterEach
    void stop() {
        assertThat(loop.stop(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void while_there_is_work_it_goes_on_at_once() throws Exception {
        Semaphore work = new Semaphore(3);
        loop = loop(() -> work.tryAcquire() ? 1 : 0, LONG);

        loop.start();

        for (int i = 0; i < 4; i++) {
            assertThat(step()).isNotNull();
        }
        assertThat(work.availablePermits()).isZero();
    }

    @Test
    void without_work_it_waits_until_it_is_woken() throws Exception {
        loop = loop(() -> 0, LONG);
        loop.start();
        step();

        loop.wake();

        assertThat(step()).isNotNull();
    }

    @Test
    void a_wake_during_a_step_leads_to_another() throws Exception {
        CountDownLatch woken = new CountDownLatch(1);
        loop = loop(
                () -> {
                    if (woken.getCount() > 0) {
                        loop.wake();
                        woken.countDown();
                    }
                    return 0;
                },
                LONG);

        loop.start();

        assertThat(step()).isNotNull();
        assertThat(step()).isNotNull();
    }

    @Test
    void without_a_wake_it_looks_again_after_a_while() throws Exception {
        loop = loop(() -> 0, Duration.ofMillis(1));

        loop.start();

        assertThat(step()).isNotNull();
        assertThat(step()).isNotNull();
    }

    @Test
    void a_step_that_fails_is_told_and_tried_again() throws Exception {
        Semaphore failing = new Semaphore(2);
        loop = loop(
                () -> {
                    if (failing.tryAcquire()) {
                        throw new IllegalStateException("away");
                    }
                    return 0;
                },
                LONG);

        loop.start();

        for (int i = 0; i < 3; i++) {
            assertThat(step()).isNotNull();
        }
        assertThat(failures).hasSize(2).allMatch(IllegalStateException.class::isInstance);
    }

    @Test
    void stopping_lets_the_step_finish_and_begins_no_other() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        loop = loop(
                () -> {
                    running.countDown();
                    await(finish);
                    return 1;
                },
                LONG);
        loop.start();
        running.await();

        assertThat(loop.stop(Duration.ofMillis(1))).isFalse();
        finish.countDown();

        assertThat(loop.stop(Duration.ofSeconds(10))).isTrue();
        assertThat(steps).hasSize(1);
    }

    @Test
    void a_loop_that_was_never_started_stops_at_once() {
        assertThat(loop.stop(Duration.ZERO)).isTrue();
    }

    private WorkLoop loop(IntSupplier step, Duration idle) {
        return new WorkLoop(
                "test",
                () -> {
                    steps.add("step");
                    return step.getAsInt();
                },
                idle,
                (_, e) -> failures.add(e));
    }

    private @Nullable String step() throws InterruptedException {
        return steps.poll(10, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
