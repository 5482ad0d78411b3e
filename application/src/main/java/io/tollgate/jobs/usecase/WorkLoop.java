package io.tollgate.jobs.usecase;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Runs a step again and again on a virtual thread: at once while there is work, else when woken, else after a
/// while.
public final class WorkLoop {
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final int LONGEST_BACKOFF_DOUBLINGS = 8;

    private final String name;
    private final IntSupplier step;
    private final Duration idle;
    private final FailureLog failures;
    private final Semaphore wakes = new Semaphore(0);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread;

    /// @param step answers how much it has done; 0 means that there is nothing to do
    /// @param idle how long to wait for a wake before looking again
    /// @param failures told of what a step throws; the loop goes on after a pause that doubles, to 26 s at most
    public WorkLoop(String name, IntSupplier step, Duration idle, FailureLog failures) {
        this.name = name;
        this.step = step;
        this.idle = idle;
        this.failures = failures;
    }

    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofVirtual().name(name).start(this::loop);
        }
    }

    /// There is work. Never blocks; safe from any thread, before the start and after the stop too.
    public void wake() {
        if (wakes.availablePermits() == 0) {
            wakes.release();
        }
    }

    /// Lets the current step finish.
    ///
    /// @return whether it did, within `deadline`
    public synchronized boolean stop(Duration deadline) {
        stopping.countDown();
        wake();
        if (thread == null) {
            return true;
        }
        try {
            return thread.join(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void loop() {
        int failed = 0;
        try {
            while (stopping.getCount() > 0) {
                // Before the step: a wake during it must lead to another.
                wakes.drainPermits();
                failed = stepped() ? 0 : failed + 1;
                if (failed > 0) {
                    pause(failed);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return false if the step has failed
    private boolean stepped() throws InterruptedException {
        int done;
        try {
            done = step.getAsInt();
        } catch (RuntimeException | Error e) {
            failures.failed(FailureLog.Work.loop(name), e);
            return false;
        }
        if (done == 0 && wakes.tryAcquire(idle.toMillis(), TimeUnit.MILLISECONDS)) {
            wakes.drainPermits();
        }
        return true;
    }

    private void pause(int failed) throws InterruptedException {
        int doublings = Math.min(failed - 1, LONGEST_BACKOFF_DOUBLINGS);
        boolean stopped = stopping.await(FIRST_BACKOFF.toMillis() << doublings, TimeUnit.MILLISECONDS);
        if (stopped) {
            wakes.drainPermits();
        }
    }
}
